use super::*;
use crate::call::path;

#[test]
fn sets_are_read_and_written() {
    for (text, written) in [
        ("200:9,503:1", "200:9,503"),
        ("500-504", "500-504"),
        ("200:0.9,500:0.1", "200:0.9,500:0.1"),
        ("404", "404"),
    ] {
        let set = Set::parse(text).unwrap_or_else(|error| panic!("{text}: {}", error.message));
        assert_eq!(set.to_string(), written);
        assert_eq!(Set::parse(written), Ok(set));
    }
    for bad in [
        "", "20", "200:", "200:-1", "200:x", "504-500", "200,,500", "200:0", "200:1e9", "1000",
    ] {
        assert_eq!(Set::parse(bad).unwrap_err().kind, "invalid-set", "{bad}");
    }
}

/// Ten thousand draws of a binomial chance stay within four standard deviations.
#[test]
fn draws_follow_their_weights() {
    let set = Set::parse("200:9,500-501:0.5").unwrap();
    let mut random = fastrand::Rng::with_seed(7);
    let draws = 10_000;
    let mut counts = std::collections::BTreeMap::new();
    for _ in 0..draws {
        *counts.entry(set.draw(random.u64(..)).number()).or_insert(0) += 1;
    }
    for (code, chance) in [(200, 0.9), (500, 0.05), (501, 0.05)] {
        let expected = f64::from(draws) * chance;
        let deviation = (f64::from(draws) * chance * (1.0 - chance)).sqrt();
        let seen = f64::from(counts[&code]);
        assert!((seen - expected).abs() <= 4.0 * deviation, "{code}: {seen} of {expected}");
    }
    assert_eq!(set.draw(0).number(), 200);
    assert_eq!(set.draw(u64::MAX).number(), 501);
}

#[test]
fn a_set_names_each_code_once_and_the_likeliest_first() {
    let codes = |text| -> Vec<u16> {
        let codes = path::target(text).unwrap().codes();
        codes.into_iter().map(Code::number).collect()
    };
    assert_eq!(codes("random/200,503:9,200,404:0"), [503, 200]);
    assert_eq!(codes("random/500-502"), [500, 501, 502]);
    assert_eq!(codes("sequence/503,reset,503,200"), [503, 200]);
}

#[test]
fn lists_are_read_played_and_written() {
    let list = List::parse("503;retry-after=2,reset,200;delay=1s").unwrap();
    assert_eq!(list.to_string(), "503;retry-after=2,reset,200;delay=1s");
    let at = |call, again| list.step(call, again).0;
    assert_eq!([at(0, false), at(1, false), at(2, false), at(9, false)], [0, 1, 2, 2]);
    assert_eq!([at(2, true), at(3, true), at(4, true)], [2, 0, 1]);
    for bad in [
        "",
        "503,,200",
        "503;nonsense=1",
        "503;delay=5",
        "teapot",
        "503;key=a",
        "503;delay=1s;delay=2s",
    ] {
        assert!(List::parse(bad).is_err(), "{bad}");
    }
    let problem = List::parse("503;key=a").unwrap_err();
    assert!(
        problem.message.starts_with("key belongs to the whole sequence"),
        "{}",
        problem.message
    );
}
