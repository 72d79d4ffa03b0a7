use super::{
    BodyKind, Client, Example, LONGEST_PAUSE, Next, PAUSES, PIECE, QUOTES, RETRIED, Saved, Strings, TIMEOUT_SECONDS, TRIES,
    Wanted, braced, indented, is_unseen, quoted,
};
use crate::call::request::{Credentials, RequestBody, RequestHeader};

pub const CLIENT: Client = Client {
    id: "net-http",
    name: "Net::HTTP",
    syntax: "ruby",
    program: Saved {
        file: "status.rb",
        run: "ruby status.rb",
        install: "",
    },
    test: Saved {
        file: "status_spec.rb",
        run: "rspec status_spec.rb",
        install: "gem install rspec",
    },
    write,
};

const STRINGS: Strings = Strings {
    escaping: '"',
    number: braced,
    ..QUOTES
};

const FAILURES: &str = "# What Net::HTTP raises if the response doesn't arrive whole.
FAILURES = [
  IOError, SystemCallError, SocketError, Timeout::Error, OpenSSL::SSL::SSLError,
  Net::HTTPBadResponse, Net::HTTPHeaderSyntaxError, Zlib::Error
].freeze

";
const IDENTITY: &str = "request['Accept-Encoding'] = 'identity' # so that Content-Length fits the body\n";
const CUT_OFF: &str = "# Net::HTTP takes a body that was cut off for a whole one.
cut_off = response.body && response.body.bytesize < response.content_length.to_i
raise EOFError, 'the body was cut off' if cut_off

";
const EXPECTED: &str = "
a_failure = satisfy { |error| FAILURES.any? { |failure| error.is_a?(failure) } }
expect { CALL }.to raise_error(a_failure)";
const EACH: &str = "# Each run gets the next of these, or a random one.";
const CHECK: &str = "abort \"HTTP #{response.code} #{response.message}\" if response.code.to_i >= 400\n";
/// What isn't JSON shows the status too.
const CHECK_FIRST: &str = "if response.code.to_i >= 400
  puts \"Response: #{response.body}\"
  abort \"HTTP #{response.code} #{response.message}\"
end
";
const STATUS: &str = "puts \"Status Code: #{response.code}\"";

/// Net::HTTP of the standard library, which never follows a redirect by itself.
fn write(example: &Example) -> String {
    // Net::HTTP doesn't read the body of a 305.
    let is_skipped = example.expected == Some(305);
    let body = if is_skipped { BodyKind::None } else { example.body };
    let example = &Example { body, ..example.clone() };
    let (is_loop, is_test, repeats) = (example.calls() > 1, example.switches.test, example.repeats());
    let is_parsed = !is_loop && (!is_test || matches!(example.wanted(), Wanted::Status(_)));
    let has_json = body == BodyKind::Json && is_parsed;
    let (json, time) = (when(has_json, "require 'json'\n"), when(repeats, "require 'time'\n"));
    let failures = when(repeats || (is_test && example.breaks), FAILURES);
    let mut head = format!("require 'net/http'\n{json}{time}\n{failures}{}", when(repeats, &retries()));
    let mut request = request(example);
    let mut send = exchange(example, &request);
    if example.follows {
        head.push_str(&following(example, &request, &send));
        request.clear();
        send = again(example, "fetch(uri)");
    } else if has_function(example) {
        send = match send.ends_with(CUT_OFF) {
            true => send + "response",
            false => send.replacen("response = ", "", 1),
        };
        let lines = indented(&send, "  ");
        head += &format!("def send_request(request)\n  uri = request.uri\n{lines}\nend\n\n");
        send = again(example, "send_request(request)");
    }
    let rest = match (is_test, is_loop) {
        (true, _) => tested(example, has_json, send.trim_end()),
        (_, true) => looped(example, &send),
        _ => shown(example, &send),
    };
    let (url, mut note) = (quoted(&example.url, '\''), example.left_undone("#"));
    let hints = "# Net::HTTP doesn't show interim responses such as a 103.\n";
    note.push_str(when(example.hints, hints));
    let main = format!("uri = URI({url})\n{request}{note}{rest}");
    if !is_test {
        return head + &main;
    }
    let path = example.url.split(['/', '?', ';']).nth(3).unwrap_or_default();
    let subject = quoted(&format!("{} /{}", example.method, path), '\'');
    let (name, lines) = (example.test_name(), indented(&main, "    "));
    format!("{head}RSpec.describe {subject} do\n  it '{name}' do\n{lines}\n  end\nend")
}

/// Whether the program has to notice everything that goes wrong.
fn is_strict(example: &Example) -> bool {
    example.breaks || example.switches.timeout || example.repeats() || example.calls() > 1
}

/// Whether the exchange is a function, because it stands at several places.
fn has_function(example: &Example) -> bool {
    let is_again = match example.next {
        Some(Next::IfNoneMatch) => example.method != "GET" || !example.request.is_empty() || is_strict(example),
        Some(Next::Location) => is_strict(example) || !parts(example, None).is_empty(),
        None => example.switches.test && example.breaks,
    };
    is_again || example.repeats()
}

/// A call of a function.
fn again(example: &Example, call: &str) -> String {
    let repeats = example.repeats();
    let (open, close) = (when(repeats, "with_retries { "), when(repeats, " }"));
    format!("response = {open}{call}{close}\n")
}

fn when(condition: bool, text: &str) -> &str {
    if condition { text } else { "" }
}

fn class(example: &Example) -> String {
    format!("Net::HTTP::{}{}", &example.method[..1], example.method[1..].to_lowercase())
}

/// The request with a line for every part of it; nothing if one call of a function is the whole exchange.
fn request(example: &Example) -> String {
    if example.method == "GET" && example.request.is_empty() && !is_strict(example) {
        return String::new();
    }
    let class = class(example);
    let (new, with_body) = match example.follows && !matches!(example.method, "GET" | "HEAD") {
        true => ("type", format!(" if type == {class}")),
        false => (class.as_str(), String::new()),
    };
    let mut request = format!("request = {new}.new(uri)\n");
    request += &parts(example, Some(&with_body));
    let (body, lines) = match &example.request.body {
        Some(RequestBody::Text(text)) => heredoc(text).unwrap_or_else(|| (literal(text), String::new())),
        Some(RequestBody::Size(size)) if example.streamed().is_some() => {
            let pieces = size / PIECE;
            return request
                + &format!(
                    "request.content_length = {}
body, writer = IO.pipe
Thread.new do
  {pieces}.times {{ writer << ('x' * {}) }}
  writer.close
end
request.body_stream = body
",
                    grouped(*size),
                    grouped(PIECE)
                );
        }
        Some(RequestBody::Size(size)) => (format!("'x' * {}", grouped(*size)), String::new()),
        None => return request,
    };
    request + &format!("request.body = {body}{with_body}\n{lines}")
}

/// Credentials and headers. The condition says when those about a body are sent, if at all; those that no other host may see aren't.
fn parts(example: &Example, with_body: Option<&str>) -> String {
    let at_home = when(example.follows, " if uri.origin == origin");
    let mut parts = String::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts = format!("request.basic_auth('{user}', '{password}'){at_home}\n");
    }
    for (name, value) in &example.header_map() {
        let is_secret = |header: &RequestHeader| header.is_secret() && header.name.eq_ignore_ascii_case(name);
        let condition = match (name.to_lowercase().as_str(), with_body) {
            ("host", None) => continue,
            (name, None) if name.starts_with("content-") => continue,
            (name, Some(condition)) if name.starts_with("content-") => condition,
            ("idempotency-key", _) => "",
            ("authorization" | "host", _) => at_home,
            _ if example.request.headers.iter().any(is_secret) => at_home,
            _ => "",
        };
        parts += &format!("request[{}] = {}{condition}\n", literal(name), literal(value));
    }
    let can_be_cut = is_strict(example) && has_body(example);
    parts + when(can_be_cut && !example.request.has("accept-encoding"), IDENTITY)
}

/// Whether a response can have a body.
fn has_body(example: &Example) -> bool {
    example.method != "HEAD" || example.next == Some(Next::Location)
}

/// A text of several lines as it is: what opens it, and the lines. Nothing where that would lose or hide something.
fn heredoc(text: &str) -> Option<(String, String)> {
    let mark = if text.starts_with(['{', '[']) { "JSON" } else { "TEXT" };
    let is_clear = |line: &str| !line.ends_with(char::is_whitespace) && !line.contains(is_unseen) && line.trim() != mark;
    let breaks = text.trim_end().matches('\n').count();
    let is_shorter = breaks > 1 || (breaks == 1 && text.contains(['"', '\\']));
    if !is_shorter || text.starts_with(char::is_whitespace) || !text.split('\n').all(is_clear) {
        return None;
    }
    let quote = when(["\\", "#{", "#$", "#@"].iter().any(|mark| text.contains(mark)), "'");
    let chomp = when(!text.ends_with('\n'), ".chomp");
    let lines = indented(text, "  ") + "\n" + mark + "\n";
    Some((format!("<<~{quote}{mark}{quote}{chomp}"), lines))
}

/// A string as RuboCop likes it: with as few backslashes as there can be.
fn literal(text: &str) -> String {
    let literal = STRINGS.write(text);
    let is_plain = literal.starts_with('\'');
    if is_plain && text.contains('\'') && !text.contains(['"', '#', '\\']) {
        return format!("\"{text}\"");
    }
    let escaped = |literal: String, mark: &&str| literal.replace(mark, &format!("\\{mark}"));
    let marks = ["#{", "#$", "#@"];
    marks.iter().filter(|_| !is_plain).fold(literal, escaped)
}

/// The lines from the request to the whole response.
fn exchange(example: &Example, request: &str) -> String {
    if request.is_empty() {
        return "response = Net::HTTP.get_response(uri)\n".to_owned();
    }
    let is_open = example.follows || (has_function(example) && example.next == Some(Next::Location));
    let tls = when(!is_open && example.is_tls(), ", use_ssl: true");
    let mut arguments = [tls, when(is_open, ", use_ssl: uri.scheme == 'https'")].concat();
    let (mut note, mut check, mut indent) = ("", "", "");
    if is_strict(example) {
        note = "# max_retries: 0, because Net::HTTP repeats some requests by itself.\n";
        arguments.push_str(", max_retries: 0");
        check = when(has_body(example), CUT_OFF);
    }
    if example.switches.timeout {
        indent = "\n  ";
        let note = "# Net::HTTP limits each wait for bytes, not the whole exchange.";
        let limits = "open_timeout: N, read_timeout: N, write_timeout: N".replace('N', &TIMEOUT_SECONDS.to_string());
        arguments = format!("{},\n  {note}\n  {limits}\n", arguments.replacen(", ", ",\n  ", 1));
    }
    format!(
        "{note}response = Net::HTTP.start({indent}uri.hostname, uri.port{arguments}) do |http|\n  http.request(request)\nend\n{check}"
    )
}

/// The function that goes on to `Location`.
fn following(example: &Example, request: &str, exchange: &str) -> String {
    let class = format!("  type = {}\n", class(example));
    let class = when(request.contains("type.new"), &class);
    let origin = "  origin = uri.origin # no other one may see the secrets\n";
    let origin = when(request.contains("== origin"), origin);
    let change = match example.method {
        "GET" | "HEAD" => "",
        "POST" => "    type = Net::HTTP::Get unless %w[307 308].include?(response.code)\n",
        _ => "    type = Net::HTTP::Get if response.code == '303'\n",
    };
    let lines = indented(&[request, exchange].concat(), "    ");
    format!(
        "# Net::HTTP doesn't follow redirects by itself.
def fetch(uri)
{class}{origin}  10.times do
{lines}
    return response unless response.is_a?(Net::HTTPRedirection) && response.key?('Location')

    uri = URI.join(uri, response['Location'])
{change}  end
  raise 'too many redirects'
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

    sleep(asked_pause(response['Retry-After'].to_s) + Random.rand(2.0**(attempt - 1)))
  rescue *FAILURES
    raise if attempt == {TRIES}

    sleep(Random.rand(2.0**(attempt - 1)))
  end
end

"
    )
}

/// Sends the request as often as the program is for.
fn looped(example: &Example, send: &str) -> String {
    let check = "if response.code.to_i >= 400\n  warn \"HTTP #{response.code} #{response.message}\"\n  failures += 1\nend\n";
    let lines = format!("{send}{STATUS}\n{}", when(example.switches.check, check));
    let (times, lines) = (example.calls(), indented(&lines, "  "));
    format!(
        "failures = 0
{times}.times do
{lines}
rescue StandardError => e
  warn \"Request failed: #{{e.message}}\"
  failures += 1
end
abort \"#{{failures}} of {times} requests failed\" if failures.positive?
"
    )
}

/// The expectations of a test.
fn tested(example: &Example, has_json: bool, send: &str) -> String {
    let status = match example.wanted() {
        Wanted::Failure => return EXPECTED.replace("CALL", &send.replacen("response = ", "", 1)),
        Wanted::Status(status) => format!("expect(response.code).to eq('{status}')\n"),
        Wanted::Any => "expect(response.code.to_i).to be >= 200\n".to_owned(),
        Wanted::OneOf(codes) => format!("{EACH}\nexpect({codes:?}).to include(response.code.to_i)\n"),
    };
    let end = when(example.follows, "expect(response.uri).not_to eq(uri)\n");
    let reads = |name: &String| format!("expect(response[{}]).not_to be_nil\n", literal(name));
    let reads: String = example.reads.iter().map(reads).collect();
    let json = when(has_json, "expect { JSON.parse(response.body) }.not_to raise_error");
    format!("{send}\n\n{status}{end}{reads}{json}")
}

/// Sends the request and prints the response.
fn shown(example: &Example, send: &str) -> String {
    let mut lines = format!("{STATUS}{}\n", example.comment("#").replacen("  ", " ", 1));
    lines.push_str(when(example.follows, "puts \"Final URL: #{response.uri}\"\n"));
    let read = |name| format!("puts \"{name}: #{{response['{name}']}}\" if response['{name}']\n");
    lines.extend(example.reads.iter().map(read));
    let check = example.switches.check;
    let (first, last) = (when(check, CHECK_FIRST), when(check, CHECK));
    lines += &match example.body {
        BodyKind::Json => format!("{first}puts \"Response: #{{JSON.parse(response.body)}}\"\n"),
        BodyKind::Text => format!("puts \"Response: #{{response.body}}\"\n{last}"),
        BodyKind::None if example.expected == Some(305) => "puts 'Net::HTTP skips the body of a 305'\n".to_owned(),
        BodyKind::None => format!("puts \"Response has no content: #{{response.body.to_s.empty?}}\"\n{last}"),
    };
    if let Some(next) = example.next {
        lines += &format!("\n{}", followed_up(example, next));
    }
    if !is_strict(example) && !check && !example.follows && example.next.is_none() {
        return format!("{send}\n{lines}");
    }
    let lines = indented(&format!("{}\n\n{lines}", send.trim_end()), "  ");
    let not_json = "rescue JSON::ParserError\n  abort 'Request failed: the response is not JSON'\n";
    let not_json = when(example.body == BodyKind::Json, not_json);
    format!("begin\n{lines}\n{not_json}rescue StandardError => e\n  abort \"Request failed: #{{e.message}}\"\nend\n")
}

/// The second request and its status.
fn followed_up(example: &Example, next: Next) -> String {
    let again = again(example, "send_request(request)");
    let get = |arguments| format!("response = Net::HTTP.get_response({arguments})\n");
    let parts = parts(example, None);
    let address = "URI.join(uri, response['Location'])";
    let send = match (next, has_function(example)) {
        (Next::IfNoneMatch, false) => get("uri, 'If-None-Match' => response['ETag']"),
        (Next::IfNoneMatch, true) => format!("request['If-None-Match'] = response['ETag']\n{again}"),
        (Next::Location, false) => get(address),
        (Next::Location, true) => format!("request = Net::HTTP::Get.new({address})\n{parts}{again}"),
    };
    let (name, aim) = match next {
        Next::IfNoneMatch => ("ETag", "ask again with"),
        Next::Location => ("Location", "go on to"),
    };
    let lines = indented(&format!("{send}{STATUS}"), "  ");
    format!("if response['{name}']\n{lines}\nelse\n  puts 'No {name} to {aim}.'\nend\n")
}

/// A number as rubocop writes it: underscores between groups of three digits, from five digits on.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut groups: Vec<_> = digits.as_bytes().rchunks(3).map(String::from_utf8_lossy).collect();
    groups.reverse();
    groups.join("_")
}
