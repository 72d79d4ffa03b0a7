<?php
// Prints each status code with its constant in Symfony.
require '/usr/share/php/Symfony/Component/HttpFoundation/autoload.php';

$response = new ReflectionClass('Symfony\Component\HttpFoundation\Response');
foreach ($response->getConstants() as $name => $code) {
    if (is_int($code)) {
        echo "$code\tResponse::$name\n";
    }
}
