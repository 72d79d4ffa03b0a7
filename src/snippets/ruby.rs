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
    write,
};

const STRINGS: Strings = Strings {
    plain: '\'',
    escaping: '"',
    interpolation: Some('#'),
    ascii: false,
    number: braced,
};

/// Net::HTTP of the standard library, which never follows a redirect by itself.
fn write(example: &Example) -> String {
    let url = quoted(&example.url, '\'');
    let json = if example.body == BodyKind::Json {
        "\nrequire 'json'"
    } else {
        ""
    };
    let call = if example.method == "GET" && example.request.is_empty() && !example.switches.timeout {
        "response = Net::HTTP.get_response(uri)".to_owned()
    } else {
        let (first, rest) = example.method.split_at(1);
        let class = format!("{first}{}", rest.to_lowercase());
        let tls = if example.is_tls() { ", use_ssl: true" } else { "" };
        let parts = parts(example);
        let (note, timeout) = if example.switches.timeout {
            // Without max_retries, Net::HTTP would wait a second time.
            let seconds = TIMEOUT_SECONDS;
            let limits = format!(
                ",\n                           open_timeout: {seconds}, read_timeout: {seconds}, write_timeout: {seconds},\n                           max_retries: 0"
            );
            ("# Net::HTTP limits each wait for bytes, not the whole exchange.\n", limits)
        } else {
            ("", String::new())
        };
        format!(
            "request = Net::HTTP::{class}.new(uri)
{parts}{note}response = Net::HTTP.start(uri.host, uri.port{tls}{timeout}) do |http|
  http.request(request)
end"
        )
    };
    let (time, call) = if example.repeats() {
        let call = indented(&call, "    ");
        let repeated = format!(
            "RETRIED = [{RETRIED}].freeze

# Seconds, from a number or a date.
def asked_pause(after)
  seconds = after.match?(/\\A\\d+\\z/) ? after.to_i : Time.httpdate(after) - Time.now
  seconds.clamp(0, {LONGEST_PAUSE})
rescue ArgumentError
  0
end

response = nil
1.upto({TRIES}) do |attempt|
  response = nil
  begin
{call}
  rescue IOError, SystemCallError, SocketError, Timeout::Error, OpenSSL::SSL::SSLError
    raise if attempt == {TRIES}
  end
  break if attempt == {TRIES} || (response && !RETRIED.include?(response.code.to_i))

  # {PAUSES}
  after = response ? response['Retry-After'].to_s : ''
  sleep(asked_pause(after) + rand * 2**attempt / 2)
end"
        );
        ("\nrequire 'time'", repeated)
    } else {
        ("", format!("{}{call}", example.not_repeated("#")))
    };
    let check = if example.switches.check {
        "response.value  # raises an error unless the status is a 2xx\n"
    } else {
        ""
    };
    let comment = example.comment("#");
    let show = match example.body {
        BodyKind::Json => "puts \"Response: #{JSON.parse(response.body)}\"",
        BodyKind::Text => "puts \"Response: #{response.body}\"",
        BodyKind::None => "puts \"Response has no content: #{response.body.to_s.empty?}\"",
    };
    format!(
        "require 'net/http'{json}{time}

uri = URI({url})
{call}

puts \"Status Code: #{{response.code}}\"{comment}
{check}{show}"
    )
}

/// A line for every part of the request.
fn parts(example: &Example) -> String {
    let mut parts: String = example
        .header_map()
        .iter()
        .map(|(name, value)| format!("request[{}] = {}\n", STRINGS.write(name), STRINGS.write(value)))
        .collect();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        parts.push_str(&format!(
            "request['Authorization'] = 'Basic ' + ['{user}:{password}'].pack('m0')\n"
        ));
    }
    if let Some(content) = example.content(&STRINGS, |size| format!("'x' * {size}")) {
        parts.push_str(&format!("request.body = {content}\n"));
    }
    parts
}
