//! The spellings of other services that are understood too, so that moving here is a change of host.

/// Where an option is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Carrier {
    Segment,
    Query,
    Header,
}

/// A name of another service for an option of ours.
pub struct Alias {
    /// The service it comes from.
    pub service: &'static str,
    pub carrier: Carrier,
    /// In lower case. One that ends in `-` takes the rest of the header's name into the value.
    pub name: &'static str,
    /// Ours.
    pub option: &'static str,
    /// A value of theirs, for the manual.
    pub example: &'static str,
    /// From its value to ours; the first argument is the rest of the name. `None` where the value asks for nothing, an error where
    /// it isn't one of theirs.
    pub value: fn(&str, &str) -> Result<Option<String>, NotASwitch>,
}

/// A switch that is neither on nor off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotASwitch;

/// What a switch of httpstat.us takes.
pub const SWITCH: &str = "true or false";

/// How the names of headers begin that are another service's, whether we know the name or not.
const PREFIXES: [&str; 1] = ["x-httpstatus-"];

/// Whether a header is meant for another service, so that one that isn't understood is worth saying so.
pub fn is_theirs(header: &str) -> bool {
    PREFIXES.iter().any(|prefix| header.starts_with(prefix))
}

/// Every alias. Paths are understood as well: `/status/{set}` as in httpbin, `/{code}/{anything}` as in httpstat.us.
/// Those of httpstat.us are as its last version read them: sleeps in milliseconds, switches `true` or `false`.
pub static ALIASES: &[Alias] = &[
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Query,
        name: "sleep",
        example: "500",
        option: "delay",
        value: |_, value| Ok(Some(milliseconds(value))),
    },
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-sleep",
        example: "500",
        option: "delay",
        value: |_, value| Ok(Some(milliseconds(value))),
    },
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-response-",
        example: "30",
        option: "header",
        value: |name, value| Ok(Some(format!("{name}:{value}"))),
    },
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Query,
        name: "suppressbody",
        example: "true",
        option: "format",
        value: |_, value| switched(value, "empty"),
    },
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-suppressbody",
        example: "true",
        option: "format",
        value: |_, value| switched(value, "empty"),
    },
    // It ended the connection before it wrote anything.
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-abortbeforeheaders",
        example: "true",
        option: "fault",
        value: |_, value| switched(value, "reset"),
    },
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-abortafterheaders",
        example: "true",
        option: "fault",
        value: |_, value| switched(value, "truncate:0"),
    },
    // It sent one character of the body and then ended the connection.
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-abortduringbody",
        example: "true",
        option: "fault",
        value: |_, value| switched(value, "truncate:1"),
    },
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-sleepafterheaders",
        example: "500",
        option: "fault",
        value: |_, value| Ok(Some(format!("stall:{}/0", milliseconds(value)))),
    },
    Alias {
        service: "httpstat.us",
        carrier: Carrier::Header,
        name: "x-httpstatus-dribblebody",
        example: "true",
        option: "fault",
        value: |_, value| switched(value, "drip:5s/100"),
    },
    Alias {
        service: "mockerapi.com",
        carrier: Carrier::Header,
        name: "x-delay",
        example: "500",
        option: "delay",
        value: |_, value| Ok(Some(milliseconds(value))),
    },
];

/// Their plain numbers are milliseconds, also below the bound from which ours are.
fn milliseconds(value: &str) -> String {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()) {
        format!("{value}ms")
    } else {
        value.to_owned()
    }
}

/// `ours` where a switch of theirs is on.
fn switched(value: &str, ours: &str) -> Result<Option<String>, NotASwitch> {
    match &*value.trim().to_ascii_lowercase() {
        "true" | "1" => Ok(Some(ours.to_owned())),
        "false" | "0" => Ok(None),
        _ => Err(NotASwitch),
    }
}

/// The alias that a name in that carrier is, in any case, and the rest of the name.
pub fn find(carrier: Carrier, name: &str) -> Option<(&'static Alias, &str)> {
    ALIASES.iter().filter(|alias| alias.carrier == carrier).find_map(|alias| {
        let start = name.get(..alias.name.len())?;
        let rest = &name[alias.name.len()..];
        (start.eq_ignore_ascii_case(alias.name) && alias.name.ends_with('-') != rest.is_empty()).then_some((alias, rest))
    })
}
