//! The manual of the mock: the prose of `manual.md`, and everything that can be listed from the lists that the mock itself reads.

use super::frame::Frame;
use super::markdown;
use super::sections::{Block, Layout, OptionEntry, Section, Table};
use crate::call::moving::{ALIASES, Carrier};
use crate::call::options::{OPTIONS, OptionSpec};
use crate::call::{Delay, encoding};
use crate::mock::vendors::VENDORS;

pub const TITLE: &str = "The mock";
pub const LEAD: &str = "Call an address and get the HTTP status in it, with any method. What you ask for is what is sent.";
const PROSE: &str = include_str!("manual.md");

/// Addresses of other services that work here: the service, its address, and what is different.
const SAME_ADDRESS: &[[&str; 3]] = &[
    [
        "httpbin",
        "`/status/{set}`",
        "the same address; httpbin sends no body by default, the mock sends JSON",
    ],
    [
        "httpstat.us",
        "`/{code}`, `/random/{range}`",
        "the same addresses; the body is the mock's JSON",
    ],
    ["mockerapi.com", "`/{code}`", "the same address and the same JSON"],
];

/// Addresses of httpbin, and the call that does the same here.
const OTHER_ADDRESS: &[[&str; 2]] = &[
    ["/delay/2", "/200?delay=2s"],
    ["/redirect/3", "/302?hops=3"],
    ["/redirect-to?url=/404", "/302?to=/404"],
    ["/basic-auth/user/secret", "/401?auth=basic:user:secret"],
    ["/cache/60", "/200?cache=60"],
    ["/etag/v1", "/200?etag=v1"],
    ["/anything", "/200?echo=1"],
];

/// For browsers and search engines.
pub const HEAD: (&str, &str) = (
    "The mock: every option",
    "How to call the mock for any HTTP status: options, sequences, faults, vendors, limits, and how to move here from another service.",
);

/// What the manual has, in this order.
pub fn sections(frame: &Frame) -> Vec<Section<'static>> {
    let lead = "You can combine all of them. Each has a call that shows what it does.";
    let options: Vec<_> = [Block::paragraph(lead)]
        .into_iter()
        .chain(OPTIONS.iter().map(|spec| Block::Option(option(spec))))
        .collect();
    let wide = |id, title, blocks| Section::laid_out(Layout::Wide, id, title, blocks);
    let written = PROSE.split("\n## ").map(|section| {
        let (title, text) = section.trim_start_matches("## ").split_once('\n').unwrap_or((section, ""));
        Section::laid_out(Layout::Wide, markdown::id_of(title), title, vec![Block::prose(text)])
    });
    let listed = vec![
        wide("options", "Options", options),
        wide("caps", "Limits of this server", vec![Block::Table(limits(frame))]),
        wide(
            "vendors",
            "Vendors",
            vec![
                Block::paragraph(
                    "You get an error if you ask a vendor for a code that isn't in its list. Headers are the vendor's own, so some that the \
                     specification wants are left out, as the vendor leaves them out: nginx's 405 has no Allow, and Envoy's 426 no Upgrade.",
                ),
                Block::Table(vendors()),
            ],
        ),
        wide(
            "moving",
            "Moving here",
            vec![
                Block::paragraph("These work as you know them from other services:"),
                Block::Table(same_spellings()),
                Block::paragraph("For these addresses of httpbin, use a call with an option:"),
                Block::Table(other_addresses()),
                Block::paragraph("Their other addresses don't work here. Look for an option above that does the same."),
            ],
        ),
    ];
    written.chain(listed).collect()
}

fn option(spec: &'static OptionSpec) -> OptionEntry {
    let more = if spec.repeats() {
        " You can give it more than once.".to_owned()
    } else if spec.needs.is_empty() {
        String::new()
    } else {
        format!(" It needs `{}`.", spec.needs.join("` or `"))
    };
    OptionEntry {
        name: spec.name,
        about: format!("{}{more}", spec.help),
        allowed: spec.allowed(),
        forms: vec![
            format!("?{}={}", spec.name, encoding::encode(spec.example)),
            format!(";{}={}", spec.name, encoding::encode_item(spec.example)),
            format!("{}: {}", header_name(spec.name), spec.example),
        ],
        call: spec.call,
    }
}

/// `X-Mock-Retry-After` for `retry-after`.
fn header_name(option: &str) -> String {
    let words = option.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    });
    format!("X-Mock-{}", words.collect::<Vec<_>>().join("-"))
}

fn limits(frame: &Frame) -> Table {
    let longest = Delay::fixed(u64::try_from(frame.longest_delay.as_millis()).unwrap_or(u64::MAX)).to_string();
    let rows = [("Longest delay, stall or drip", longest)]
        .into_iter()
        .chain(frame.bounds.iter().cloned())
        .map(|(what, limit)| vec![what.into(), limit.into()]);
    Table::new("Limits", vec!["What", "At most"], rows.collect())
}

fn vendors() -> Table {
    let rows = VENDORS.iter().map(|vendor| {
        let codes: Vec<_> = vendor
            .codes
            .iter()
            .map(|code| format!("[{code}](/{code}?vendor={})", vendor.name))
            .collect();
        vec![
            format!("`{}`", vendor.name).into(),
            format!("[{}]({})", vendor.title, vendor.source).into(),
            codes.join(" ").into(),
        ]
    });
    Table::new("Codes by vendor", vec!["vendor=", "Product", "Codes"], rows.collect())
}

/// The spellings of other services that the mock understands.
fn same_spellings() -> Table {
    let addresses = SAME_ADDRESS
        .iter()
        .map(|[service, address, what]| vec![(*service).into(), (*address).into(), (*what).into()]);
    let names = ALIASES.iter().map(|alias| {
        let place = match alias.carrier {
            Carrier::Segment => "path",
            Carrier::Query => "query",
            Carrier::Header => "header",
        };
        let (rest, sign) = match alias.carrier {
            Carrier::Header if alias.name.ends_with('-') => ("retry-after", ": "),
            Carrier::Header => ("", ": "),
            _ => ("", "="),
        };
        let ours = (alias.value)(rest, alias.example).ok().flatten().unwrap_or_default();
        vec![
            alias.service.into(),
            format!("`{}{rest}{sign}{}` {place}", alias.name, alias.example).into(),
            format!("`{}={ours}`", alias.option).into(),
        ]
    });
    Table::new(
        "Spellings of other services",
        vec!["Service", "Its spelling", "Here"],
        addresses.chain(names).collect(),
    )
}

fn other_addresses() -> Table {
    let rows = OTHER_ADDRESS
        .iter()
        .map(|[theirs, ours]| vec![format!("`{theirs}`").into(), format!("[`{ours}`]({ours})").into()]);
    Table::new("Addresses of httpbin", vec!["httpbin", "Here"], rows.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_is_shown_in_all_three_forms() {
        assert_eq!(header_name("retry-after"), "X-Mock-Retry-After");
        assert_eq!(header_name("n"), "X-Mock-N");
        for spec in OPTIONS {
            let entry = option(spec);
            let starts = [format!("?{}=", spec.name), format!(";{}=", spec.name), "X-Mock-".to_owned()];
            assert_eq!(entry.forms.len(), starts.len());
            for (form, start) in entry.forms.iter().zip(starts) {
                assert!(form.starts_with(&start), "{form}");
            }
        }
    }
}
