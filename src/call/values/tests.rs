use super::*;
use crate::call::options;

#[test]
fn values_are_written_as_they_are_read() {
    fn same<T: FromStr<Err = String> + fmt::Display>(texts: &[&str]) {
        for text in texts {
            let value: T = text.parse().unwrap_or_else(|why| panic!("{text} {why}"));
            assert_eq!(value.to_string(), *text);
        }
    }
    same::<RetryAfter>(&["5", "date:5", "none", "0"]);
    same::<Hops>(&["1", "100", "loop"]);
    same::<Cache>(&["60", "no-cache", "none"]);
    same::<Limit>(&["5/10s"]);
    same::<OwnBody>(&["request", "", "a b"]);
}

#[test]
fn words_are_read_in_any_case_and_a_slip_gets_a_guess() {
    assert_eq!("LOOP".parse(), Ok(Hops::Loop));
    assert_eq!("None".parse(), Ok(RetryAfter::None));
    assert_eq!("No-Cache".parse(), Ok(Cache::NoCache));
    for (why, guess) in [
        ("lopo".parse::<Hops>().unwrap_err(), "Did you mean loop?"),
        ("nocache".parse::<Cache>().unwrap_err(), "Did you mean no-cache?"),
        ("date5".parse::<RetryAfter>().unwrap_err(), "Did you mean date:5?"),
    ] {
        assert!(why.ends_with(guess), "{why}");
    }
}

#[test]
fn what_is_out_of_bounds_is_refused() {
    fn refused<T: FromStr>(texts: &[&str]) {
        for text in texts {
            assert!(text.parse::<T>().is_err(), "{text:?}");
        }
    }
    refused::<RetryAfter>(&["", "-1", "1.5", "date:", "31536001", "soon"]);
    refused::<Hops>(&["", "0", "101", "-1", "looop "]);
    refused::<Cache>(&["", "1.5", "soon"]);
    refused::<Limit>(&["", "5", "0/10s", "5/0s", "5/2h", "5/1500ms", "x/10s"]);
    refused::<Token>(&["", "a b", "ü", &"x".repeat(65)]);
    refused::<OwnBody>(&[&"x".repeat(LONGEST_BODY + 1)]);
    refused::<Nth>(&["0", "-1", ""]);
}

#[test]
fn the_list_of_options_names_the_bounds() {
    for (name, bound) in [
        ("hops", MOST_HOPS),
        ("etag", LONGEST_TOKEN as u64),
        ("key", LONGEST_TOKEN as u64),
        ("body", LONGEST_BODY as u64),
    ] {
        let allowed = options::find(name).unwrap().allowed();
        assert!(allowed.contains(&bound.to_string()), "{name}: {allowed}");
    }
}
