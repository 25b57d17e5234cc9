import { parseXml } from '../../src/platform/xml/parse.js';
import { LIMITS } from '../../src/client/locate/response.js';
import { writeExpected } from '../../src/workbench/record.js';

test('a recorded response is indented, and says the same', () => {
  const response =
    '<e:Envelope xmlns:e="urn:e"><e:Body><a:r xmlns:a="urn:a" n="1 &lt; 2&#10;" e:m="&quot;"><p/>  <q> &amp; &#13;</q></a:r><s xmlns="urn:a"/></e:Body></e:Envelope>';
  const written = writeExpected(parseXml(response, LIMITS));
  expect(written).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="urn:e">
  <soap:Body>
    <ns2:r xmlns:ns2="urn:a" n="1 &lt; 2&#xA;" soap:m="&quot;">
      <p/>
      <q> &amp; &#xD;</q>
    </ns2:r>
    <ns2:s xmlns:ns2="urn:a"/>
  </soap:Body>
</soap:Envelope>
`);
  expect(writeExpected(parseXml(written, LIMITS))).toBe(written);
});
