use super::{
    BodyKind, Client, Example, LONGEST_PAUSE, PAUSES, RETRIED, Strings, TIMEOUT_SECONDS, TRIES, braced, indented, quoted,
};
use crate::call::request::Credentials;

pub const CLIENT: Client = Client {
    id: "net-http",
    name: "Net::HTTP",
    syntax: "ruby",
    file: "status.rb",
    run: "ruby status.rb",
    install: "",
    write,
};

const STRINGS: Strings = Strings {
    plain: '\'',
    escaping: '"',
    interpolation: Some('#'),
    ascii: false,
    number: braced,
};

const FAILURES: &str = "# What Net::HTTP raises if the response doesn't arrive whole.
FAILURES = [
  IOError, SystemCallError, SocketError, Timeout::Error, OpenSSL::SSL::SSLError,
  Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError, Zlib::Error
].freeze

";
const CUT_OFF: &str = "# Net::HTTP takes a body that was cut off for a whole one.
cut_off = response.body && response.body.bytesize < response.content_length.to_i
raise EOFError, 'the body was cut off' if cut_off

";

/// Net::HTTP of the standard library, which never follows a redirect by itself.
fn write(example: &Example) -> String {
    // Net::HTTP doesn't read the body of a 305.
    let mut example = example.clone();
    if example.expected == Some(305) {
        example.body = BodyKind::None;
    }
    let example = &example;
    let (is_loop, repeats) = (example.calls() > 1, example.repeats());
    let mut head = "require 'net/http'\n".to_owned();
    let has_json = example.body == BodyKind::Json && !is_loop;
    head.push_str(if has_json { "require 'json'\n" } else { "" });
    head.push_str(if repeats { "require 'time'\n\n" } else { "\n" });
    head.push_str(if is_strict(example) { FAILURES } else { "" });
    head.push_str(&if repeats { retries() } else { String::new() });
    let mut request = request(example);
    let mut send = exchange(example, &request);
    if example.follows {
        head.push_str(&following(example, &request, &send));
        request.clear();
        send = "response = fetch(uri)\n".to_owned();
    } else if repeats {
        send = match send.ends_with(CUT_OFF) {
            true => send + "response",
            false => send.replacen("response = ", "", 1),
        };
        let lines = indented(&send, "  ");
        head += &format!("def send_request(request)\n  uri = request.uri\n{lines}\nend\n\n");
        send = "response = send_request(request)\n".to_owned();
    }
    if repeats {
        send = send.replace("= ", "= with_retries { ").replace(")\n", ") }\n");
    }
    let rest = if is_loop {
        looped(example, &send)
    } else {
        if is_strict(example) {
            let lines = indented(send.trim_end(), "  ");
            send = format!("begin\n{lines}\nrescue *FAILURES => e\n  abort \"Request failed: #{{e.message}}\"\nend\n");
        }
        format!("{send}\n{}{}", status(example), body(example))
    };
    let url = quoted(&example.url, '\'');
    format!("{head}uri = URI({url})\n{request}{}{rest}", example.not_repeated("#"))
}

/// Whether the program has to notice everything that goes wrong.
fn is_strict(example: &Example) -> bool {
    example.breaks || example.switches.timeout || example.repeats() || example.calls() > 1
}

fn class(example: &Example) -> String {
    let (first, rest) = example.method.split_at(1);
    format!("Net::HTTP::{first}{}", rest.to_lowercase())
}

/// The request with a line for every part of it; nothing if one call of a function is the whole exchange.
fn request(example: &Example) -> String {
    let is_strict = is_strict(example);
    if example.method == "GET" && example.request.is_empty() && !is_strict {
        return String::new();
    }
    let class = class(example);
    let (new, with_body) = if example.follows && !matches!(example.method, "GET" | "HEAD") {
        ("type", format!(" if type == {class}"))
    } else {
        (class.as_str(), String::new())
    };
    let at_home = if example.follows { " if uri.host == host" } else { "" };
    let mut request = format!("request = {new}.new(uri)\n");
    if is_strict && example.method != "HEAD" && !example.request.has("accept-encoding") {
        request.push_str("request['Accept-Encoding'] = 'identity' # so that Content-Length fits the body\n");
    }
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        request.push_str(&format!("request.basic_auth('{user}', '{password}'){at_home}\n"));
    }
    for (name, value) in example.header_map() {
        let is_private = ["authorization", "cookie", "host"].contains(&name.to_lowercase().as_str());
        let condition = if is_private { at_home } else { "" };
        request += &format!("request[{}] = {}{condition}\n", STRINGS.write(&name), STRINGS.write(&value));
    }
    if let Some(content) = example.content(&STRINGS, |size| format!("'x' * {size}")) {
        request.push_str(&format!("request.body = {content}{with_body}\n"));
    }
    request
}

/// The lines from the request to the whole response.
fn exchange(example: &Example, request: &str) -> String {
    if request.is_empty() {
        return "response = Net::HTTP.get_response(uri)\n".to_owned();
    }
    let mut arguments = match (example.follows, example.is_tls()) {
        (true, _) => ", use_ssl: uri.scheme == 'https'".to_owned(),
        (false, true) => ", use_ssl: true".to_owned(),
        (false, false) => String::new(),
    };
    let (mut note, mut check, mut indent) = ("", "", "");
    if is_strict(example) {
        note = "# Without max_retries, Net::HTTP would repeat the request itself.\n";
        arguments.push_str(", max_retries: 0");
        check = if example.method == "HEAD" { "" } else { CUT_OFF };
    }
    if example.switches.timeout {
        indent = "\n  ";
        let seconds = TIMEOUT_SECONDS;
        arguments = format!(
            "{},
  # Net::HTTP limits each wait for bytes, not the whole exchange.
  open_timeout: {seconds}, read_timeout: {seconds}, write_timeout: {seconds}
",
            arguments.replacen(", ", ",\n  ", 1)
        );
    }
    format!(
        "{note}response = Net::HTTP.start({indent}uri.hostname, uri.port{arguments}) do |http|\n  http.request(request)\nend\n{check}"
    )
}

/// The function that goes on to `Location`.
fn following(example: &Example, request: &str, exchange: &str) -> String {
    let mut start = String::new();
    if request.contains("type.new") {
        start.push_str(&format!("  type = {}\n", class(example)));
    }
    if request.contains("== host") {
        start.push_str("  host = uri.host # no other one may see the credentials\n");
    }
    let change = match example.method {
        "GET" | "HEAD" => "",
        "POST" => "    type = Net::HTTP::Get unless %w[307 308].include?(response.code)\n",
        _ => "    type = Net::HTTP::Get if response.code == '303'\n",
    };
    let lines = indented(&[request, exchange].concat(), "    ");
    format!(
        "# Net::HTTP doesn't follow redirects by itself.
def fetch(uri)
{start}  10.times do
{lines}
    return response unless response.is_a?(Net::HTTPRedirection) && response.key?('Location')

    uri = URI.join(uri, response['Location'])
{change}  end
  abort 'Request failed: too many redirects'
end

"
    )
}

/// The functions that repeat what their block does.
fn retries() -> String {
    format!(
        "RETRIED = [{RETRIED}].freeze

# Seconds, from a number or a date.
def asked_pause(after)
  seconds = after.match?(/\\A\\d+\\z/) ? after.to_i : Time.httpdate(after) - Time.now
  seconds.clamp(0, {LONGEST_PAUSE})
rescue ArgumentError
  0
end

# {PAUSES}
def with_retries
  1.upto({TRIES}) do |attempt|
    response = yield
    return response if attempt == {TRIES} || !RETRIED.include?(response.code.to_i)

    sleep(asked_pause(response['Retry-After'].to_s) + rand * 2**(attempt - 1))
  rescue *FAILURES
    raise if attempt == {TRIES}

    sleep(rand * 2**(attempt - 1))
  end
end

"
    )
}

/// Sends the request as often as the program is for.
fn looped(example: &Example, send: &str) -> String {
    let check = if example.switches.check {
        "failed = \"HTTP #{response.code}\" if response.code.to_i >= 400\n"
    } else {
        ""
    };
    let lines = indented(&format!("{send}{}{check}", status(example)), "  ");
    let times = example.calls();
    format!(
        "failed = nil
{times}.times do
{lines}
rescue *FAILURES => e
  failed = \"Request failed: #{{e.message}}\"
  warn failed
end
abort failed if failed
"
    )
}

/// The lines that print the status and what belongs to it.
fn status(example: &Example) -> String {
    let mut lines = format!("puts \"Status Code: #{{response.code}}\"{}\n", example.comment("#"));
    if example.follows {
        lines.push_str("puts \"Final URL: #{response.uri}\"\n");
    }
    for name in &example.reads {
        let header = format!("response[{}]", STRINGS.write(name));
        lines.push_str(&format!("puts \"{name}: #{{{header}}}\" if {header}\n"));
    }
    lines
}

fn body(example: &Example) -> String {
    let check = if example.switches.check {
        "abort \"HTTP #{response.code} #{response.message}\" if response.code.to_i >= 400\n"
    } else {
        ""
    };
    let show = match example.body {
        BodyKind::Json => "puts \"Response: #{JSON.parse(response.body)}\"",
        BodyKind::Text => "puts \"Response: #{response.body}\"",
        BodyKind::None if example.expected == Some(305) => "puts 'Net::HTTP skips the body of a 305'",
        BodyKind::None => "puts \"Response has no content: #{response.body.to_s.empty?}\"",
    };
    format!("{check}{show}")
}
