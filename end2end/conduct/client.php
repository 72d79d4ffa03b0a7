<?php
// What file_get_contents makes of each request on standard input, with its defaults.
echo 'file_get_contents, PHP ', PHP_VERSION, "\n";
$warnings = [];
set_error_handler(function (int $level, string $message) use (&$warnings) {
    $warnings[] = 'Warning: ' . preg_replace('/\s+/', ' ', trim($message));
    return true;
});
foreach (file('php://stdin', FILE_IGNORE_NEW_LINES) as $line) {
    [$method, $url, $header, $body, $seconds] = explode("\t", $line);
    ini_set('default_socket_timeout', $seconds);
    $http = ['method' => $method, 'header' => $header];
    // Without a type, PHP sends one of its own and warns.
    if ($body !== '') $http = ['content' => $body, 'header' => 'Content-Type: text/plain'] + $http;
    $http_response_header = $warnings = [];
    $got = file_get_contents($url, false, stream_context_create(['http' => $http]));
    $lines = preg_grep('~^HTTP/~', $http_response_header);
    $status = $lines ? explode(' ', end($lines))[1] : '';
    echo $status, "\t", $got === false ? '' : strlen($got), "\t", implode("\x1f", $warnings), "\n";
}
