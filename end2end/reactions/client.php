<?php
// What file_get_contents makes of each address on standard input, with its defaults.
ini_set('default_socket_timeout', '5');
echo 'file_get_contents, PHP ', PHP_VERSION, "\n";
foreach (file('php://stdin', FILE_IGNORE_NEW_LINES) as $url) {
    $http_response_header = [];
    $body = @file_get_contents($url);
    $lines = preg_grep('~^HTTP/~', $http_response_header);
    $code = $lines ? explode(' ', end($lines))[1] : '';
    echo $code === '' ? 'error false' : ($body === false ? "raises $code false" : "status $code"), "\n";
}
