//! Many calls at once, for sets, sequences and quotas: a chart that grows with the responses.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use leptos::task::spawn_local;
use web_sys::{AbortController, Element, HtmlElement};

use super::call::Plan;
use super::dom::{escape, now};
use super::fetch;
use super::{dom, marks};

/// Calls under way at one time: as many connections as a browser opens to a host.
const AT_ONCE: usize = 6;
const MOST: usize = 200;

pub struct Burst {
    root: Element,
    plan: Plan,
    times: usize,
    sent: Cell<usize>,
    /// In the order in which they arrived; 0 where none did.
    statuses: RefCell<Vec<u16>>,
    /// Expected shares, if the call has weights.
    weights: Vec<(u16, u32)>,
    controller: AbortController,
    /// Why it ended before all were sent.
    stopped: RefCell<Option<String>>,
    under_way: Cell<usize>,
}

impl Burst {
    /// Sends the calls that the form asks for.
    pub fn start(root: &Element, form: &HtmlElement) -> Option<Rc<Self>> {
        let (plan, controller) = (Plan::read(root)?, AbortController::new().ok()?);
        if !plan.is_fetched() {
            let why = plan.beyond.as_deref().unwrap_or("A WebSocket is opened one at a time");
            let text = format!("{why}, so there is nothing to count.");
            if let Some(place) = dom::one(root, marks::CHART) {
                place.set_inner_html(&format!("<p class=\"hint\">{}</p>", escape(&text)));
            }
            dom::tell("announce", &text);
            return None;
        }
        let times: usize = dom::value(form, "[name=times]").parse().unwrap_or(0);
        let times = times.clamp(1, MOST);
        let weights = form.get_attribute("data-weights").unwrap_or_default();
        let weights = weights
            .split(',')
            .filter_map(|pair| pair.split_once(':'))
            .filter_map(|(code, weight)| Some((code.parse().ok()?, weight.parse().ok()?)))
            .collect();
        let burst = Rc::new(Self {
            root: root.clone(),
            plan,
            times,
            sent: Cell::new(0),
            statuses: RefCell::default(),
            weights,
            controller,
            stopped: RefCell::default(),
            under_way: Cell::new(AT_ONCE.min(times)),
        });
        dom::show(root, ".burst .stop, .burst progress", true);
        dom::tell("announce", &format!("Sending {times} calls."));
        let started = now();
        for _ in 0..AT_ONCE.min(times) {
            let burst = burst.clone();
            spawn_local(async move {
                burst.work().await;
                burst.under_way.set(burst.under_way.get() - 1);
                if burst.under_way.get() == 0 {
                    burst.end(now().saturating_sub(started));
                }
            });
        }
        Some(burst)
    }

    pub fn is_running(&self) -> bool {
        self.under_way.get() > 0
    }

    pub fn stop(&self, why: &str) {
        self.stopped.borrow_mut().get_or_insert_with(|| why.to_owned());
        self.controller.abort();
    }

    /// Sends one call after another until all are sent.
    async fn work(&self) {
        let signal = self.controller.signal();
        while self.sent.get() < self.times && !signal.aborted() {
            self.sent.set(self.sent.get() + 1);
            let response = fetch::fetch(&self.plan.live, &signal, 0).await;
            if signal.aborted() {
                return;
            }
            if let Some(kind) = response.as_ref().and_then(|response| response.header("x-mock-error")) {
                self.stop(&format!("It stopped at an error of the mock: {kind}."));
            }
            self.statuses
                .borrow_mut()
                .push(response.map_or(0, |response| response.status));
            self.draw();
        }
    }

    fn draw(&self) {
        if let Some(bar) = dom::one(&self.root, ".burst progress") {
            let _ = bar.set_attribute("max", &self.times.to_string());
            let _ = bar.set_attribute("value", &self.statuses.borrow().len().to_string());
        }
        if let Some(place) = dom::one(&self.root, marks::CHART) {
            place.set_inner_html(&chart(&self.statuses.borrow(), &self.weights));
        }
    }

    fn end(&self, ms: u32) {
        let had_focus = dom::page()
            .active_element()
            .is_some_and(|active| active.matches(".burst .stop").unwrap_or(false));
        dom::show(&self.root, ".burst .stop, .burst progress", false);
        if had_focus && let Some(button) = dom::one(&self.root, ".burst [type=submit]") {
            let _ = button.focus();
        }
        let why = self.stopped.borrow().clone().unwrap_or_default();
        let text = format!(
            "{} of {} responses in {}. {}{why}",
            self.statuses.borrow().len(),
            self.times,
            super::response::time(ms),
            counts(&self.statuses.borrow())
                .into_iter()
                .map(|(status, count)| format!("{}: {count}. ", name(status)))
                .collect::<String>()
        );
        if let Some(place) = dom::one(&self.root, marks::CHART) {
            let _ = place.insert_adjacent_html("beforeend", &format!("<p class=\"hint\">{}</p>", escape(text.trim())));
        }
        dom::tell("announce", text.trim());
    }
}

fn name(status: u16) -> String {
    if status == 0 {
        "no response".to_owned()
    } else {
        status.to_string()
    }
}

fn class(status: u16) -> String {
    match status {
        0 => String::new(),
        100..=599 => format!("{}xx", status / 100),
        _ => "vendor".to_owned(),
    }
}

/// How often each status came, the most frequent first.
fn counts(statuses: &[u16]) -> Vec<(u16, usize)> {
    let mut counts: Vec<(u16, usize)> = Vec::new();
    for status in statuses {
        match counts.iter_mut().find(|(known, _)| known == status) {
            Some((_, count)) => *count += 1,
            None => counts.push((*status, 1)),
        }
    }
    counts.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    counts
}

/// Every response in order, then a bar for each status, with a mark where its weight says that it should end.
fn chart(statuses: &[u16], weights: &[(u16, u32)]) -> String {
    const WIDTH: usize = 400;
    const ROW: usize = 20;
    let all = statuses.len().max(1);
    let whole: u64 = weights.iter().map(|(_, weight)| u64::from(*weight)).sum();
    let mut rows = counts(statuses);
    for (code, _) in weights {
        if !rows.iter().any(|(status, _)| status == code) {
            rows.push((*code, 0));
        }
    }
    let strip: String = statuses
        .iter()
        .enumerate()
        .map(|(i, status)| {
            let (x, y) = (i % 50 * 8, i / 50 * 10);
            format!(
                "<rect data-class=\"{}\" x=\"{x}\" y=\"{y}\" width=\"7\" height=\"9\"><title>{}: {}</title></rect>",
                class(*status),
                i + 1,
                name(*status)
            )
        })
        .collect();
    let strip_height = all.div_ceil(50) * 10;
    let bars: String = rows
        .iter()
        .enumerate()
        .map(|(i, (status, count))| {
            let y = strip_height + 8 + i * ROW;
            let width = count * (WIDTH - 160) / all;
            let mark = weights.iter().find(|(code, _)| code == status).map_or(String::new(), |(_, weight)| {
                let x = 90 + u64::from(*weight) * (WIDTH as u64 - 160) / whole.max(1);
                format!("<path class=\"expected\" d=\"M{x} {y}v16\"/>")
            });
            format!(
                "<text x=\"0\" y=\"{t}\">{}</text><rect data-class=\"{}\" x=\"90\" y=\"{y}\" width=\"{width}\" height=\"16\"/>{mark}<text x=\"{end}\" y=\"{t}\">{count}</text>",
                name(*status),
                class(*status),
                t = y + 13,
                end = WIDTH - 60,
            )
        })
        .collect();
    let height = strip_height + 8 + rows.len() * ROW;
    let said: Vec<_> = rows
        .iter()
        .map(|(status, count)| format!("{}: {count}", name(*status)))
        .collect();
    let legend = if weights.is_empty() {
        ""
    } else {
        "<p class=\"hint\">The line in each row is the share that the weights ask for.</p>"
    };
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"Responses: {}\">{strip}{bars}</svg>{legend}",
        said.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_has_every_response_and_every_weight() {
        let html = chart(&[200, 503, 200, 0], &[(200, 9), (503, 1), (504, 1)]);
        assert!(html.contains("Responses: 200: 2, no response: 1, 503: 1, 504: 0"), "{html}");
        assert_eq!(html.matches("<title>").count(), 4);
        assert_eq!(html.matches("class=\"expected\"").count(), 3);
    }
}
