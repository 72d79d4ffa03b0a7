//! What the server's markup and the islands must agree on: classes, ids and attributes by which an island finds its parts. The server
//! writes them from here, where the markup lets it; a test finds every one of [`SELECTORS`] on a page.

/// Classes.
pub const PANEL: &str = "panel";
pub const OPTIONS: &str = "options";
pub const CHIP: &str = "chip";
pub const FIELD: &str = "field";
pub const TRY: &str = "try";
pub const RESPONSE: &str = "response";
pub const EXAMPLES: &str = "examples";
pub const SWITCHES: &str = "switches";

/// The id of the list in which the search box shows its suggestions.
pub const SUGGESTIONS: &str = "suggestions";

/// Attributes.
pub const PART: &str = "data-part";
pub const PRESET: &str = "data-preset";
pub const LANG: &str = "data-lang";

/// What the place of the response says before a call, where a script makes it.
pub const NOTHING_SENT: &str = "Nothing sent yet. This browser will make the call and show what came back.";

/// The ids of an option's field, of its switch, of its hint and of its error.
pub fn field_id(option: &str) -> String {
    format!("option-{option}")
}

pub fn switch_id(option: &str) -> String {
    format!("on-{option}")
}

pub fn hint_id(option: &str) -> String {
    format!("hint-{option}")
}

pub fn error_id(option: &str) -> String {
    format!("error-{option}")
}

/// Selectors.
pub const IN_OPTIONS: &str = ".panel .options";
pub const IN_SWITCHES: &str = ".panel .switches";
pub const ANY_SWITCH: &str = ".switches input";
pub const IN_TRY: &str = ".panel .try";
pub const BURST: &str = ".panel .burst";
pub const ANY_CANCEL: &str = ".panel .cancel";
pub const RESPONSE_PLACE: &str = ".response";
pub const OPTIONS_FORM: &str = ".options";
pub const PROGRESS: &str = ".response progress";
pub const COUNTDOWN: &str = ".response .countdown";
pub const IN_FIELD: &str = ".field :is(input, select, textarea)";
pub const INVALID: &str = ".options [aria-invalid=true]";
pub const LIVE: &str = ".live";
pub const STOP: &str = ".panel .burst .stop";
pub const CHART: &str = ".burst-chart";
pub const RETRY: &str = ".panel .retry";
pub const MESSAGE: &str = ".message";
pub const ANY_PART: &str = "[data-part]";
/// An option of the call, or a field of the request: what is typed into the latter stays when the server renders the panel again.
pub const ANY_OPTION: &str = ".options :is(.chip, .row)";
pub const ROW: &str = ".row";
pub const ANY_ERROR: &str = "[id^=error-]";
pub const ANY_PRESET: &str = "[data-preset]";
/// The links to the other clients of a language.
pub const CLIENT: &str = ".clients a";
/// The tab of the language that is shown.
pub const LANGUAGE: &str = ".examples [role=tab][aria-selected=true]";

/// Those that are on every page of a status.
pub const SELECTORS: &[&str] = &[
    IN_OPTIONS,
    IN_SWITCHES,
    ANY_SWITCH,
    IN_TRY,
    RESPONSE_PLACE,
    OPTIONS_FORM,
    IN_FIELD,
    LIVE,
    MESSAGE,
    ANY_PART,
    ANY_OPTION,
    ANY_ERROR,
    ANY_PRESET,
];
