use super::{
    BodyKind, Client, Example, Header, LONGEST_PAUSE, PAUSES, RETRIED, TIMEOUT_SECONDS, TRIES, indented, is_unseen, parted,
};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "invoke-webrequest",
    name: "Invoke-WebRequest",
    syntax: "ps1",
    file: "status.ps1",
    run: "pwsh status.ps1",
    install: "",
    write,
};

const FAILED: &str = "[Console]::Error.WriteLine(\"Request failed: $_\")";
const ERROR_STATUS: &str = "[Console]::Error.WriteLine(\"HTTP $($response.StatusCode) $($response.StatusDescription)\")";

/// Invoke-WebRequest of PowerShell 7.4, whose timeouts and UTF-8 older versions don't have.
fn write(example: &Example) -> String {
    // Without a body, .NET has no place for the headers that describe one. Content-Type has a parameter of its own.
    let has_content = example.method != "GET" || example.request.body.is_some() || example.request.has("content-type");
    let refuses = if has_content { |_: &str| false } else { describes_content };
    let (headers, refused) = parted(example.header_map(), refuses);
    let mut notes = example.not_repeated("#");
    let example = &example.without(&refused);
    if !refused.is_empty() {
        notes.push_str(&format!("# Without a body, Invoke-WebRequest doesn't send {refused}.\n"));
    }
    if example.request.has("accept-encoding") {
        notes.push_str("# PowerShell adds gzip, deflate and br to Accept-Encoding.\n");
    }

    let (declare, send) = if example.request.is_empty() && !example.switches.timeout && !example.redirects {
        let mut send = format!("Invoke-WebRequest -Uri {} -SkipHttpErrorCheck", quoted(&example.url));
        if example.method != "GET" {
            send.push_str(&format!(" -Method {}", example.method));
        }
        (String::new(), send)
    } else {
        (request(example, &headers), "Invoke-WebRequest @request".to_owned())
    };
    let start = format!("#Requires -Version 7.4\n$ErrorActionPreference = 'Stop'\n\n{notes}{declare}");
    if example.calls() > 1 {
        return start + &several(example, &send);
    }

    let send = if example.repeats() {
        repeated(&send)
    } else if example.breaks || example.switches.timeout {
        format!("try {{\n    $response = {send}\n}} catch {{\n    {FAILED}\n    exit 1\n}}\n")
    } else {
        format!("$response = {send}\n")
    };
    let url = if example.follows {
        "\"Final URL: $($response.BaseResponse.RequestMessage.RequestUri)\"\n"
    } else {
        ""
    };
    let reads: String = example.reads.iter().map(|name| read(name)).collect();
    let failing = format!("if ($response.StatusCode -ge 400) {{\n    {ERROR_STATUS}\n    exit 1\n}}\n");
    let check = if example.switches.check { failing.as_str() } else { "" };
    let status = format!("\"Status Code: $($response.StatusCode)\"{}", example.comment("#"));
    format!("{start}{send}\n{status}\n{url}{reads}{check}{}", show(example))
}

/// The table that becomes the parameters, after what it needs.
fn request(example: &Example, headers: &[Header]) -> String {
    let mut lines = vec![format!("Uri = {}", quoted(&example.url))];
    if example.method != "GET" {
        lines.push(format!("Method = {}", quoted(example.method)));
    }
    let (types, others): (Vec<_>, Vec<_>) = headers
        .iter()
        .partition(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    lines.extend(types.iter().map(|(_, value)| format!("ContentType = {}", quoted(value))));
    if !others.is_empty() {
        let entry = |(name, value): &&Header| format!("    {} = {}\n", quoted(name), quoted(value));
        let entries: String = others.iter().map(entry).collect();
        lines.push(format!("Headers = @{{\n{entries}}}"));
    }
    if headers.iter().any(|(name, _)| is_parsed(name)) {
        lines.push("SkipHeaderValidation = $true".to_owned());
    }
    let mut credential = String::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        credential = format!(
            "$password = ConvertTo-SecureString '{password}' -AsPlainText -Force
$credential = [PSCredential]::new('{user}', $password)\n"
        );
        lines.push("Authentication = 'Basic'\nCredential = $credential".to_owned());
        if !example.is_tls() {
            lines.push("AllowUnencryptedAuthentication = $true".to_owned());
        }
    }
    match &example.request.body {
        Some(RequestBody::Text(text)) => {
            let text = quoted(text);
            // A charset in the type would decide on the bytes of a string.
            let is_plain = text.is_ascii() || types.is_empty();
            let bytes = format!("[Text.Encoding]::UTF8.GetBytes({text})");
            lines.push(format!("Body = {}", if is_plain { text } else { bytes }));
        }
        Some(RequestBody::Size(size)) => lines.push(format!("Body = 'x' * {size}")),
        None => {}
    }
    if example.switches.timeout {
        lines.push(format!(
            "# Until the headers have come, and for each wait for bytes of the body.
ConnectionTimeoutSeconds = {TIMEOUT_SECONDS}
OperationTimeoutSeconds = {TIMEOUT_SECONDS}"
        ));
    }
    lines.push("SkipHttpErrorCheck = $true".to_owned());
    if example.redirects {
        lines.push(
            "# Stays on the redirect, which is reported as an error beside the response.
MaximumRedirection = 0
ErrorAction = 'SilentlyContinue'"
                .to_owned(),
        );
    }
    let lines = indented(&lines.join("\n"), "    ");
    format!("{credential}$request = @{{\n{lines}\n}}\n\n")
}

/// The loop that sends the request until its response is good.
fn repeated(send: &str) -> String {
    format!(
        "# -MaximumRetryCount would repeat after every 4xx and 5xx, and after no network error.
$retried = {RETRIED}
for ($attempt = 1; ; $attempt++) {{
    $response = $null
    try {{
        $response = {send}
        if ($attempt -eq {TRIES} -or $response.StatusCode -notin $retried) {{
            break
        }}
    }} catch {{
        if ($attempt -eq {TRIES}) {{
            {FAILED}
            exit 1
        }}
    }}
    # {PAUSES}
    $after = $response.BaseResponse.Headers.RetryAfter
    $asked = if ($after.Date) {{ $after.Date - [DateTimeOffset]::UtcNow }} else {{ $after.Delta }}
    $pause = [Math]::Clamp([double]$asked.TotalSeconds, 0, {LONGEST_PAUSE})
    Start-Sleep -Seconds ($pause + (Get-Random -Maximum ([Math]::Pow(2, $attempt) / 2)))
}}
"
    )
}

/// The loop that sends the request for each of several responses.
fn several(example: &Example, send: &str) -> String {
    let times = example.calls();
    let (before, check, failed, after) = if example.switches.check {
        (
            "$failed = $false\n",
            format!(
                "        if ($response.StatusCode -ge 400) {{\n            {ERROR_STATUS}\n            $failed = $true\n        }}\n"
            ),
            "        $failed = $true\n",
            "if ($failed) {\n    exit 1\n}\n",
        )
    } else {
        ("", String::new(), "", "")
    };
    format!(
        "{before}foreach ($call in 1..{times}) {{
    try {{
        $response = {send}
        \"Status Code: $($response.StatusCode)\"
{check}    }} catch {{
        {FAILED}
{failed}    }}
}}
{after}"
    )
}

/// Prints a header of the response, whose values are a list.
fn read(name: &str) -> String {
    let key = quoted(name);
    format!("if ($response.Headers.ContainsKey({key})) {{\n    \"{name}: $($response.Headers[{key}] -join ', ')\"\n}}\n")
}

fn show(example: &Example) -> String {
    // application/problem+json is no text for PowerShell, and nothing else is known of the type of a text.
    let url = example.url.to_lowercase();
    let is_named = url.contains("problem") || url.contains("type") || example.request.has("accept");
    let is_bytes = is_named || example.method == "TRACE" || example.body == BodyKind::Text;
    let (note, content) = if is_bytes {
        (
            "# $response.Content is an array of bytes if PowerShell doesn't know the type as text.
$content = [Text.Encoding]::UTF8.GetString($response.RawContentStream.ToArray())\n",
            "$content",
        )
    } else {
        ("", "$response.Content")
    };
    match example.body {
        BodyKind::Json => {
            format!(
                "{note}$data = {content} | ConvertFrom-Json -NoEnumerate\n\"Response: $(ConvertTo-Json -InputObject $data -Depth 10)\""
            )
        }
        BodyKind::Text => format!("{note}\"Response: {content}\""),
        BodyKind::None => "\"Response has no content: $($response.RawContentLength -eq 0)\"".to_owned(),
    }
}

/// Headers that .NET keeps with the body.
fn describes_content(name: &str) -> bool {
    let name = name.to_lowercase();
    let parts = ["disposition", "encoding", "language", "location", "md5", "range", "type"];
    let part = name.strip_prefix("content-");
    part.is_some_and(|part| parts.contains(&part)) || ["allow", "expires", "last-modified"].contains(&name.as_str())
}

/// Headers whose value .NET reads and may refuse. Others go out as they are.
fn is_parsed(name: &str) -> bool {
    let name = name.to_lowercase();
    !(name.starts_with("x-") || ["authorization", "cookie", "idempotency-key", "origin"].contains(&name.as_str()))
}

/// PowerShell takes curly quotation marks for straight ones, so each is doubled or escaped too.
fn quoted(text: &str) -> String {
    if !text.chars().any(is_unseen) {
        let times = |c: char| if matches!(c, '\'' | '\u{2018}'..='\u{201b}') { 2 } else { 1 };
        let doubled: String = text.chars().flat_map(|c| std::iter::repeat_n(c, times(c))).collect();
        return format!("'{doubled}'");
    }
    let mut written = String::new();
    for c in text.chars() {
        match c {
            '\n' => written.push_str("`n"),
            '\r' => written.push_str("`r"),
            '\t' => written.push_str("`t"),
            c if is_unseen(c) => written.push_str(&format!("`u{{{:x}}}", u32::from(c))),
            '"' | '`' | '$' | '\u{201c}'..='\u{201e}' => written.extend(['`', c]),
            c => written.push(c),
        }
    }
    format!("\"{written}\"")
}
