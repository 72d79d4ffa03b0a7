//! Ruby.

use super::{PROBLEM, Server, ServerResponse, THREE_DIGITS, quoted};

pub const RAILS: Server = Server {
    name: "Rails",
    syntax: "ruby",
    comment: "#",
    sends: THREE_DIGITS,
    write: rails,
};

/// Single quotes for a text with double ones. Between double quotes, a number sign may start an interpolation.
fn string(text: &str) -> String {
    if text.contains('"') {
        quoted(text, '\'')
    } else {
        quoted(text, '"').replace('#', "\\#")
    }
}

fn rails(response: &ServerResponse) -> String {
    let status = response.status;
    let headers = response.lines(|name, value| format!("    response.headers[{}] = {}\n", string(name), string(value)));
    let sent = if let Some(target) = response.redirect() {
        format!("redirect_to {}, status: {status}", string(target))
    } else if response.has_body {
        let kind = if response.is_problem() {
            format!(", content_type: \"{PROBLEM}\"")
        } else {
            String::new()
        };
        let members = response.members('"', |name, value| format!("{name}: {value}"));
        // Only the title can hold a number sign.
        let members = members.replace('#', "\\#");
        let end = if response.is_problem() { ",\n           " } else { ", " };
        format!("render json: {{ {members} }}{end}status: {status}{kind}")
    } else {
        format!("head {status}")
    };
    format!(
        "# config/routes.rb: get \"/example\", to: \"examples#show\"
class ExamplesController < ApplicationController
  def show
{headers}    {sent}
  end
end"
    )
}
