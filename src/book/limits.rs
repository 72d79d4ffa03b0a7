//! How long the parts of a page are. Errors at start and the tests in `src/book/tests/` read these numbers from here, and authors too.

/// What a [`Limit`] counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// As a reader counts them: the address of a link is none.
    Words,
    Characters,
    /// Entries of a list: bullets, steps, codes, sources.
    Items,
}

/// The fewest and the most that a part may have, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    pub least: usize,
    pub most: usize,
    pub unit: Unit,
}

impl Limit {
    const fn new(least: usize, most: usize, unit: Unit) -> Self {
        Self { least, most, unit }
    }

    /// What is wrong with a part that has `count` of them, and what is allowed; `None` if nothing is wrong.
    pub fn complaint(&self, part: &str, count: usize) -> Option<String> {
        let Self { least, most, unit } = *self;
        if (least..=most).contains(&count) {
            return None;
        }
        let unit = match unit {
            Unit::Words => "word",
            Unit::Characters => "character",
            Unit::Items => "item",
        };
        let plural = if count == 1 { "" } else { "s" };
        let allowed = if least == most {
            format!("exactly {most}")
        } else {
            format!("{least} to {most}")
        };
        Some(format!("{part} has {count} {unit}{plural}. Write {allowed}."))
    }
}

/// Every limit, in the order in which the parts are in a page's file.
#[derive(Debug)]
pub struct Limits {
    /// `summary`: one sentence, which also ends the JSON of the mock.
    pub summary: Limit,
    /// `related`: the codes that this page names together with those whose page names this one.
    pub related: Limit,
    /// `meaning` of a `[[vendor]]`.
    pub vendor_meaning: Limit,
    /// `why` of a `[[header]]`.
    pub header_why: Limit,
    /// Each line of `[now]`.
    pub now: Limit,
    /// `text` of a fact, and both texts of `[fact.retry]`.
    pub fact: Limit,
    /// `note` of `[fact.cached]`.
    pub cached_note: Limit,
    /// `[[near]]`.
    pub near: Limit,
    /// `difference` of a `[[near]]`.
    pub near_difference: Limit,
    /// `caption` of `[picture]`.
    pub caption: Limit,
    /// `who` of `[picture]`: more don't fit beside each other.
    pub parties: Limit,
    /// One name of `who`: a longer one is wider than its box.
    pub party_name: Limit,
    /// `steps` of `[picture]`.
    pub steps: Limit,
    /// The text above an arrow.
    pub message_label: Limit,
    /// The text of a note.
    pub note_label: Limit,
    /// One word of either: a picture breaks its lines between words only.
    pub label_word: Limit,
    /// `[[use_case]]`.
    pub use_cases: Limit,
    /// `title` of a `[[use_case]]`.
    pub use_case_title: Limit,
    /// `text` of a `[[use_case]]`.
    pub use_case_text: Limit,
    /// `[[source]]`.
    pub sources: Limit,
    /// `## What it is`.
    pub what: Limit,
    /// `## When does this happen`.
    pub when: Limit,
    /// Its bullets.
    pub when_items: Limit,
    /// `### If you call it`.
    pub fix_caller: Limit,
    /// Its bullets or steps.
    pub fix_caller_items: Limit,
    /// `### If you run it`.
    pub fix_owner: Limit,
    /// Its bullets or steps.
    pub fix_owner_items: Limit,
    /// `## Who sent it`.
    pub sender: Limit,
}

/// The numbers. A page that is outside of one fails a test.
pub const LIMITS: Limits = Limits {
    summary: Limit::new(15, 120, Unit::Characters),
    related: Limit::new(2, 10, Unit::Items),
    vendor_meaning: Limit::new(3, 16, Unit::Words),
    header_why: Limit::new(3, 26, Unit::Words),
    now: Limit::new(5, 26, Unit::Words),
    fact: Limit::new(1, 16, Unit::Words),
    cached_note: Limit::new(2, 22, Unit::Words),
    near: Limit::new(2, 3, Unit::Items),
    near_difference: Limit::new(1, 7, Unit::Words),
    caption: Limit::new(7, 26, Unit::Words),
    parties: Limit::new(2, 4, Unit::Items),
    party_name: Limit::new(1, 14, Unit::Characters),
    steps: Limit::new(2, 9, Unit::Items),
    message_label: Limit::new(1, 44, Unit::Characters),
    note_label: Limit::new(1, 32, Unit::Characters),
    label_word: Limit::new(1, 20, Unit::Characters),
    use_cases: Limit::new(6, 6, Unit::Items),
    use_case_title: Limit::new(1, 5, Unit::Words),
    use_case_text: Limit::new(9, 30, Unit::Words),
    sources: Limit::new(2, 10, Unit::Items),
    what: Limit::new(60, 320, Unit::Words),
    when: Limit::new(80, 340, Unit::Words),
    when_items: Limit::new(5, 10, Unit::Items),
    fix_caller: Limit::new(35, 220, Unit::Words),
    fix_caller_items: Limit::new(2, 7, Unit::Items),
    fix_owner: Limit::new(60, 450, Unit::Words),
    fix_owner_items: Limit::new(3, 9, Unit::Items),
    sender: Limit::new(35, 600, Unit::Words),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_says_what_is_wrong_and_what_is_allowed() {
        let title = Limit::new(2, 5, Unit::Words);
        assert_eq!(title.complaint("title", 2), None);
        assert_eq!(title.complaint("title", 5), None);
        assert_eq!(
            title.complaint("title", 1).as_deref(),
            Some("title has 1 word. Write 2 to 5.")
        );
        assert_eq!(
            Limit::new(6, 6, Unit::Items).complaint("use_case", 7).as_deref(),
            Some("use_case has 7 items. Write exactly 6.")
        );
    }
}
