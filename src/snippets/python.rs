use super::{BodyKind, Client, Example, quoted};

pub const CLIENT: Client = Client {
    id: "requests",
    name: "requests",
    syntax: "python",
    file: "status.py",
    run: "python3 status.py",
    write,
};

/// The requests package, which most programs in Python use.
fn write(example: &Example) -> String {
    let url = quoted(&example.url, '\'');
    let method = example.method.to_lowercase();
    let arguments = if example.redirects {
        format!("{url}, allow_redirects=False")
    } else {
        url
    };
    let comment = example.comment("#");
    let show = match example.body {
        BodyKind::Json => "print(f'Response: {response.json()}')",
        BodyKind::Text => "print(f'Response: {response.text}')",
        BodyKind::None => "print(f'Response has no content: {response.content == b\"\"}')",
    };
    format!(
        "import requests

response = requests.{method}({arguments})

print(f'Status Code: {{response.status_code}}'){comment}
{show}"
    )
}
