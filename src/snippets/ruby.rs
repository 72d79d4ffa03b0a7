use super::{BodyKind, Client, Example, quoted};

pub const CLIENT: Client = Client {
    id: "net-http",
    name: "Net::HTTP",
    syntax: "ruby",
    file: "status.rb",
    run: "ruby status.rb",
    write,
};

/// Net::HTTP of the standard library, which never follows a redirect by itself.
fn write(example: &Example) -> String {
    let url = quoted(&example.url, '\'');
    let json = if example.body == BodyKind::Json {
        "\nrequire 'json'"
    } else {
        ""
    };
    let call = match example.method {
        "GET" => "response = Net::HTTP.get_response(uri)".to_owned(),
        method => {
            let (first, rest) = method.split_at(1);
            let class = format!("{first}{}", rest.to_lowercase());
            let tls = if example.is_tls() { ", use_ssl: true" } else { "" };
            format!(
                "request = Net::HTTP::{class}.new(uri)
response = Net::HTTP.start(uri.host, uri.port{tls}) do |http|
  http.request(request)
end"
            )
        }
    };
    let comment = example.comment("#");
    let show = match example.body {
        BodyKind::Json => "puts \"Response: #{JSON.parse(response.body)}\"",
        BodyKind::Text => "puts \"Response: #{response.body}\"",
        BodyKind::None => "puts \"Response has no content: #{response.body.to_s.empty?}\"",
    };
    format!(
        "require 'net/http'{json}

uri = URI({url})
{call}

puts \"Status Code: #{{response.code}}\"{comment}
{show}"
    )
}
