//! What is shown is what is sent: the panel's model of a call against the bytes that the mock sends for it.

use fastrand::Rng;
use scraper::{Html, Selector};

use super::served::{Served, read_to_end, start_still};
use crate::call::fault::{Cut, FaultKind};
use crate::call::options::{OPTIONS, find};
use crate::call::{Call, METHODS, PageState, Request, Target, path};
use crate::code::Code;
use crate::mock::{Ending, Preview, PreviewBody, Refusal, Reply, preview};
use crate::server::Chance;
use crate::site::{SAMPLE_DRAW, SAMPLE_TIME};
use crate::wire::LONGEST_TARGET;

/// A second request on the same connection; what comes back for it marks the end of the first response.
const MARK: &str = "GET /299 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
const GENERATED: usize = 2_000;
const DRAWN: usize = 50;

fn chance() -> Chance {
    Chance::new(|| SAMPLE_TIME.parse().unwrap(), || SAMPLE_DRAW)
}

fn shown(served: &Served, call: &Call) -> Preview {
    let book = served.state.site.book.last_good();
    preview(
        call,
        &Request::default(),
        &book,
        "http://localhost",
        SAMPLE_TIME.parse().unwrap(),
        SAMPLE_DRAW,
    )
}

/// The bytes that come back for a call; empty where the connection is closed or reset.
async fn sent(served: &Served, call: &Call) -> Vec<u8> {
    let request = format!("{} {} HTTP/1.1\r\nHost: localhost\r\n\r\n{MARK}", call.method, call.address());
    let bytes = read_to_end(served.begin(request.as_bytes()).await).await;
    let end = bytes
        .windows(13)
        .rposition(|window| window == b"HTTP/1.1 299 ")
        .unwrap_or(bytes.len());
    bytes[..end].to_vec()
}

/// A head as a status line and its fields, sorted and without Date; and what follows it.
fn head(bytes: &[u8]) -> Option<(String, Vec<String>, &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let text = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = text.split("\r\n").map(str::to_owned);
    let status = lines.next()?;
    let mut fields: Vec<_> = lines.filter(|line| !line.starts_with("date: ")).collect();
    fields.sort();
    Some((status, fields, &bytes[end + 4..]))
}

fn fields(headers: &http::HeaderMap) -> Vec<String> {
    let mut fields: Vec<_> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes())))
        .collect();
    fields.sort();
    fields
}

/// Whether these bytes are the reply.
fn difference(reply: &Result<Reply, Refusal>, method: &str, bytes: &[u8]) -> Result<(), String> {
    let same = |what: &str, shown: &dyn std::fmt::Debug, sent: &dyn std::fmt::Debug| {
        let (shown, sent) = (format!("{shown:?}"), format!("{sent:?}"));
        if shown == sent {
            Ok(())
        } else {
            Err(format!("{what}: shown {shown}, sent {sent}"))
        }
    };
    let reply = match reply {
        Ok(reply) => reply,
        Err(refusal) => {
            let (status, _, body) = head(bytes).ok_or("refused, but nothing was sent")?;
            same("refusal", &refusal.status.as_str(), &status.get(9..12).unwrap_or(""))?;
            let json: serde_json::Value = serde_json::from_slice(body).unwrap_or_default();
            // HEAD has no body to compare.
            return if method == "HEAD" {
                Ok(())
            } else {
                same("reason", &refusal.problem.message, &json["detail"].as_str().unwrap_or(""))
            };
        }
    };
    // A reset may take what was sent before it along.
    if reply.status_seen().is_none() && bytes.is_empty() {
        return Ok(());
    }
    let mut rest = bytes;
    for interim in &reply.interim {
        let (status, sent, after) = head(rest).ok_or("no interim response")?;
        same(
            "interim",
            &format!("HTTP/1.1 {} {}", interim.status.as_str(), interim.reason),
            &status,
        )?;
        same("interim fields", &fields(&interim.headers), &sent)?;
        rest = after;
    }
    if reply.status_seen().is_none() {
        return same("response", &false, &rest.starts_with(b"HTTP/1."));
    }
    let (status, sent, body) = head(rest).ok_or("no response")?;
    same(
        "status",
        &format!("HTTP/1.1 {} {}", reply.status.as_str(), reply.reason),
        &status,
    )?;
    same("fields", &fields(&reply.headers), &sent)?;
    let expected = match reply.ending {
        _ if method == "HEAD" => &[],
        Ending::Fault(FaultKind::Truncate(cut)) => &reply.body[..cut.place(reply.body.len())],
        Ending::Fault(FaultKind::BadChunk) => {
            let half = &reply.body[..Cut::Half.place(reply.body.len())];
            return same(
                "first chunk",
                &true,
                &body.windows(half.len().max(1)).any(|window| window == half),
            );
        }
        _ => &reply.body[..],
    };
    same("body", &String::from_utf8_lossy(expected), &String::from_utf8_lossy(body))
}

/// Calls with their waits cut short: what is sent is compared, not when.
fn hurried(mut call: Call) -> Call {
    let item = |item: &str| {
        let parts = item.split(';').map(|part| match part {
            _ if part.starts_with("delay=") => "delay=2ms",
            _ if part.starts_with("stall:") => "stall:2ms",
            _ if part.starts_with("drip:") => "drip:2ms/2",
            _ => part,
        });
        parts.collect::<Vec<_>>().join(";")
    };
    if let Target::Sequence(list) = &call.target {
        let items: Vec<_> = list.to_string().split(',').map(item).collect();
        call.target = path::target(&format!("sequence/{}", items.join(","))).unwrap();
    }
    if call.settings.delay.is_some() {
        call.settings.delay = Some("2ms".parse().unwrap());
    }
    if let Some(fault) = call.settings.fault.filter(|fault| fault.waits().is_some()) {
        let chance = if fault.chance < 100 {
            format!(":{}%", fault.chance)
        } else {
            String::new()
        };
        call.settings.fault = Some(format!("{}{chance}", item(&fault.to_string())).parse().unwrap());
    }
    call
}

/// A key of its own for a call that has state, so that it is always the first of its kind.
fn alone(mut call: Call, i: usize) -> Call {
    if call.settings.key.is_some() || matches!(call.target, Target::Sequence(_)) {
        call.settings.key = Some(format!("shown-{i}").parse().unwrap());
    }
    call
}

/// Each response to the call is among those that are shown; where they come in turn, each in its turn.
async fn compare(served: &Served, call: &Call) -> Result<(), String> {
    let preview = shown(served, call);
    let turns = match &call.target {
        Target::Sequence(list) if call.settings.explain.is_none() => list.len(),
        _ => 1,
    };
    let in_turn = preview.replies.len() == turns && call.settings.limit.is_none() && preview.more == 0;
    for turn in 0..turns.min(preview.replies.len()) {
        let bytes = sent(served, call).await;
        let candidates = if in_turn {
            &preview.replies[turn..=turn]
        } else {
            &preview.replies[..]
        };
        let differences: Vec<_> = candidates
            .iter()
            .map(|reply| difference(reply, &call.method, &bytes))
            .collect();
        if differences.iter().all(Result::is_err) && preview.more == 0 {
            return Err(format!("{} {}: {differences:#?}", call.method, call.address()));
        }
        // The status that programs print is the one that is sent.
        if let (Some(status), Some((line, ..))) = (preview.status(), head(&bytes))
            && call.target == Target::Code(Code::new(status).unwrap_or(Code::known(200)))
            && line.get(9..12) != Some(&status.to_string())
        {
            return Err(format!("{}: {status} is printed, {line} is sent", call.address()));
        }
    }
    Ok(())
}

/// Values for the options, beside the examples of the list.
const VALUES: &[(&str, &[&str])] = &[
    ("delay", &["1ms", "1ms-2ms", "0"]),
    ("retry-after", &["0", "date:7", "none"]),
    ("auth", &["basic", "digest", "bearer", "basic:u:p"]),
    ("to", &["/404", "/200;delay=1ms"]),
    ("hops", &["1", "2", "loop"]),
    ("cache", &["no-cache", "none", "0"]),
    ("format", &["json", "xml", "html", "text", "empty"]),
    (
        "vendor",
        &["cloudflare", "apache", "iis", "kubernetes", "openai", "github", "haproxy"],
    ),
    ("body", &["", "plain", "{}", "request", "<b>ü</b>"]),
    ("type", &["text/html", "image/svg+xml", "application/json"]),
    (
        "header",
        &[
            "Retry-After:9",
            "Allow:BREW",
            "ETag:W/\"w\"",
            "Cache-Control:max-age=5",
            "X-A:1",
        ],
    ),
    (
        "fault",
        &[
            "reset",
            "close",
            "truncate",
            "truncate:0",
            "garbage",
            "bad-chunk",
            "bad-gzip",
            "stall:1ms",
            "stall:1ms/0",
            "drip:1ms/3",
        ],
    ),
    ("cors", &["wildcard", "wrong", "preflight-fail"]),
    ("limit", &["1/10s", "2/60s"]),
];

fn generated(random: &mut Rng, codes: &[Code]) -> Call {
    let code = |random: &mut Rng| match random.u8(..4) {
        0 => Code::new(random.u16(100..1000)).unwrap(),
        _ => codes[random.usize(..codes.len())],
    };
    let target = match random.u8(..8) {
        0 => format!("random/{}:2,{}-{}", code(random), 500, 500 + random.u16(..40)),
        1 => format!("sequence/{};delay=1ms,{};header=X-B:2,reset", code(random), code(random)),
        _ => code(random).to_string(),
    };
    let mut call = Call::to(path::target(&target).unwrap());
    call.method = METHODS[random.usize(..METHODS.len())].to_owned();
    for _ in 0..random.usize(..4) {
        let spec = &OPTIONS[random.usize(..OPTIONS.len())];
        let values = VALUES
            .iter()
            .find(|(name, _)| *name == spec.name)
            .map_or(&[][..], |(_, values)| values);
        let value = values.get(random.usize(..=values.len())).unwrap_or(&spec.example);
        let mut settings = call.settings.clone();
        spec.read(value, &mut settings).unwrap();
        for needed in spec.needs.iter().take(1).filter_map(|name| find(name)) {
            needed.read(needed.example, &mut settings).unwrap();
        }
        call.settings = settings;
    }
    call
}

/// Whether the mock takes the call at all: its rules for options together are tested elsewhere.
fn is_allowed(served: &Served, call: &Call) -> bool {
    let in_steps = |target: &Target| match target {
        Target::Sequence(list) => list
            .steps()
            .all(|item| call.settings.with(&item.settings).check(&served.state.config.caps()).is_ok()),
        _ => true,
    };
    let marked = call.target.codes().iter().any(|code| code.number() == 299);
    let short = call.address().len() < LONGEST_TARGET;
    !marked && short && call.settings.check(&served.state.config.caps()).is_ok() && in_steps(&call.target)
}

#[tokio::test]
async fn every_use_case_of_the_book_gets_what_its_panel_shows() {
    let served = start_still(chance()).await;
    let book = served.state.site.book.last_good();
    let mut wrong = Vec::new();
    let cases = book
        .statuses()
        .flat_map(|status| status.text.use_cases.iter().map(move |case| (status.code, case)));
    for (i, (code, case)) in cases.enumerate() {
        let call = alone(hurried(PageState::read(code, &case.preset).call), i);
        wrong.extend(compare(&served, &call).await.err());
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test]
async fn any_call_gets_what_its_panel_shows() {
    let served = start_still(chance()).await;
    let book = served.state.site.book.last_good();
    let codes: Vec<Code> = book.statuses().map(|status| status.code).collect();
    let mut random = Rng::with_seed(9);
    let mut wrong = Vec::new();
    let mut drawn = 0;
    let mut compared = 0;
    while compared < GENERATED {
        let call = alone(hurried(generated(&mut random, &codes)), compared);
        if !is_allowed(&served, &call) {
            continue;
        }
        compared += 1;
        wrong.extend(compare(&served, &call).await.err());
        if drawn < DRAWN
            && let Some(difference) = panel_of(&served, &call).await
        {
            drawn += 1;
            wrong.extend(
                difference
                    .err()
                    .map(|why| format!("{} {}: {why}", call.method, call.address())),
            );
        }
    }
    assert_eq!(drawn, DRAWN, "too few panels were looked at");
    assert!(
        wrong.is_empty(),
        "{} of them:\n{}",
        wrong.len(),
        wrong[..wrong.len().min(5)].join("\n")
    );
}

/// The rendered panel against what is sent; `None` where it shows several responses or none.
async fn panel_of(served: &Served, call: &Call) -> Option<Result<(), String>> {
    let Target::Code(code) = call.target else { return None };
    let preview = shown(served, call);
    let [Ok(reply)] = preview.replies.as_slice() else {
        return None;
    };
    served.state.site.book.last_good().get(code)?;
    reply.status_seen()?;
    let state = PageState {
        call: call.clone(),
        ..PageState::new(code)
    };
    // Some options are for programs alone: no page can be asked for them.
    if PageState::read(code, &state.query()).call != *call {
        return None;
    }
    let page = served.get(&format!("/docs/{code}/panel?{}", state.query())).await;
    let html = Html::parse_fragment(page.split_once("\r\n\r\n")?.1);
    let text = |selector: &str| {
        let selector = Selector::parse(selector).unwrap();
        html.select(&selector)
            .next()
            .map(|element| element.text().collect::<String>())
    };
    let head_lines: String = [format!("HTTP/1.1 {} {}", reply.status.as_str(), reply.reason)]
        .into_iter()
        .chain(
            reply
                .headers
                .iter()
                .map(|(name, value)| format!("{name}: {}", String::from_utf8_lossy(value.as_bytes()))),
        )
        .collect::<Vec<_>>()
        .join("\n");
    let shown_head = text(".response-body .head").unwrap_or_default();
    if !shown_head.trim_end().ends_with(&head_lines) {
        return Some(Err(format!("the head is {shown_head:?}, not {head_lines:?}")));
    }
    let body = String::from_utf8_lossy(&reply.body);
    let shown_body = text("#response-body");
    let expected = (preview.sends_body() && !body.is_empty()).then(|| body.trim_end().to_owned());
    if shown_body != expected {
        return Some(Err(format!("the body is {shown_body:?}, not {expected:?}")));
    }
    let program = text("#code-python").unwrap_or_default();
    let parses = program.contains("response.json()");
    // Some clients take such an interim response for the response itself, so no program expects the one behind it.
    let is_interim = matches!(call.target, Target::Code(code) if (102..200).contains(&code.number()));
    if parses != (preview.body() == PreviewBody::Json && !is_interim) {
        return Some(Err("the program reads another kind of body".to_owned()));
    }
    let expected = preview.status().filter(|_| !is_interim);
    let comment = expected.map(|status| format!("  # {status}")).unwrap_or_default();
    if !program.contains(&format!("{{response.status_code}}'){comment}")) {
        return Some(Err(format!("the program doesn't say {comment}")));
    }
    Some(Ok(()))
}
