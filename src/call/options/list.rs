//! The list itself.

use super::{Control, OptionSpec, SPEC};
use crate::call::slot::{many, one};
use crate::call::values::{Cors, Expect, Format, LocationForm, MediaType, ReadBody};
use crate::call::{delay, fault};
use crate::code::{Class, Code};

/// Every option, in the order in which they are shown and written.
pub static OPTIONS: &[OptionSpec] = &[
    OptionSpec {
        name: "delay",
        label: "Delay",
        help: "Delays the first byte of the response, so that you can test timeouts.",
        control: Control::Text { placeholder: "2s" },
        example: "2s",
        call: "/502?delay=2s",
        allowed: delay::EXAMPLES,
        suits: |_| true,
        slot: one!(delay),
        ..SPEC
    },
    OptionSpec {
        name: "retry-after",
        label: "Retry-After",
        help: "Sets Retry-After to a number of seconds, or to a date that many seconds from now. With none, the response has no such header.",
        control: Control::Text { placeholder: "5" },
        example: "5",
        call: "/503?retry-after=5",
        allowed: "seconds such as 5, date:5, or none",
        suits: |code| matches!(code.number(), 413 | 429 | 503 | 529) || code.redirects(),
        slot: one!(retry_after),
        ..SPEC
    },
    OptionSpec {
        name: "auth",
        label: "Auth",
        help: "Sets the challenge in a 401 or 407. If you add credentials, a request that sends them gets a 200. They're part of the address, so don't use real ones.",
        control: Control::Text {
            placeholder: "bearer:secret",
        },
        example: "bearer:secret",
        call: "/401?auth=bearer:secret",
        allowed: "basic, bearer, digest, basic:user:password or bearer:token",
        suits: |code| matches!(code.number(), 401 | 407),
        slot: one!(auth),
        ..SPEC
    },
    OptionSpec {
        name: "to",
        label: "To",
        help: "Sets where the last redirect leads.",
        control: Control::Text { placeholder: "/200" },
        example: "/200",
        call: "/302?to=/404",
        allowed: "a path on this host, such as /200 or /404;delay=1s, or an address on a host that the operator allows",
        suits: Code::redirects,
        slot: one!(to),
        ..SPEC
    },
    OptionSpec {
        name: "hops",
        label: "Hops",
        help: "Sets how many redirects there are in all, or makes an endless loop. The path and query below the call stay on every hop until the last.",
        control: Control::Text { placeholder: "3" },
        example: "3",
        call: "/302?hops=3",
        allowed: "1 to 100, or loop",
        suits: Code::redirects,
        slot: one!(hops),
        ..SPEC
    },
    OptionSpec {
        name: "location",
        label: "Location",
        help: "Writes Location as a path or as a full address.",
        control: Control::Choice(LocationForm::WORDS),
        example: "absolute",
        call: "/302?location=absolute",
        suits: Code::redirects,
        slot: one!(location),
        ..SPEC
    },
    OptionSpec {
        name: "cache",
        label: "Cache",
        help: "Lets caches keep the response for this many seconds. The body doesn't change, and conditional requests work.",
        control: Control::Text { placeholder: "60" },
        example: "60",
        call: "/200?cache=60",
        allowed: "seconds such as 60, no-cache, or none",
        suits: |code| {
            matches!(
                code.number(),
                200 | 203 | 204 | 206 | 300 | 301 | 304 | 308 | 404 | 405 | 410 | 412 | 414 | 501
            )
        },
        slot: one!(cache),
        ..SPEC
    },
    OptionSpec {
        name: "etag",
        label: "ETag",
        help: "Sets the response's ETag. The mock compares If-None-Match and If-Match with it.",
        control: Control::Text { placeholder: "v1" },
        example: "v1",
        call: "/200?etag=v1",
        allowed: "up to 64 letters, digits, dots, hyphens and underscores",
        suits: |code| matches!(code.number(), 200 | 206 | 304 | 412 | 428),
        slot: one!(etag),
        ..SPEC
    },
    OptionSpec {
        name: "format",
        label: "Format",
        help: "Sets the format of the body, whatever Accept says.",
        control: Control::Choice(Format::WORDS),
        example: "problem",
        call: "/502?format=problem",
        allowed: "problem only for 4xx and 5xx",
        suits: |code| matches!(code.class(), Class::ClientError | Class::ServerError),
        slot: one!(format),
        ..SPEC
    },
    OptionSpec {
        name: "vendor",
        label: "Vendor",
        help: "Responds as this product does, with its page or JSON and its headers.",
        control: Control::Vendor,
        example: "nginx",
        call: "/502?vendor=nginx",
        allowed: "the name of a product that sends the code; the manual lists them",
        suits: |code| matches!(code.class(), Class::ClientError | Class::ServerError),
        slot: one!(vendor),
        ..SPEC
    },
    OptionSpec {
        name: "body",
        label: "Body",
        help: "Sends your own body, or with “request”, the body of your request.",
        control: Control::Text {
            placeholder: "{\"error\":\"down\"}",
        },
        example: "{\"error\":\"down\"}",
        call: "/503?body=down",
        allowed: "text of up to 8192 bytes, or request",
        suits: |_| false,
        slot: one!(body),
        ..SPEC
    },
    OptionSpec {
        name: "type",
        label: "Type",
        help: "Sets the media type of your own body.",
        control: Control::Choice(MediaType::WORDS),
        example: "text/csv",
        call: "/200?body=a,b&type=text/csv",
        allowed: "no type that a browser would run as a script or style",
        needs: &["body"],
        suits: |_| false,
        slot: one!(media_type),
        ..SPEC
    },
    OptionSpec {
        name: "header",
        label: "Header",
        help: "Adds a header. It replaces the mock's own header of that name.",
        control: Control::Text {
            placeholder: "X-Request-Id:42",
        },
        example: "X-Request-Id:42",
        call: "/200?header=X-Request-Id:42",
        allowed: "Name:Value, but not headers for framing, connections, cookies, security, CORS or redirects",
        suits: |_| false,
        slot: many!(headers),
        ..SPEC
    },
    OptionSpec {
        name: "fault",
        label: "Fault",
        help: "Breaks the connection or the body.",
        control: Control::Text { placeholder: "reset" },
        example: "reset:30%",
        call: "/502?fault=reset:30%25",
        allowed: fault::ALLOWED,
        suits: |code| code.class() == Class::ServerError,
        slot: one!(fault),
        ..SPEC
    },
    OptionSpec {
        name: "read",
        label: "Read",
        help: "With “no”, the mock responds before it reads the request's body, then closes the connection.",
        control: Control::Choice(ReadBody::WORDS),
        example: "no",
        call: "/413?read=no",
        suits: |code| matches!(code.number(), 401 | 413),
        slot: one!(read),
        ..SPEC
    },
    OptionSpec {
        name: "expect",
        label: "Expect",
        help: "Refuses Expect: 100-continue with the final response, then closes the connection. With refuse-keep, it stays open.",
        control: Control::Choice(Expect::WORDS),
        example: "refuse",
        call: "/503?expect=refuse",
        suits: |code| matches!(code.number(), 100 | 413 | 417),
        slot: one!(expect),
        ..SPEC
    },
    OptionSpec {
        name: "cors",
        label: "CORS",
        help: "Makes calls from another origin fail on purpose.",
        control: Control::Choice(Cors::WORDS),
        example: "off",
        call: "/200?cors=off",
        suits: |_| false,
        in_steps: false,
        slot: one!(cors),
        ..SPEC
    },
    OptionSpec {
        name: "key",
        label: "Key",
        help: "Names your own state: the steps of a sequence, a quota, repeatable random codes.",
        control: Control::Text { placeholder: "ci-1234" },
        example: "ci-1234",
        call: "/sequence/503,503,200?key=ci-1234",
        allowed: "up to 64 letters, digits, dots, hyphens and underscores",
        suits: |code| code.number() == 429,
        in_steps: false,
        slot: one!(key),
        ..SPEC
    },
    OptionSpec {
        name: "limit",
        label: "Limit",
        help: "Allows this many calls in a time window and adds RateLimit headers. Further calls get a 429.",
        control: Control::Text { placeholder: "5/10s" },
        example: "5/10s",
        call: "/200?key=ci-1234&limit=5/10s",
        allowed: "a number of calls and a time window, such as 5/10s",
        needs: &["key"],
        suits: |code| code.number() == 429,
        in_steps: false,
        slot: one!(limit),
    },
    OptionSpec {
        name: "loop",
        label: "Loop",
        help: "Starts a sequence again instead of staying on its last step.",
        control: Control::Switch,
        example: "1",
        call: "/sequence/503,200?key=ci-1234&loop=1",
        in_steps: false,
        slot: one!(repeat),
        ..SPEC
    },
    OptionSpec {
        name: "seed",
        label: "Seed",
        help: "Makes random codes repeatable. A key counts the draws, or n picks one.",
        example: "42",
        call: "/random/200:9,503?seed=42&n=3",
        allowed: "a whole number",
        needs: &["key", "n"],
        in_steps: false,
        slot: one!(seed),
        ..SPEC
    },
    OptionSpec {
        name: "n",
        label: "n",
        help: "Picks one draw of the seed, counted from 1.",
        example: "3",
        call: "/random/200:9,503?seed=42&n=4",
        allowed: "a whole number from 1",
        needs: &["seed"],
        in_steps: false,
        slot: one!(nth),
        ..SPEC
    },
    OptionSpec {
        name: "echo",
        label: "Echo",
        help: "Adds your request's headers and body to the JSON, without credentials.",
        control: Control::Switch,
        example: "1",
        call: "/200?echo=1",
        slot: one!(echo),
        ..SPEC
    },
    OptionSpec {
        name: "explain",
        label: "Explain",
        help: "Describes in JSON what the call would send, and sends nothing else.",
        control: Control::Switch,
        example: "1",
        call: "/503?retry-after=date:60&explain=1",
        in_steps: false,
        slot: one!(explain),
        ..SPEC
    },
    OptionSpec {
        name: "strict",
        label: "Strict",
        help: "Treats an unknown option as an error instead of ignoring it.",
        example: "1",
        call: "/200?strict=1",
        in_steps: false,
        slot: one!(strict),
        ..SPEC
    },
];
