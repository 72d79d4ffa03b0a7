//! The book and its search as JSON, for programs. The schema is made from the same types.

use schemars::{JsonSchema, schema_for};
use serde::Serialize;

use super::found;
use super::frame::Frame;
use crate::book::{Fact, Named, RetryAdvice, Status};
use crate::code::Code;

/// Where the list of all statuses is. The address of one continues with `/` and its code.
pub const STATUSES: &str = "/api/statuses";
/// Where the schema is.
pub const SCHEMA: &str = "/api/schema.json";
/// The most results of a search.
pub const MOST_RESULTS: usize = 20;

/// The idempotent methods (RFC 9110 section 9.2.2) and the others.
const IDEMPOTENT: [&str; 6] = ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE"];
const OTHER: [&str; 2] = ["POST", "PATCH"];

/// All that the API sends, for the schema.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "Statusbook API")]
#[expect(dead_code, reason = "only its schema is made")]
enum Response<'a> {
    /// `/api/statuses`
    List(List<'a>),
    /// `/api/statuses/{code}`
    Status(Box<StatusData<'a>>),
    /// `/api/search?q=`
    Search(SearchData<'a>),
}

/// Every status, in ascending order.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct List<'a> {
    statuses: Vec<StatusData<'a>>,
}

/// What the book says about one status. Texts may have Markdown in them: code spans and links.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct StatusData<'a> {
    #[schemars(range(min = 100, max = 999))]
    code: u16,
    /// The name in the registry, or the vendor's.
    name: &'a str,
    /// What else it is called.
    aliases: &'a [String],
    /// `1xx` to `5xx`, or `vendor` for a number that isn't registered.
    class: &'a str,
    /// What the IANA registry says about it.
    registration: &'a str,
    /// What it means, in a sentence.
    summary: &'a str,
    /// The address of its page.
    page: String,
    /// The address of the same page as Markdown.
    markdown: String,
    /// The address at which the mock sends it.
    mock: String,
    definition: Document<'a>,
    /// Who gives it a meaning of their own.
    vendors: Vec<Vendor<'a>>,
    /// Whether the code ever leaves the server.
    on_wire: &'a str,
    /// What a script in a browser gets to see.
    in_browsers: &'a str,
    retry: RetryRule<'a>,
    caching: Caching<'a>,
    body: Statement<'a>,
    /// What becomes of the method if the status is a redirect.
    method_on_redirect: Statement<'a>,
    sender: Statement<'a>,
    since: Statement<'a>,
    headers: Vec<HeaderData<'a>>,
    advice: Advice<'a>,
    /// Codes that people confuse it with.
    not_to_confuse_with: Vec<NearData<'a>>,
    /// Codes of the book that have to do with it.
    related: Vec<u16>,
    sources: Vec<Document<'a>>,
    /// The day on which the page was last compared with its sources.
    checked: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Document<'a> {
    title: &'a str,
    #[schemars(url)]
    url: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Vendor<'a> {
    name: &'a str,
    meaning: &'a str,
    /// What a client of that product sees.
    client: &'a str,
}

/// Whether a request that got the status may be sent again.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct RetryRule<'a> {
    /// By method, in plain words.
    by_method: std::collections::BTreeMap<&'static str, MethodRule<'a>>,
    /// The titles of the sources, separated by semicolons.
    source: &'a str,
}

#[derive(Clone, Serialize, JsonSchema)]
struct MethodRule<'a> {
    /// `Yes`, `Later`, `If changed`, `Elsewhere`, `No` or `Not needed`.
    again: &'a str,
    /// The same with what to watch for.
    text: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Caching<'a> {
    /// When a cache may keep the response.
    rule: &'a str,
    note: &'a str,
    source: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Statement<'a> {
    text: &'a str,
    source: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct HeaderData<'a> {
    name: &'a str,
    /// How much it matters: a word of RFC 2119, or the book's own.
    need: &'a str,
    why: &'a str,
}

/// What to do, by who is asking.
#[derive(Serialize, JsonSchema)]
struct Advice<'a> {
    caller: &'a str,
    operator: &'a str,
    designer: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct NearData<'a> {
    code: u16,
    difference: &'a str,
}

/// What a search finds, the best first.
#[derive(Serialize, JsonSchema)]
struct SearchData<'a> {
    query: &'a str,
    results: Vec<Found<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct Found<'a> {
    /// The code, if the page is about one.
    code: Option<u16>,
    title: &'a str,
    /// The heading of the section; empty for the top of the page.
    section: &'a str,
    /// The text in that section that matches best.
    text: &'a str,
    #[schemars(url)]
    url: String,
}

impl<'a> StatusData<'a> {
    fn new(frame: &Frame, status: &'a Status) -> Self {
        let (text, code) = (&status.text, status.code);
        let page = format!("{}/docs/{code}", frame.origin);
        let [call, run, design] = text.now.lines().map(|(_, line)| line);
        let statement = |fact: &'a Fact| Statement {
            text: &fact.text,
            source: &fact.source,
        };
        let rules = |methods: &'static [&'static str], advice: &'a RetryAdvice| {
            let rule = MethodRule {
                again: advice.again.word(),
                text: &advice.text,
            };
            methods.iter().map(move |method| (*method, rule.clone()))
        };
        let retry = &text.fact.retry;
        Self {
            code: code.number(),
            name: &status.name,
            aliases: &status.aliases,
            class: status.group().slug(),
            registration: status.kind.label(),
            summary: &status.summary,
            markdown: format!("{page}.md"),
            page,
            mock: format!("{}/{code}", frame.origin),
            definition: Document::new(&status.definition),
            vendors: status
                .vendors
                .iter()
                .map(|vendor| Vendor {
                    name: &vendor.name,
                    meaning: &vendor.meaning,
                    client: &vendor.client,
                })
                .collect(),
            on_wire: &status.on_wire,
            in_browsers: &status.browser,
            retry: RetryRule {
                by_method: rules(&IDEMPOTENT, &retry.idempotent)
                    .chain(rules(&OTHER, &retry.other))
                    .collect(),
                source: &retry.source,
            },
            caching: Caching {
                rule: text.fact.cached.rule.words(),
                note: &text.fact.cached.note,
                source: &text.fact.cached.source,
            },
            body: statement(&text.fact.body),
            method_on_redirect: statement(&text.fact.method),
            sender: statement(&text.fact.sender),
            since: statement(&text.fact.since),
            headers: status
                .headers
                .iter()
                .map(|header| HeaderData {
                    name: &header.name,
                    need: header.need.word(),
                    why: &header.why,
                })
                .collect(),
            advice: Advice {
                caller: call,
                operator: run,
                designer: design,
            },
            not_to_confuse_with: text
                .near
                .iter()
                .map(|near| NearData {
                    code: near.code.number(),
                    difference: &near.difference,
                })
                .collect(),
            related: text.related.iter().map(|code| code.number()).collect(),
            sources: text.sources.iter().map(Document::new).collect(),
            checked: &text.checked,
        }
    }
}

impl<'a> Document<'a> {
    fn new(named: &'a Named) -> Self {
        Self {
            title: &named.title,
            url: &named.url,
        }
    }
}

/// Every status, as JSON.
pub fn statuses(frame: &Frame) -> String {
    let statuses = frame.book.statuses().map(|status| StatusData::new(frame, status)).collect();
    written(&List { statuses })
}

/// One status, as JSON; `None` if the book doesn't have it.
pub fn status(frame: &Frame, code: Code) -> Option<String> {
    let status = frame.book.get(code)?;
    Some(written(&StatusData::new(frame, status)))
}

/// What a search finds, as JSON.
pub fn search(frame: &Frame, query: &str) -> String {
    let hits = found::hits(frame, query, MOST_RESULTS);
    let results = hits.iter().map(|hit| Found {
        code: hit.document.number.as_deref().and_then(|number| number.parse().ok()),
        title: &hit.document.title,
        section: &hit.passage.heading,
        text: hit.shown,
        url: format!("{}{}", frame.origin, found::address(hit)),
    });
    written(&SearchData {
        query,
        results: results.collect(),
    })
}

/// The JSON Schema of all that the API sends.
pub fn schema() -> String {
    written(&schema_for!(Response))
}

fn written(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
