<?php
// PHP's SoapClient against third-party logistics: argument 1 the address, 2 the login as JSON, 3 the SOAP version, 4 `wsdl` or
// `none`. A call a line on standard input, its answer a line on standard output (soap-program.ts).
[, $address, $login, $version, $mode] = $argv;
const NAMESPACE_URI = 'http://api.exigo.com/';
ini_set('default_socket_timeout', '20');
$options = [
    'soap_version' => $version === '1.2' ? SOAP_1_2 : SOAP_1_1,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'connection_timeout' => 10,
    'keep_alive' => false,
];
$client = $mode === 'wsdl'
    ? new SoapClient("$address?wsdl", $options)
    : new SoapClient(null, $options + ['location' => $address, 'uri' => NAMESPACE_URI]);
$credentials = json_decode($login, false, 512, JSON_THROW_ON_ERROR);
if ($credentials !== null) {
    $client->__setSoapHeaders(new SoapHeader(NAMESPACE_URI, 'ApiAuthentication', $credentials));
}

/** A value as a program without the WSDL writes it: with a type hint, a list as repeated elements. */
function typed(string $name, mixed $value): array
{
    if (is_array($value) && array_is_list($value)) {
        return array_merge(...array_map(fn ($one) => typed($name, $one), $value));
    }
    if (is_array($value)) {
        return [new SoapVar(children($value), SOAP_ENC_OBJECT, '', '', $name)];
    }
    return [new SoapVar($value, is_int($value) ? XSD_INT : XSD_STRING, '', '', $name)];
}

function children(array $content): array
{
    $typed = [];
    foreach ($content as $name => $value) {
        array_push($typed, ...typed($name, $value));
    }
    return $typed;
}

while (($line = fgets(STDIN)) !== false) {
    ['operation' => $operation, 'content' => $content] = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    try {
        $answer = $mode === 'wsdl'
            ? $client->__soapCall($operation, [$content])
            : $client->__soapCall("{$operation}Request", children($content));
        // Without the WSDL, PHP hands out the only child of an answer in the place of the answer.
        $whole = $mode === 'wsdl' || is_array($answer) ? $answer : ['Result' => $answer];
        $outcome = ['answer' => $whole];
    } catch (SoapFault $fault) {
        $outcome = ['fault' => ['code' => $fault->faultcode, 'text' => $fault->faultstring]];
    }
    echo json_encode($outcome, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
}
