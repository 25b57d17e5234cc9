/** What has broken programs before, as values, names and markup. */

export const VALUES: readonly string[] = [
  '', ' ', '0', '-0', '-1', '1', '2147483647', '2147483648', '-2147483649', '9007199254740993', '99999999999999999999999999999999', '1e308', '1e309', '-1e400',
  '1E-400', '0.1', '.5', '5.', '+5', '0x10', '1,5', '1 000', 'NaN', 'INF', 'Infinity', '١٢٣', '¼', 'true', 'Y', 'null', 'undefined', '__proto__', 'constructor',
  '0.00000000000000000000000000000000000001', '123456789012.123456789', '9'.repeat(400), `0.${'3'.repeat(400)}`,
  '2019-05-09T01:30:01', '9999-12-31T23:59:59.999Z', '0000-00-00', '2019-02-30', '2019-05-09T25:61:61+99:99', '+275760-09-13T00:00:00Z', '1e5-01-01',
  '18.0', '26.0', '999999999999.0', '18', '18.0.0.0.0', 'v18', 'LOCATE', 'locate ', 'NOWHERE', 'DELIVERY', 'PICKUP', 'SHIPFORPICKUP', 'fulfilled', 'picked', 'rejected',
  'PENCIL', ' PENCIL', 'PENCIL ', 'STC', '6', '1234', '-7', "'; DROP TABLE customer_order; --", '%', '_', '%%%', '\\', '"', "' OR 1=1", '\u{1F600}', 'Zoë', 'e\u0301', '\u202e', '\u200b',
  '\ufeff', '\u00a0', '\u2028', 'a'.repeat(300), '😀'.repeat(300), '${jndi:ldap://127.0.0.1/x}', '../../etc/passwd', '\r\nX: y', '$&', '$1',
];

/** They cost as much as a hundred others, so they are chosen seldom. */
export const LONG_VALUES: readonly string[] = ['x'.repeat(70_000), ' '.repeat(5_000), '1'.repeat(5_000), `1${'0'.repeat(60_000)}`, '😀'.repeat(3_000), '<'.repeat(5_000), '\n'.repeat(30_000)];

/** Not escaped: it stands in the document as it is. */
export const MARKUP: readonly string[] = [
  '&lt;', '&amp;amp;', '&#0;', '&#x1F600;', '&#xD800;', '&#xFFFE;', '&#99999999999;', '&nothing;', '&', '<', '>', ']]>', '<![CDATA[]]>', '<![CDATA[<a>&amp;</a>]]>', '<![CDATA[', '<!-- -->',
  '<!-- -- -->', '<!--', '<?php echo 1 ?>', '<?xml version="1.0"?>', '<?', '<a/>', '<a xmlns="u"/>', '<x:y/>', '<a b="1" b="2"/>', '<a b=c/>', '</a>', '<a', '\u0000', '\u0001', '\ufffe', '\ud800',
  '<!DOCTYPE a>', '<!DOCTYPE a [<!ENTITY x "y">]>', `${'<d>'.repeat(70)}${'</d>'.repeat(70)}`, `<d ${Array.from({ length: 140 }, (_, index) => `a${String(index)}=""`).join(' ')}/>`, `<${'n'.repeat(300)}/>`,
  '<Include xmlns="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/>', '<s:Fault/>', '<multiRef id="id0"/>', '&lt;a&gt;', '&#13;', '&#10;', '&#9;',
];

export const NAMES: readonly string[] = [
  '__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'xmlns', 'xml', 'Envelope', 'Body', 'Header', 'Fault', 'order', 'items', 'item', 'message_header', 'message_body', 'a:b:c', ':a', '1a', 'é',
  'name', 'length', 'n'.repeat(257), 'SubmitOrder', 'StatusRequest', 'EchoTestResponse', 'transaction_detail', 'destination', 'system_cd',
];

export const ATTRIBUTES: readonly string[] = [
  'xsi:nil="true"', 'xsi:nil="1"', 'xsi:type="xsd:int"', 'xsi:type="q:Nothing"', 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"',
  'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="a:b"', 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="u http://127.0.0.1:1/x.xsd"',
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:mustUnderstand="1"', 'xmlns:t="http://www.w3.org/2003/05/soap-envelope" t:mustUnderstand="true" t:role=""', 'mustUnderstand="1"',
  'xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"', 'xmlns=""', 'xmlns="urn:else"', 'xmlns="http://microsretail.com/Locate"', 'xmlns:ns2=""',
  'xmlns:ns2="urn:else"', 'xml:lang="de"', 'xml:space="preserve"', 'xml:base="file:///"', 'id="1"', 'href="#id0"', '__proto__="1"', 'a="&lt;"', 'a="<"', "a='\"'", 'a', 'a="&x;"', 'xmlns:xml="u"', 'item_id="&#10;&#9;"',
];

export const NAMESPACES: readonly string[] = [
  'http://microsretail.com/Locate', 'http://retail.com/Locate', 'http://schemas.xmlsoap.org/soap/envelope/', 'http://www.w3.org/2003/05/soap-envelope', 'http://www.w3.org/2001/09/soap-envelope', '', 'urn:else',
  'http://www.w3.org/2000/xmlns/', 'http://www.w3.org/XML/1998/namespace', 'http://microsretail.com/Locate/', 'HTTP://MICROSRETAIL.COM/LOCATE',
];
