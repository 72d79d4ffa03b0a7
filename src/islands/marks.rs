//! What the server's markup and the islands must agree on: classes, ids and attributes by which an island finds its parts. The server
//! writes them from here, where the markup lets it; a test finds every one of [`SELECTORS`] on a page.

/// Classes.
pub const PANEL: &str = "panel";
pub const OPTIONS: &str = "options";
pub const CHIP: &str = "chip";
pub const FIELD: &str = "field";
pub const TRY: &str = "try";
pub const CANCEL: &str = "cancel";
pub const COUNTDOWN: &str = "countdown";
pub const RESPONSE: &str = "response";
pub const EXAMPLES: &str = "examples";

/// Attributes.
pub const PART: &str = "data-part";
pub const ERROR: &str = "data-error";
pub const PRESET: &str = "data-preset";
pub const LANG: &str = "data-lang";
pub const COPY: &str = "data-copy";

/// The part of the panel that the form of the options is.
pub const OPTIONS_PART: &str = "options";

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
pub const IN_TRY: &str = ".panel .try";
pub const ANY_CANCEL: &str = ".panel .cancel";
pub const RESPONSE_PLACE: &str = ".response";
pub const OPTIONS_FORM: &str = ".options";
pub const CANCEL_BUTTON: &str = ".try .cancel";
pub const PROGRESS: &str = ".try progress";
pub const COUNTDOWN_LINE: &str = ".try .countdown";
pub const ANY_CHIP: &str = ".chip";
pub const FIELD_INPUT: &str = ".field input";
pub const LANGUAGE_TAB: &str = ".examples [role=tab]";
pub const CHOSEN_LANGUAGE: &str = ".examples [aria-selected=true]";
pub const ANY_PART: &str = "[data-part]";
pub const ANY_ERROR: &str = "[data-error]";
pub const ANY_PRESET: &str = "[data-preset]";
pub const ANY_COPY: &str = "[data-copy]";

/// All of them.
pub const SELECTORS: &[&str] = &[
    IN_OPTIONS,
    IN_TRY,
    ANY_CANCEL,
    RESPONSE_PLACE,
    OPTIONS_FORM,
    CANCEL_BUTTON,
    PROGRESS,
    COUNTDOWN_LINE,
    ANY_CHIP,
    FIELD_INPUT,
    LANGUAGE_TAB,
    CHOSEN_LANGUAGE,
    ANY_PART,
    ANY_ERROR,
    ANY_PRESET,
    ANY_COPY,
];
