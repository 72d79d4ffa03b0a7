//! The last calls, kept in this browser: what was called and what came back in a line, never credentials and no bodies of responses.

use web_sys::Element;
use web_sys::js_sys::Date;

use super::call::Plan;
use super::dom;
use super::dom::escape;
use super::response::time;

/// The name under which they are kept.
const NAME: &str = "calls";
const MOST: usize = 50;
/// All of them together, in bytes of UTF-8. Browsers keep text in two bytes a letter, so this is at most 1 MiB.
const MOST_TEXT: usize = 512 * 1024;
/// Between the fields of a call, and between calls: control characters that no address has.
const FIELD: char = '\u{1f}';
const CALL: char = '\u{1e}';

/// A call, as it is kept: page, query, method, address, result, status, milliseconds, time of day.
fn calls() -> Vec<String> {
    let kept = dom::storage().and_then(|storage| storage.get_item(NAME).ok().flatten());
    let kept = kept.unwrap_or_default();
    kept.split(CALL).filter(|call| !call.is_empty()).map(str::to_owned).collect()
}

fn keep(calls: &[String]) {
    if let Some(storage) = dom::storage() {
        // A full or forbidden store only means that a call is forgotten.
        let _ = storage.set_item(NAME, &calls.join(&CALL.to_string()));
    }
}

/// Puts a call in front of the others, and into the list that is shown.
pub fn add(root: &Element, page: &str, plan: &Plan, result: &str, status: u16, ms: u32) {
    let now = Date::new_0();
    let two = |number: u32| {
        if number < 10 {
            format!("0{number}")
        } else {
            number.to_string()
        }
    };
    let clock = format!(
        "{}:{}:{}",
        two(now.get_hours()),
        two(now.get_minutes()),
        two(now.get_seconds())
    );
    let call = [
        page,
        &plan.query,
        &plan.live.method,
        &plan.live.address,
        result,
        &status.to_string(),
        &ms.to_string(),
        &clock,
    ]
    .join(&FIELD.to_string());
    let mut calls = calls();
    calls.insert(0, call);
    calls.truncate(MOST);
    while calls.len() > 1 && calls.iter().map(|call| call.len() + 1).sum::<usize>() > MOST_TEXT {
        calls.pop();
    }
    keep(&calls);
    let Some(list) = dom::one(root, ".history-list ol") else {
        return show(root);
    };
    // Only what changed is touched: the focus may be on another entry.
    let _ = list.insert_adjacent_html("afterbegin", &entry(&calls[0]));
    if let Some(last) = dom::all(&list, "li").get(calls.len()) {
        last.remove();
    }
}

pub fn clear(root: &Element) {
    keep(&[]);
    show(root);
    dom::tell("announce", "The history is empty.");
    if let Some(summary) = dom::one(root, ".history summary") {
        let _ = summary.focus();
    }
}

/// Shows the whole list.
pub fn show(root: &Element) {
    let Some(place) = dom::one(root, ".history-list") else {
        return;
    };
    let calls = calls();
    let html = if calls.is_empty() {
        "<p class=\"hint\">No call yet. The last 50 calls are kept in this browser, without credentials.</p>".to_owned()
    } else {
        let entries: Vec<_> = calls.iter().map(|call| entry(call)).collect();
        format!(
            "<ol>{}</ol><p><button type=\"button\" class=\"toggle clear\">Clear the history</button></p>",
            entries.concat()
        )
    };
    place.set_inner_html(&html);
}

fn entry(call: &str) -> String {
    let fields: Vec<_> = call.split(FIELD).collect();
    let &[page, query, method, address, result, status, ms, clock] = fields.as_slice() else {
        return String::new();
    };
    let class = status.chars().next().filter(|first| ('1'..='5').contains(first));
    let class = class.map_or(String::new(), |first| format!(" data-class=\"{first}xx\""));
    // On the page of another code the call is a target.
    let replay = if query.starts_with("call=") {
        query.to_owned()
    } else {
        format!("call={page}{}{query}", if query.is_empty() { "" } else { "&" })
    };
    let mark = if query.is_empty() { "" } else { "?" };
    format!(
        "<li><span class=\"pill\"{class}>{}</span> <a href=\"/docs/{}{mark}{}\">{} {}</a> <small>{}, {}</small> <button type=\"button\" class=\"toggle\" data-preset=\"{}\" data-replay=\"\" aria-label=\"Replay {} {}\">Replay</button></li>",
        escape(result),
        escape(page),
        escape(query),
        escape(method),
        escape(address),
        escape(clock),
        time(ms.parse().unwrap_or(0)),
        escape(&replay),
        escape(method),
        escape(address),
    )
}
