<?php
// PHP's SoapClient, made from the WSDL at the address given: a call a line on standard input, its answer a line on
// standard output (soap-program.ts). Attributes and elements are properties alike.
ini_set('default_socket_timeout', '20');
$client = new SoapClient($argv[1], [
    'cache_wsdl' => WSDL_CACHE_NONE,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
    'connection_timeout' => 10,
    'keep_alive' => false,
]);

while (($line = fgets(STDIN)) !== false) {
    $call = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    try {
        $wrapper = get_object_vars($client->__soapCall($call['operation'], [$call['content']]));
        $outcome = ['answer' => count($wrapper) === 0 ? null : reset($wrapper)];
    } catch (SoapFault $fault) {
        $outcome = ['fault' => ['code' => $fault->faultcode, 'text' => $fault->faultstring]];
    }
    echo json_encode($outcome, JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR), "\n";
}
