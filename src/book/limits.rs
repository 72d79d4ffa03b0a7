//! How long the parts of a page are. Errors at start and the tests in `src/book/tests/` read these numbers from here, and authors too.

/// What a [`TextLimit`] counts.
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
pub struct TextLimit {
    pub least: usize,
    pub most: usize,
    pub unit: Unit,
}

impl TextLimit {
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
pub struct TextLimits {
    /// `summary`: one sentence, which also ends the JSON of the mock.
    pub summary: TextLimit,
    /// `related`: the codes that this page names together with those whose page names this one.
    pub related: TextLimit,
    /// `meaning` of a `[[vendor]]`.
    pub vendor_meaning: TextLimit,
    /// `why` of a `[[header]]`.
    pub header_why: TextLimit,
    /// Each line of `[now]`.
    pub now: TextLimit,
    /// `text` of a fact, and both texts of `[fact.retry]`.
    pub fact: TextLimit,
    /// `note` of `[fact.cached]`.
    pub cached_note: TextLimit,
    /// `[[near]]`.
    pub near: TextLimit,
    /// `difference` of a `[[near]]`.
    pub near_difference: TextLimit,
    /// `caption` of `[picture]`.
    pub caption: TextLimit,
    /// `who` of `[picture]`: more don't fit beside each other.
    pub parties: TextLimit,
    /// One name of `who`: a longer one is wider than its box.
    pub party_name: TextLimit,
    /// `steps` of `[picture]`.
    pub steps: TextLimit,
    /// The text above an arrow.
    pub message_label: TextLimit,
    /// The text of a note.
    pub note_label: TextLimit,
    /// One word of either: a picture breaks its lines between words only.
    pub label_word: TextLimit,
    /// `[[use_case]]`.
    pub use_cases: TextLimit,
    /// `title` of a `[[use_case]]`.
    pub use_case_title: TextLimit,
    /// `text` of a `[[use_case]]`.
    pub use_case_text: TextLimit,
    /// `[[source]]`.
    pub sources: TextLimit,
    /// `## What it is`.
    pub what: TextLimit,
    /// `## When does this happen`.
    pub when: TextLimit,
    /// Its bullets.
    pub when_items: TextLimit,
    /// `### If you call it`.
    pub fix_caller: TextLimit,
    /// Its bullets or steps.
    pub fix_caller_items: TextLimit,
    /// `### If you run it`.
    pub fix_owner: TextLimit,
    /// Its bullets or steps.
    pub fix_owner_items: TextLimit,
    /// `## Who sent it`.
    pub sender: TextLimit,
    /// `means` of a `[[message]]` in a product's file.
    pub message: TextLimit,
}

/// The numbers. A page that is outside of one fails a test.
pub const LIMITS: TextLimits = TextLimits {
    summary: TextLimit::new(15, 120, Unit::Characters),
    related: TextLimit::new(2, 10, Unit::Items),
    vendor_meaning: TextLimit::new(3, 16, Unit::Words),
    header_why: TextLimit::new(3, 26, Unit::Words),
    now: TextLimit::new(5, 26, Unit::Words),
    fact: TextLimit::new(1, 16, Unit::Words),
    cached_note: TextLimit::new(2, 22, Unit::Words),
    near: TextLimit::new(2, 3, Unit::Items),
    near_difference: TextLimit::new(1, 7, Unit::Words),
    caption: TextLimit::new(7, 26, Unit::Words),
    parties: TextLimit::new(2, 4, Unit::Items),
    party_name: TextLimit::new(1, 14, Unit::Characters),
    steps: TextLimit::new(2, 9, Unit::Items),
    message_label: TextLimit::new(1, 44, Unit::Characters),
    note_label: TextLimit::new(1, 32, Unit::Characters),
    label_word: TextLimit::new(1, 20, Unit::Characters),
    use_cases: TextLimit::new(6, 6, Unit::Items),
    use_case_title: TextLimit::new(1, 5, Unit::Words),
    use_case_text: TextLimit::new(9, 30, Unit::Words),
    sources: TextLimit::new(2, 15, Unit::Items),
    what: TextLimit::new(60, 340, Unit::Words),
    when: TextLimit::new(80, 360, Unit::Words),
    when_items: TextLimit::new(5, 10, Unit::Items),
    fix_caller: TextLimit::new(35, 220, Unit::Words),
    fix_caller_items: TextLimit::new(2, 7, Unit::Items),
    fix_owner: TextLimit::new(60, 500, Unit::Words),
    fix_owner_items: TextLimit::new(3, 9, Unit::Items),
    sender: TextLimit::new(35, 600, Unit::Words),
    message: TextLimit::new(3, 40, Unit::Words),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_complaint_says_what_is_wrong_and_what_is_allowed() {
        let title = TextLimit::new(2, 5, Unit::Words);
        assert_eq!(title.complaint("title", 2), None);
        assert_eq!(title.complaint("title", 5), None);
        assert_eq!(
            title.complaint("title", 1).as_deref(),
            Some("title has 1 word. Write 2 to 5.")
        );
        assert_eq!(
            TextLimit::new(6, 6, Unit::Items).complaint("use_case", 7).as_deref(),
            Some("use_case has 7 items. Write exactly 6.")
        );
    }
}
