use super::*;
use crate::call::Target;
use crate::call::options::OPTIONS;
use crate::code::Code;

fn get(target: &str, headers: &[(&'static str, &'static str)]) -> Result<Reading, Problem> {
    let (path, query) = target.split_once('?').map_or((target, None), |(p, q)| (p, Some(q)));
    read("GET", path, query, headers.iter().map(|(n, v)| (*n, v.as_bytes())))
}

fn address(target: &str, headers: &[(&'static str, &'static str)]) -> String {
    get(target, headers)
        .unwrap_or_else(|problem| panic!("{target}: {}", problem.message))
        .call
        .address()
}

#[test]
fn an_option_is_read_in_its_three_forms_and_the_nearest_wins() {
    for (target, headers) in [
        ("/502?delay=2s", &[][..]),
        ("/502;delay=2s", &[]),
        ("/502;delay=2s/users?delay=9s", &[]),
        ("/502", &[("x-mock-delay", "2s")]),
        ("/502;delay=2s?delay=3s", &[("x-mock-delay", "4s")]),
        ("/502?delay=2s", &[("x-mock-delay", "nonsense")]),
    ] {
        assert_eq!(address(target, headers), "/502?delay=2s", "{target}");
    }
    for spec in OPTIONS.iter() {
        // In a segment a slash has to be encoded, or it would end it.
        let encoded = encoding::encode_item(spec.example);
        let query = address(&format!("/502?{}={encoded}", spec.name), &[]);
        assert_eq!(query, address(&format!("/502;{}={encoded}", spec.name), &[]), "{}", spec.name);
    }
}

#[test]
fn other_services_are_understood() {
    assert_eq!(address("/502?sleep=50", &[]), "/502?delay=50ms");
    assert_eq!(address("/502", &[("x-delay", "10000")]), "/502?delay=10s");
    assert_eq!(
        address("/502", &[("x-httpstatus-response-foo", "bar")]),
        "/502?header=foo:bar"
    );
    for (name, value, ours) in [
        ("x-httpstatus-suppressbody", "true", "/502?format=empty"),
        ("x-httpstatus-suppressbody", "False", "/502"),
        ("x-httpstatus-abortbeforeheaders", "true", "/502?fault=reset"),
        ("x-httpstatus-abortafterheaders", "True", "/502?fault=truncate:0"),
        ("x-httpstatus-abortduringbody", "true", "/502?fault=truncate:1"),
        ("x-httpstatus-abortduringbody", "false", "/502"),
        ("x-httpstatus-dribblebody", "true", "/502?fault=drip:5s/100"),
        ("x-httpstatus-sleepafterheaders", "50", "/502?fault=stall:50ms/0"),
    ] {
        assert_eq!(address("/502", &[(name, value)]), ours, "{name}");
    }
    assert_eq!(address("/502?suppressBody=true", &[]), "/502?format=empty");
    let problem = get("/502", &[("x-httpstatus-abortduringbody", "yes")]).unwrap_err();
    assert_eq!(problem.message, "x-httpstatus-abortduringbody=yes is neither true nor false.");
    let unknown = get("/502", &[("x-httpstatus-nosuch", "1")]).unwrap();
    assert_eq!(unknown.ignored, ["x-httpstatus-nosuch"]);
    assert_eq!(address("/status/404", &[]), "/404");
    assert_eq!(address("/status/200:3,500:1", &[]), "/random/200:3,500");
    assert!(get("/502", &[("x-httpstatus-response-set-cookie", "a=b")]).is_err());
}

#[test]
fn sets_and_sequences_take_options_and_a_path_below() {
    assert_eq!(address("/random/200,503?seed=1&n=2", &[]), "/random/200,503?seed=1&n=2");
    assert_eq!(
        address("/sequence;key=a/503;retry-after=2,200/users/7?key=b", &[]),
        "/sequence/503;retry-after=2,200?key=a"
    );
    assert_eq!(get("/random", &[]).unwrap_err().kind, "incomplete-call");
    assert_eq!(get("/random/", &[]).unwrap_err().kind, "incomplete-call");
    assert_eq!(get("/sequence/503,x", &[]).unwrap_err().kind, "invalid-sequence");
    assert_eq!(get("/random/%FF", &[]).unwrap_err().kind, "invalid-encoding");
}

#[test]
fn below_a_call_the_query_is_the_callers() {
    let reading = get("/502/users?delay=nonsense&x=%ff", &[]).unwrap();
    assert_eq!(reading.call.settings, Settings::default());
    assert!(reading.ignored.is_empty());
}

#[test]
fn unknown_names_are_reported_and_typos_explained() {
    let reading = get("/502?dealy=2s&utm=1&%0d%0aevil=1&a,b=2", &[("x-mock-foo", "1")]).unwrap();
    assert_eq!(reading.ignored, ["dealy (delay?)", "utm", "%0d%0aevil", "a?b", "x-mock-foo"]);
    let error = get("/502?dealy=2s&strict=1", &[]).unwrap_err();
    assert_eq!(error.kind, "unknown-option");
    assert!(error.message.contains("delay=2s"));
    assert_eq!(get("/502;dealy=2s", &[]).unwrap_err().kind, "unknown-option");
}

#[test]
fn misuse_is_named() {
    for (target, kind) in [
        ("/502?delay=soon", "invalid-option"),
        ("/502?delay=", "invalid-option"),
        ("/502?delay", "invalid-option"),
        ("/502?delay=1s&delay=2s", "repeated-option"),
        ("/502?delay=%FF", "invalid-encoding"),
        ("/502?delay=%2", "invalid-encoding"),
        ("/502;", "unknown-option"),
    ] {
        assert_eq!(get(target, &[]).unwrap_err().kind, kind, "{target}");
    }
    assert_eq!(
        address("/502?header=A:1&header=B:2", &[("x-mock-header", "C:3")]),
        "/502?header=A:1&header=B:2"
    );
}

/// Any values of the options, as texts that they accept.
fn settings() -> impl proptest::strategy::Strategy<Value = Settings> {
    use proptest::prelude::*;
    let values = (
        proptest::option::of((0u64..20_000, 0u64..5_000)),
        proptest::option::of("[ -~é]{0,30}"),
        proptest::option::of("[A-Za-z0-9._-]{1,20}"),
        proptest::option::of(0usize..OPTIONS.len()),
    );
    values.prop_map(|(delay, body, key, more)| {
        let mut settings = Settings::default();
        let mut set = |name: &str, value: String| {
            let read = options::find(name).and_then(|spec| spec.read(&value, &mut settings).ok());
            read.unwrap_or_else(|| panic!("{name}={value}"));
        };
        if let Some((from, more)) = delay {
            set("delay", format!("{from}ms-{}ms", from + more));
        }
        if let Some(body) = body {
            set("body", body);
        }
        if let Some(key) = key {
            set("key", key);
        }
        if let Some(spec) = more.map(|i| &OPTIONS[i]) {
            // One that doesn't repeat replaces what is there.
            set(spec.name, spec.example.to_owned());
        }
        settings
    })
}

proptest::proptest! {
    #[test]
    fn what_a_call_writes_is_read_back(code in 100u16..1000, settings in settings(), kind in 0..3) {
        let target = match kind {
            0 => Target::Code(Code::new(code).unwrap()),
            1 => path::target(&format!("random/{code}:0.5,200-204")).unwrap(),
            _ => path::target(&format!("sequence/{code};delay=1s,reset:30%25,200;body=a%2Cb%3Bc")).unwrap(),
        };
        let call = Call { settings, ..Call::to(target) };
        proptest::prop_assert_eq!(&get(&call.address(), &[]).unwrap().call, &call);
        // Below a call the options are in its first segment, and what is there stays there.
        let reading = get(&call.address_with(Some("/users/7?page=2")), &[]).unwrap();
        proptest::prop_assert_eq!((&reading.call, reading.below.as_deref()), (&call, Some("/users/7?page=2")));
    }

    #[test]
    fn no_request_panics(path in "/([0-9]{3}|random|sequence)[ -~é]{0,40}", query in ".{0,60}", header in proptest::collection::vec(0u8.., 0..20)) {
        let _ = read("GET", &path, Some(&query), [("x-mock-delay", header.as_slice())]);
    }
}
