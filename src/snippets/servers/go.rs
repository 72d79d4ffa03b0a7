//! Go.

use super::{Server, ServerResponse, THREE_DIGITS, quoted};

pub const NET_HTTP: Server = Server {
    name: "Go net/http",
    syntax: "go",
    comment: "//",
    sends: THREE_DIGITS,
    write: net_http,
};

pub const GIN: Server = Server {
    name: "Go gin",
    syntax: "go",
    comment: "//",
    sends: THREE_DIGITS,
    write: gin,
};

fn string(text: &str) -> String {
    quoted(text, '"')
}

fn net_http(response: &ServerResponse) -> String {
    let status = response.status;
    let header = |name: &str, value: &str| format!("\tw.Header().Set({}, {})\n", string(name), string(value));
    let headers = response.lines(header);
    let sent = match (response.redirect(), response.json()) {
        (Some(target), _) => format!("\thttp.Redirect(w, r, {}, {status})\n", string(target)),
        (None, Some(json)) => {
            // http.Error would send text/plain.
            let kind = header("Content-Type", response.media_type());
            let json = if json.contains('`') {
                string(&json)
            } else {
                format!("`{json}`")
            };
            format!("{kind}\tw.WriteHeader({status})\n\tio.WriteString(w, {json})\n")
        }
        (None, None) => format!("\tw.WriteHeader({status})\n"),
    };
    format!("http.HandleFunc(\"/example\", func(w http.ResponseWriter, r *http.Request) {{\n{headers}{sent}}})")
}

fn gin(response: &ServerResponse) -> String {
    let status = response.status;
    let header = |name: &str, value: &str| format!("\tc.Header({}, {})\n", string(name), string(value));
    let headers = response.lines(header);
    let sent = if let Some(target) = response.redirect() {
        format!("\tc.Redirect({status}, {})\n", string(target))
    } else if response.has_body {
        let kind = if response.is_problem() {
            header("Content-Type", response.media_type())
        } else {
            String::new()
        };
        let members = response.members('"', |name, value| format!("\"{name}\": {value}"));
        format!("{kind}\tc.JSON({status}, gin.H{{{members}}})\n")
    } else {
        format!("\tc.Status({status})\n")
    };
    format!("router.GET(\"/example\", func(c *gin.Context) {{\n{headers}{sent}}})")
}
