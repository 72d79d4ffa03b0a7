//! The spellings of other services that are understood too, so that moving here is a change of host.

/// A name of another service for an option of ours.
pub struct Alias {
    /// The service it comes from.
    pub service: &'static str,
    pub place: Place,
    /// In lower case. One that ends in `-` takes the rest of the header's name into the value.
    pub name: &'static str,
    /// Ours.
    pub option: &'static str,
    /// From its value to ours; the first argument is the rest of the name.
    pub value: fn(&str, &str) -> String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Query,
    Header,
}

/// Every alias. Paths are understood as well: `/status/{set}` as in httpbin, `/{code}/{anything}` as in httpstat.us.
pub static ALIASES: &[Alias] = &[
    Alias {
        service: "httpstat.us",
        place: Place::Query,
        name: "sleep",
        option: "delay",
        value: |_, value| milliseconds(value),
    },
    Alias {
        service: "httpstat.us",
        place: Place::Header,
        name: "x-httpstatus-sleep",
        option: "delay",
        value: |_, value| milliseconds(value),
    },
    Alias {
        service: "httpstat.us",
        place: Place::Header,
        name: "x-httpstatus-response-",
        option: "header",
        value: |name, value| format!("{name}:{value}"),
    },
    Alias {
        service: "httpstat.us",
        place: Place::Header,
        name: "x-httpstatus-suppressbody",
        option: "format",
        value: |_, value| if value.eq_ignore_ascii_case("true") { "empty" } else { "json" }.to_owned(),
    },
    Alias {
        service: "mockerapi.com",
        place: Place::Header,
        name: "x-delay",
        option: "delay",
        value: |_, value| milliseconds(value),
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

/// The alias that a name in that place is, and the rest of the name.
pub fn find(place: Place, name: &str) -> Option<(&'static Alias, &str)> {
    ALIASES.iter().filter(|alias| alias.place == place).find_map(|alias| {
        let rest = name.strip_prefix(alias.name)?;
        (alias.name.ends_with('-') != rest.is_empty()).then_some((alias, rest))
    })
}
