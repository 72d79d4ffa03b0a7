//! A request for something of the site, as handlers see it.

use std::convert::Infallible;
use std::sync::Arc;

use axum::RequestPartsExt;
use axum::extract::{FromRequestParts, Path};
use http::header::{self, HeaderMap};
use http::request::Parts;

use super::origin::Origin;
use super::site::Site;
use crate::accept;
use crate::call::encoding;

/// How clients for terminals begin their User-Agent; they show what they get as it is.
const TERMINALS: [&str; 4] = ["curl/", "wget/", "wget2/", "httpie/"];

/// What handlers need to know of a request.
pub struct PageRequest {
    pub site: Arc<Site>,
    pub origin: Origin,
    pub headers: HeaderMap,
    pub path: String,
    /// The variable part of the address, decoded; empty where it has none, or where it is not UTF-8.
    pub name: String,
    /// Of a POST, its form.
    pub query: String,
    /// Whether it came with POST.
    pub is_form: bool,
}

/// The form in which a page is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Html,
    /// The client asks for it.
    Markdown,
    /// The client is one for terminals and didn't ask for HTML.
    MarkdownForTerminal,
}

/// The text of a form that came with POST; an extension of the request.
#[derive(Clone, Debug)]
pub struct FormText(pub Arc<str>);

impl FromRequestParts<Arc<Site>> for PageRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Arc<Site>) -> Result<Self, Infallible> {
        let name = parts
            .extract::<Path<String>>()
            .await
            .map(|Path(name)| name)
            .unwrap_or_default();
        Ok(Self::new(parts, site, &name))
    }
}

impl PageRequest {
    /// `name` is the variable part of the address.
    pub fn new(parts: &Parts, site: &Arc<Site>, name: &str) -> Self {
        let form = parts.extensions.get::<FormText>();
        let query = match form {
            Some(form) => form.0.to_string(),
            None => parts.uri.query().unwrap_or("").to_owned(),
        };
        Self {
            site: site.clone(),
            origin: parts.extensions.get().cloned().unwrap_or_else(Origin::unknown),
            headers: parts.headers.clone(),
            path: parts.uri.path().to_owned(),
            name: name.to_owned(),
            query,
            is_form: form.is_some(),
        }
    }

    /// The first value of a query parameter, decoded; empty if it is not there.
    pub fn parameter(&self, wanted: &str) -> String {
        let value = encoding::pairs(&self.query).find(|(name, _)| *name == wanted);
        value
            .and_then(|(_, value)| encoding::decode_query(value).ok())
            .unwrap_or_default()
    }

    /// Whether the client is a browser, or one that wants what a browser gets. `*/*` alone is a program.
    pub fn names_html(&self) -> bool {
        accept::names(&self.headers, "text/html")
    }

    /// The form that suits this client, by what it accepts; where that leaves it open, by what kind of client it is.
    pub fn form(&self) -> Form {
        let html = accept::quality(&self.headers, "text/html");
        let markdown = accept::quality(&self.headers, "text/markdown");
        let is_open = markdown == html && !self.names_html();
        if markdown > html || (is_open && accept::names(&self.headers, "text/markdown")) {
            Form::Markdown
        } else if is_open && self.is_terminal() {
            Form::MarkdownForTerminal
        } else {
            Form::Html
        }
    }

    fn is_terminal(&self) -> bool {
        let agent = self.headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok());
        let agent = agent.unwrap_or_default().to_ascii_lowercase();
        TERMINALS.iter().any(|terminal| agent.starts_with(terminal))
    }
}
