use std::collections::BTreeSet;
use std::time::Duration;

use super::*;
use crate::call::rules::Caps;

fn settings(spec: &OptionSpec, value: &str) -> Settings {
    let mut settings = Settings::default();
    spec.read(value, &mut settings)
        .unwrap_or_else(|problem| panic!("{}", problem.message));
    settings
}

#[test]
fn every_example_is_read_and_written_back() {
    for spec in OPTIONS {
        let once = settings(spec, spec.example);
        let written = spec.value(&once).unwrap();
        assert_eq!(settings(spec, &written), once, "{}", spec.name);
    }
}

#[test]
fn every_field_has_an_entry_and_every_entry_a_field() {
    let fields: Vec<_> = OPTIONS.iter().map(|spec| spec.slot.field()).collect();
    assert_eq!(
        fields.iter().collect::<BTreeSet<_>>().len(),
        fields.len(),
        "two entries fill one field"
    );
    assert_eq!(
        fields.into_iter().collect::<BTreeSet<_>>(),
        Settings::FIELDS.iter().copied().collect(),
    );
}

#[test]
fn every_call_of_the_manual_shows_its_option() {
    for spec in OPTIONS {
        let (path, query) = spec.call.split_once('?').unwrap();
        let reading =
            crate::call::read::read("GET", path, Some(query), []).unwrap_or_else(|problem| panic!("{}", problem.message));
        assert!(
            spec.is_set(&reading.call.settings) && reading.ignored.is_empty(),
            "{}",
            spec.name
        );
        assert_eq!(
            reading.call.settings.check(&Caps {
                longest_delay: Duration::from_secs(30),
                redirect_hosts: None
            }),
            Ok(()),
            "{}",
            spec.name
        );
        assert_eq!(reading.call.address(), spec.call, "{}", spec.name);
    }
}

#[test]
fn every_entry_is_complete_and_has_a_name_of_its_own() {
    for (i, spec) in OPTIONS.iter().enumerate() {
        assert!(OPTIONS[..i].iter().all(|other| other.name != spec.name), "{}", spec.name);
        assert_eq!(spec.name, spec.name.to_ascii_lowercase());
        assert!(
            !spec.label.is_empty() && spec.help.ends_with('.') && !spec.allowed().is_empty(),
            "{}",
            spec.name
        );
        assert!(
            spec.needs.iter().all(|name| find(name).is_some()),
            "{} needs what isn't there",
            spec.name
        );
    }
}

#[test]
fn a_wrong_word_names_the_nearest_and_all_that_are_allowed() {
    for (name, value, guess) in [
        ("format", "jsn", "json"),
        ("cors", "wildcrd", "wildcard"),
        ("type", "text/plan", "text/plain"),
        ("location", "absolut", "absolute"),
        ("expect", "refus", "refuse"),
    ] {
        let spec = find(name).unwrap();
        let problem = spec.read(value, &mut Settings::default()).unwrap_err();
        let Control::Choice(words) = spec.control else {
            panic!("{name}")
        };
        assert!(
            problem.message.starts_with(&format!("{name}={value} is unknown.")),
            "{}",
            problem.message
        );
        assert!(problem.message.contains(&format!("mean {guess}?")), "{}", problem.message);
        assert!(words.iter().all(|word| problem.message.contains(word)), "{}", problem.message);
    }
}

#[test]
fn a_value_that_is_refused_changes_nothing() {
    let spec = find("delay").unwrap();
    let mut kept = settings(spec, "2s");
    assert!(spec.read("soon", &mut kept).is_err());
    assert_eq!(kept, settings(spec, "2s"));
}
