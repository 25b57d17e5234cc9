<?php
// PHP's SoapClient against the direct fulfillment service, as its programs use it: argument 1 the address, 2 `wsdl` or `none`,
// 3 the SOAP version. Prints the decoded answers of two calls as JSON.
[, $address, $mode, $version] = $argv;
$options = ['soap_version' => $version === '1.2' ? SOAP_1_2 : SOAP_1_1, 'cache_wsdl' => WSDL_CACHE_NONE, 'keep_alive' => false];
$client = $mode === 'wsdl'
    ? new SoapClient("$address?wsdl", $options)
    : new SoapClient(null, $options + ['location' => $address, 'uri' => $address]);

function call(SoapClient $client, string $mode, string $address, string $operation, array $parameters): mixed
{
    if ($mode === 'wsdl') {
        return $client->__soapCall($operation, [$parameters])->{"{$operation}Result"};
    }
    // Qualified, with type hints, as the PHP programs of suppliers send them.
    $sent = [];
    foreach ($parameters as $name => $value) {
        $sent[] = new SoapVar($value, is_int($value) ? XSD_INT : XSD_STRING, '', '', $name, $address);
    }
    return $client->__soapCall($operation, $sent);
}

$supplier = ['SupplNr' => 'MGS', 'Secret' => 'K-4711'];
echo json_encode([
    'orders' => call($client, $mode, $address, 'pixiDFGetOrders', $supplier + ['AllOrders' => 1]),
    'refused' => call($client, $mode, $address, 'pixiDFGetOrders', ['SupplNr' => 'MGS', 'Secret' => 'wrong']),
    'invoices' => call($client, $mode, $address, 'pixiDFCreateInvoices', ['ShowDetailedMessages' => 1]),
], JSON_THROW_ON_ERROR), "\n";
