use super::{
    BodyKind, Client, Example, Header, LONGEST_PAUSE, Next, PAUSES, RETRIED, Saved, TIMEOUT_SECONDS, TRIES, Wanted, indented,
    is_unseen, parted,
};
use crate::call::request::{Credentials, RequestBody};

pub const CLIENT: Client = Client {
    id: "invoke-webrequest",
    name: "Invoke-WebRequest",
    syntax: "ps1",
    program: Saved {
        file: "status.ps1",
        run: "pwsh status.ps1",
        install: "",
    },
    test: Saved {
        file: "Status.Tests.ps1",
        run: "Invoke-Pester ./Status.Tests.ps1",
        install: "Install-PSResource Pester",
    },
    write,
};

const FAILED: &str = "[Console]::Error.WriteLine(\"Request failed: $_\")";
const ERROR: &str = "\"HTTP $($response.StatusCode) $($response.StatusDescription)\"";

/// Invoke-WebRequest of PowerShell 7.4, whose timeouts and UTF-8 older versions don't have.
fn write(example: &Example) -> String {
    // Without a body, .NET has no place for the headers that describe one. Content-Type has a parameter of its own.
    let has_content = example.method != "GET" || example.request.body.is_some() || example.request.has("content-type");
    let refuses = if has_content { |_: &str| false } else { describes_content };
    let (headers, refused) = parted(example.header_map(), refuses);
    // The one header that it takes from a request that goes on.
    let mut notes = example.left_undone("#") + &example.strays("#", &["authorization"]);
    let example = &example.without(&refused);
    if !refused.is_empty() {
        notes.push_str(&format!("# Without a body, Invoke-WebRequest doesn't send {refused}.\n"));
    }
    if example.request.has("accept-encoding") {
        notes.push_str("# PowerShell adds gzip, deflate and br to Accept-Encoding.\n");
    }

    let is_plain = example.request.is_empty() && !example.switches.timeout && !example.redirects;
    let is_again = example.repeats() || example.next == Some(Next::IfNoneMatch);
    let (declare, send) = if is_plain && !is_again {
        let mut send = format!("Invoke-WebRequest -Uri {} -SkipHttpErrorCheck", quoted(&example.url));
        if example.method != "GET" {
            send.push_str(&format!(" -Method {}", example.method));
        }
        (notes, send)
    } else if example.repeats() {
        (notes + &request(example, &headers), "Send-Request $request".to_owned())
    } else {
        (notes + &request(example, &headers), "Invoke-WebRequest @request".to_owned())
    };
    if example.switches.test {
        return test(example, &declare, &send);
    }
    let function = if example.repeats() {
        repeating() + "\n"
    } else {
        String::new()
    };
    let start = format!("#Requires -Version 7.4\n$ErrorActionPreference = 'Stop'\n\n{function}{declare}");
    if example.calls() > 1 {
        return start + &several(example, &send);
    }

    let first = caught(example, &format!("$response = {send}\n"));
    let url = "\"Final URL: $($response.BaseResponse.RequestMessage.RequestUri)\"\n";
    let mut told = if example.follows { url.to_owned() } else { String::new() };
    for (name, key) in example.reads.iter().map(|name| (name, quoted(name))) {
        let values = format!("\"{name}: $($response.Headers[{key}] -join ', ')\"");
        told.push_str(&format!("if ($response.Headers.ContainsKey({key})) {{\n    {values}\n}}\n"));
    }
    let status = format!("\"Status Code: $($response.StatusCode)\"{}", example.comment("#"));
    let check = |first: &str| match example.switches.check {
        true => {
            format!("\nif ($response.StatusCode -ge 400) {{\n{first}    [Console]::Error.WriteLine({ERROR})\n    exit 1\n}}\n")
        }
        false => String::new(),
    };
    let next = example
        .next
        .map_or(String::new(), |which| next(example, which, &send, &check("")));
    format!("{start}{first}\n{status}\n{told}{}{next}", show(example, check))
}

/// Lines that send a request, with what says that it failed.
fn caught(example: &Example, lines: &str) -> String {
    if example.breaks || example.switches.timeout || example.repeats() {
        let lines = indented(lines, "    ");
        format!("try {{\n{lines}\n}}\ncatch {{\n    {FAILED}\n    exit 1\n}}\n")
    } else {
        lines.to_owned()
    }
}

/// The request that follows from a header of the response.
fn next(example: &Example, next: Next, send: &str, check: &str) -> String {
    let (header, purpose, send) = match next {
        Next::IfNoneMatch => {
            let send = format!("$request.Headers['If-None-Match'] = \"$etag\"\n$response = {send}");
            ("ETag", "ask again with", send)
        }
        Next::Location => ("Location", "go to", located(example, send)),
    };
    let (variable, send) = (header.to_lowercase(), caught(example, &send));
    let status = "\"Status Code: $($response.StatusCode)\"";
    let lines = indented(&format!("{}\n{status}\n{check}", send.trim_end()), "    ");
    format!(
        "\n${variable} = $response.BaseResponse.Headers.{header}
if (${variable}) {{
{lines}
}}
else {{
    'No {header} to {purpose}.'
}}"
    )
}

/// Lines that get `$location`, after another request.
fn located(example: &Example, send: &str) -> String {
    let address = "[Uri]::new($response.BaseResponse.RequestMessage.RequestUri, $location)";
    if !send.ends_with("request") {
        return format!("$response = Invoke-WebRequest -Uri ({address}) -SkipHttpErrorCheck");
    }
    // Without a body, the other headers that describe one stay behind by themselves.
    let has_more = example.method != "GET" || example.request.body.is_some() || example.request.has("content-type");
    let remove = "'Method', 'ContentType', 'Body' | ForEach-Object { $request.Remove($_) }\n";
    let remove = if has_more { remove } else { "" };
    format!("$request.Uri = {address}\n{remove}$response = {send}")
}

/// A test of Pester 5.
fn test(example: &Example, declare: &str, send: &str) -> String {
    let status = |wanted: &str| format!("$response = {send}\n\n$response.StatusCode | Should {wanted}\n");
    let mut lines = match example.wanted() {
        Wanted::Status(status_code) => status(&format!("-Be {status_code}")),
        Wanted::OneOf(list) => {
            let list: Vec<String> = list.iter().map(u16::to_string).collect();
            let note = "# Each run gets the next response of the sequence, or a random one.\n";
            note.to_owned() + &status(&format!("-BeIn {}", list.join(", ")))
        }
        Wanted::Any => status("-BeGreaterOrEqual 200"),
        Wanted::Failure => format!("{{ {send} }} | Should -Throw\n"),
    };
    for name in &example.reads {
        lines.push_str(&format!("$response.Headers.Keys | Should -Contain {}\n", quoted(name)));
    }
    if example.follows {
        let uri = "$response.BaseResponse.RequestMessage.RequestUri.AbsoluteUri";
        lines.push_str(&format!("{uri} | Should -Not -Be {}\n", quoted(&example.url)));
    }
    let function = || format!("BeforeAll {{\n{}\n}}\n\n", indented(&repeating(), "    "));
    let function = example.repeats().then(function).unwrap_or_default();
    let path = example.url.splitn(4, '/').nth(3).unwrap_or_default();
    let call = quoted(&format!("{} /{path}", example.method));
    let (name, lines) = (example.test_name(), indented(&format!("{declare}{lines}"), "        "));
    format!(
        "#Requires -Version 7.4
#Requires -Modules @{{ ModuleName = 'Pester'; ModuleVersion = '5.0' }}

{function}Describe {call} {{
    It '{name}' {{
{lines}
    }}
}}"
    )
}

/// The table that becomes the parameters, after what it needs.
fn request(example: &Example, headers: &[Header]) -> String {
    let mut entries = vec![("Uri", quoted(&example.url))];
    if example.method != "GET" {
        entries.push(("Method", quoted(example.method)));
    }
    let (types, others): (Vec<_>, Vec<_>) = headers
        .iter()
        .partition(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    entries.extend(types.iter().map(|(_, value)| ("ContentType", quoted(value))));
    let others: Vec<_> = others.iter().map(|(name, value)| (quoted(name), quoted(value))).collect();
    // The second request adds a header.
    if !others.is_empty() || example.next == Some(Next::IfNoneMatch) {
        entries.push(("Headers", table(&others)));
    }
    if headers.iter().any(|(name, value)| is_refused(name, value)) {
        entries.push(("SkipHeaderValidation", "$true".to_owned()));
    }
    let mut before = String::new();
    if example.is_basic() {
        let (user, password) = (Credentials::USER, Credentials::PASSWORD);
        before.push_str(&format!("$login = [Net.NetworkCredential]::new('{user}', '{password}')\n"));
        let credential = "[PSCredential]::new($login.UserName, $login.SecurePassword)";
        entries.push(("Authentication", "'Basic'".to_owned()));
        entries.push(("Credential", credential.to_owned()));
        if !example.is_tls() {
            entries.push(("AllowUnencryptedAuthentication", "$true".to_owned()));
        }
    }
    match &example.request.body {
        Some(RequestBody::Text(text)) => {
            let text = quoted(text);
            // A charset in the type would decide on the bytes of a string.
            let is_plain = text.is_ascii() || types.is_empty();
            let bytes = format!("[Text.Encoding]::UTF8.GetBytes({text})");
            entries.push(("Body", if is_plain { text } else { bytes }));
        }
        Some(RequestBody::Size(size)) => entries.push(("Body", format!("'x' * {size}"))),
        None => {}
    }
    if example.switches.timeout {
        before
            .push_str("# The timeouts are for the time until the headers have come, and for each wait for bytes of the body.\n");
        entries.push(("ConnectionTimeoutSeconds", TIMEOUT_SECONDS.to_string()));
        entries.push(("OperationTimeoutSeconds", TIMEOUT_SECONDS.to_string()));
    }
    entries.push(("SkipHttpErrorCheck", "$true".to_owned()));
    if example.redirects {
        before.push_str("# Stays on the redirect, which is reported as an error beside the response.\n");
        entries.push(("MaximumRedirection", "0".to_owned()));
        entries.push(("ErrorAction", "'SilentlyContinue'".to_owned()));
    }
    format!("{before}$request = {}\n\n", table(&entries))
}

/// A table with its values in one column, as PowerShell's formatter puts them.
fn table<N: AsRef<str>>(entries: &[(N, String)]) -> String {
    let Some(width) = entries.iter().map(|(name, _)| name.as_ref().len()).max() else {
        return "@{}".to_owned();
    };
    let line = |(name, value): &(N, String)| format!("{:width$} = {value}\n", name.as_ref());
    let lines: String = entries.iter().map(line).collect();
    format!("@{{\n{}\n}}", indented(&lines, "    "))
}

/// The function that sends the request until its response is good.
fn repeating() -> String {
    format!(
        "# -MaximumRetryCount would repeat after every 4xx and 5xx, and after no network error.
function Send-Request {{
    param([hashtable]$Request)

    $retried = {RETRIED}
    for ($attempt = 1; ; $attempt++) {{
        $response = $null
        try {{
            $response = Invoke-WebRequest @Request
            if ($attempt -eq {TRIES} -or $response.StatusCode -notin $retried) {{
                return $response
            }}
        }}
        catch {{
            if ($attempt -eq {TRIES}) {{ throw }}
        }}
        # {PAUSES}
        $after = $response.BaseResponse.Headers.RetryAfter
        $asked = if ($after.Date) {{ $after.Date - [DateTimeOffset]::UtcNow }} else {{ $after.Delta }}
        $pause = [Math]::Clamp([double]$asked.TotalSeconds, 0, {LONGEST_PAUSE})
        Start-Sleep -Seconds ($pause + (Get-Random -Maximum ([Math]::Pow(2, $attempt) / 2)))
    }}
}}
"
    )
}

/// The loop that sends the request for each of several responses.
fn several(example: &Example, send: &str) -> String {
    let times = example.calls();
    let check = || format!("        if ($response.StatusCode -ge 400) {{ throw {ERROR} }}\n");
    let check = example.switches.check.then(check).unwrap_or_default();
    format!(
        "$failed = $false
foreach ($call in 1..{times}) {{
    try {{
        $response = {send}
        \"Status Code: $($response.StatusCode)\"
{check}    }}
    catch {{
        {FAILED}
        $failed = $true
    }}
}}

if ($failed) {{
    exit 1
}}"
    )
}

/// The lines that print the body, and what ends the program after an error status.
fn show(example: &Example, check: impl Fn(&str) -> String) -> String {
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
    let text = match content.strip_prefix("$response") {
        Some(_) => format!("\"Response: $({content})\"\n"),
        None => format!("\"Response: {content}\"\n"),
    };
    let gap = if example.switches.check { "\n" } else { "" };
    match example.body {
        // What comes with an error needs not be JSON.
        BodyKind::Json => format!(
            "{note}{}{gap}$data = {content} | ConvertFrom-Json -NoEnumerate
\"Response: $(ConvertTo-Json -InputObject $data -Depth 10)\"\n",
            check(&format!("    {text}"))
        ),
        BodyKind::Text => format!("{note}{text}{}", check("")),
        BodyKind::None => "\"Response has no content: $($response.RawContentLength -eq 0)\"\n".to_owned() + &check(""),
    }
}

/// Headers that .NET keeps with the body.
fn describes_content(name: &str) -> bool {
    let name = name.to_lowercase();
    let parts = ["disposition", "encoding", "language", "location", "md5", "range", "type"];
    let part = name.strip_prefix("content-");
    part.is_some_and(|part| parts.contains(&part)) || ["allow", "expires", "last-modified"].contains(&name.as_str())
}

/// Whether .NET may refuse that value. It reads the headers that it knows, and sends others as they are.
fn is_refused(name: &str, value: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b));
    let is_type = |part: &str| part == "*/*" || part.split_once('/').is_some_and(|(kind, of)| is_word(kind) && is_word(of));
    let number = |digits: &str| digits.parse::<u32>().ok();
    let is_known = match name.to_lowercase().as_str() {
        "accept" => value.split(", ").all(is_type),
        "accept-encoding" | "accept-language" | "connection" => value.split(", ").all(is_word),
        "user-agent" => value.split(' ').all(is_type),
        "expect" => value == "100-continue",
        "range" => match value.strip_prefix("bytes=").and_then(|range| range.split_once('-')) {
            Some((first, "")) => number(first).is_some(),
            Some((first, last)) => number(first).zip(number(last)).is_some_and(|(first, last)| first <= last),
            None => false,
        },
        "if-match" | "if-none-match" | "if-range" => {
            let tag = value.strip_prefix("W/").unwrap_or(value);
            let inner = tag.strip_prefix('"').and_then(|tag| tag.strip_suffix('"'));
            inner.is_some_and(|inner| inner.bytes().all(|b| b.is_ascii_graphic() && b != b'"'))
        }
        "accept-charset"
        | "cache-control"
        | "date"
        | "from"
        | "host"
        | "if-modified-since"
        | "if-unmodified-since"
        | "max-forwards"
        | "pragma"
        | "proxy-authorization"
        | "referer"
        | "te"
        | "trailer"
        | "transfer-encoding"
        | "upgrade"
        | "via"
        | "warning" => false,
        name => !describes_content(name) && !name.starts_with("content-"),
    };
    !is_known
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
