//! The GitHub REST API: `message`, `documentation_url` and the status as a string. Headers carry the rate limit.

use serde_json::{Value, json};

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "github",
    title: "GitHub REST API",
    source: "https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api",
    codes: &super::codes::<_, { MESSAGES.len() }>(MESSAGES),
    bodyless: &[204, 304],
    respond,
};

const DOCS: &str = "https://docs.github.com/rest";

const MESSAGES: &[(u16, &str)] = &[
    (200, ""),
    (201, ""),
    (202, ""),
    (204, ""),
    (301, "Moved Permanently"),
    (302, "Found"),
    (304, ""),
    (307, "Temporary Redirect"),
    (400, "Problems parsing JSON"),
    (401, "Bad credentials"),
    (403, "Resource not accessible by integration"),
    (404, "Not Found"),
    (405, "Pull Request is not mergeable"),
    (406, "Must accept 'application/json'"),
    (409, "Git Repository is empty."),
    (410, "This issue was deleted"),
    (415, "Unsupported Media Type"),
    (422, "Validation Failed"),
    (
        429,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    ),
    (451, "Repository access blocked"),
    (500, "Server Error"),
    (502, "Server Error"),
    (503, "Service unavailable"),
    (504, "We couldn't respond to your request in time."),
];

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let body = match number {
        200..300 => success(request),
        _ => failure(request),
    };
    // Without valid credentials the limit is that of an address: 60 an hour
    // (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
    let limit = if number == 401 { 60 } else { 5000 };
    let left = if number == 429 { 0 } else { limit - 1 };
    let id = request.hex(1, 34).to_ascii_uppercase();
    let parts = [&id[..4], &id[4..10], &id[10..18], &id[18..26], &id[26..34]];
    VendorResponse::json("application/json; charset=utf-8", &body)
        .with("server", "github.com")
        .with("x-github-request-id", parts.join(":"))
        .with("x-github-media-type", "github.v3; format=json")
        .with("x-github-api-version-selected", "2022-11-28")
        .with("x-ratelimit-limit", limit)
        .with("x-ratelimit-remaining", left)
        .with("x-ratelimit-used", limit - left)
        .with(
            "x-ratelimit-reset",
            request.now.as_second() + if left == 0 { 1 } else { 3600 },
        )
        .with("x-ratelimit-resource", "core")
}

fn failure(request: &VendorRequest) -> Value {
    let number = request.code.number();
    let message = super::row(MESSAGES, request.code).unwrap_or("Server Error");
    let mut body = json!({"message": message, "documentation_url": DOCS, "status": number.to_string()});
    match number {
        300..400 => body["url"] = json!(request.location),
        422 => body["errors"] = json!([{"resource": "Issue", "field": "title", "code": "missing_field"}]),
        451 => body["block"] = json!({"reason": "dmca", "created_at": format!("{:.0}", request.now), "html_url": DOCS}),
        _ => {}
    }
    body
}

/// Paths whose GET is a plain array, by their last segment.
const ARRAYS: &str = "alerts assets assignees branches collaborators comments commits contributors deployments emails events \
    files followers following forks gists gpg_keys hooks installations invitations issues keys labels licenses members \
    memberships milestones notifications organizations orgs outside_collaborators packages projects public_members pulls \
    reactions refs releases repos repositories reviews rulesets stargazers starred statuses subscribers subscriptions tags \
    teams timeline users versions";

/// Paths whose GET is an object with a count and an array, by their last segment, and the name of that array.
const COUNTED: [(&str, &str); 18] = [
    ("artifacts", "artifacts"),
    ("branch-policies", "branch_policies"),
    ("caches", "actions_caches"),
    ("check-runs", "check_runs"),
    ("check-suites", "check_suites"),
    ("codespaces", "codespaces"),
    ("deployment-branch-policies", "branch_policies"),
    ("environments", "environments"),
    ("jobs", "jobs"),
    ("organization-secrets", "secrets"),
    ("organization-variables", "variables"),
    ("runner-groups", "runner_groups"),
    ("runners", "runners"),
    ("runs", "workflow_runs"),
    ("secrets", "secrets"),
    ("seats", "seats"),
    ("variables", "variables"),
    ("workflows", "workflows"),
];

/// Whether a first segment is a version rather than a part of the API: `v3`.
fn is_version(segment: &str) -> bool {
    segment
        .strip_prefix('v')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit()))
}

/// What the client libraries can read after their retries, by the path below the call.
fn success(request: &VendorRequest) -> Value {
    let segments = request.segments();
    // Enterprise servers have `/api/v3` before the path, and other base addresses end in `/v3` or `/v1`.
    let (prefix, segments) = match segments.as_slice() {
        ["api", "v3", rest @ ..] => ("/api/v3".to_owned(), rest),
        [version, rest @ ..] if is_version(version) => (format!("/{version}"), rest),
        all => (String::new(), all),
    };
    // What stands for `https://api.github.com`. Client libraries follow only links below it.
    let base = format!("{}{}{prefix}", request.origin, &request.path()[..request.call_length()]);
    // Still being worked out, as with statistics.
    if request.code.number() == 202 {
        return json!({});
    }
    let counted = |name: &str| json!({"total_count": 0, name: []});
    if request.method != "GET" {
        return match segments {
            [] | ["graphql"] => json!({"data": {}}),
            _ => object(request, &base, segments),
        };
    }
    match segments {
        [] => json!({"current_user_url": format!("{base}/user"), "emojis_url": format!("{base}/emojis")}),
        ["search", _] => json!({"total_count": 0, "incomplete_results": false, "items": []}),
        ["rate_limit"] => {
            let core = json!({"limit": 5000, "used": 1, "remaining": 4999, "reset": request.now.as_second() + 3600});
            json!({"resources": {"core": core, "search": core, "graphql": core}, "rate": core})
        }
        ["installation", "repositories"] | ["user", "installations", _, "repositories"] => counted("repositories"),
        ["user", "installations"] => counted("installations"),
        ["repos", _, _, "topics"] => json!({"names": []}),
        ["repos", _, _, "languages"] => json!({}),
        // Names of people and repositories, which may be those of lists.
        ["repos", _, _] | ["users" | "orgs" | "gists" | "organizations" | "repositories", _] => object(request, &base, segments),
        // A folder.
        ["repos", _, _, "contents"] | ["repos", _, _, "git", "matching-refs", ..] => json!([]),
        ["repos", _, _, "git", "trees", sha] => json!({"sha": sha, "url": url(request), "tree": [], "truncated": false}),
        ["repos", _, _, "commits", sha, "status"] => {
            json!({"state": "success", "statuses": [], "sha": sha, "total_count": 0, "url": url(request)})
        }
        [.., last] => match COUNTED.iter().find(|(name, _)| name == last) {
            Some((_, array)) => counted(array),
            None if ARRAYS.split_whitespace().any(|name| name == *last) => json!([]),
            None => object(request, &base, segments),
        },
    }
}

/// The address of the request without its query. The client libraries go on from there, so it leads to this host.
fn url(request: &VendorRequest) -> String {
    format!("{}{}", request.origin, request.path())
}

/// One resource, as far as its path tells what it is: `/repos/o/r`, `/users/name`, `/repos/o/r/issues/1`. A new one, posted to a
/// list, gets a number.
fn object(request: &VendorRequest, base: &str, segments: &[&str]) -> Value {
    // Always six digits, so that HEAD has the Content-Length of GET.
    let id = 100_000 + request.draw % 900_000;
    let is_new = request.method == "POST";
    let mut object = json!({"id": id, "node_id": request.base62(2, 20), "url": url(request)});
    if is_new {
        object["url"] = json!(format!("{}/{id}", url(request)));
    }
    let user = |login: &str| {
        let url = format!("{base}/users/{login}");
        json!({"login": login, "id": id, "type": "User", "site_admin": false, "url": url})
    };
    match segments {
        ["user"] => object = user("octocat"),
        ["users", login] => object = user(login),
        ["orgs", login] => {
            object["login"] = json!(login);
        }
        ["repos", owner, name] => {
            object["name"] = json!(name);
            object["full_name"] = json!(format!("{owner}/{name}"));
            object["owner"] = user(owner);
            object["private"] = json!(false);
            object["default_branch"] = json!("main");
        }
        [.., "issues" | "pulls" | "milestones"] if is_new => {
            object["number"] = json!(id);
            object["state"] = json!("open");
        }
        [.., "issues" | "pulls" | "milestones", number] => {
            object["number"] = number.parse::<u64>().map_or(json!(number), |number| json!(number));
            object["state"] = json!("open");
        }
        [.., "commits", sha] => object["sha"] = json!(sha),
        [.., name] if !is_new => object["name"] = json!(name),
        _ => {}
    }
    object
}
