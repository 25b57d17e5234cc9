import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { child, isEnvelope, LIMITS, payloadOf } from '../../../src/client/locate/response.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { parseXml } from '../../../src/platform/xml/parse.js';

export const NS = 'http://microsretail.com/Locate';

export const envelope = (payload: string): string =>
  `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${payload}</soap:Body></soap:Envelope>`;

export const fault = (code: string, reason: string): string =>
  envelope(`<soap:Fault><faultcode>${code}</faultcode><faultstring>${reason}</faultstring></soap:Fault>`);

/** A response message with the given body. */
export const answer = (operation: string, inner: string, body: string): string =>
  envelope(
    `<n:${operation}Response xmlns:n="${NS}"><${inner}><message_header xaction_response="OK" xaction_type="INFO"><datetime>2030-01-02T03:04:05.678</datetime>` +
      `<version>18.0</version><source>LOCATE</source><destination>x</destination></message_header><message_body>${body}</message_body></${inner}></n:${operation}Response>`,
  );

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: string;
  /** The payload, if the body is a SOAP message. */
  readonly payload: XmlElement | undefined;
}

export type Script = (
  request: Received,
) => { readonly status?: number; readonly body: string; readonly type?: string } | undefined;

export interface ScriptedBroker extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
}

/** An HTTP server that responds as scripted, publishes a WSDL, and records the requests. */
export async function scriptedBroker(script: Script): Promise<ScriptedBroker> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
      if (path.endsWith('?wsdl')) {
        response.setHeader('content-type', 'text/xml').end(wsdl());
        return;
      }
      const body = Buffer.concat(chunks).toString('utf8');
      const seen = {
        method: request.method ?? '',
        path,
        contentType: request.headers['content-type'] ?? '',
        body,
        payload: payloadIn(body),
      };
      received.push(seen);
      const scripted = script(seen);
      if (scripted === undefined) return;
      response
        .writeHead(scripted.status ?? 200, { 'content-type': scripted.type ?? 'text/xml; charset=utf-8' })
        .end(scripted.body);
    });
  });
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    [Symbol.asyncDispose]: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

function payloadIn(body: string): XmlElement | undefined {
  try {
    const root = parseXml(body, LIMITS);
    return isEnvelope(root) ? payloadOf(root) : undefined;
  } catch {
    return undefined;
  }
}

const EXAMPLES = {
  SubmitOrder: '40-submit-order-ship-for-pickup',
  StatusRequest: '62-status-request',
  StatusListRequest: '78-status-list-request-canceled',
  StatusUpdate: '31-status-update-cancel-order',
  Fulfillments: '21-fulfillments',
  Intransit: '45-intransit',
  LocateItems: '04-locate-items-by-city',
  ProductAvailability: '92-product-availability',
  OrderUpdate: '63-order-update-under-review',
  OrderSearch: '65-order-search',
};

/** A WSDL derived from the sample requests: the client only needs the order of the elements and which are qualified. */
function wsdl(): string {
  const operations = Object.entries(EXAMPLES).map(([name, file]) => ({
    name,
    payload: payloadOf(parseXml(readFileSync(`samples/locate/${file}.request.xml`, 'utf8'), LIMITS)),
  }));
  const parts = (write: (name: string) => string): string => operations.map(({ name }) => write(name)).join('\n');
  return `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="${NS}" xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="${NS}" name="LocateService">
<types><xs:schema targetNamespace="${NS}" elementFormDefault="unqualified">
${operations.map(({ payload }) => (payload === undefined ? '' : elementOf(payload, true))).join('\n')}
${parts((name) => `<xs:element name="${name}Response"><xs:complexType><xs:sequence><xs:any/></xs:sequence></xs:complexType></xs:element>`)}
</xs:schema></types>
${parts((name) => `<message name="${name}"><part name="parameters" element="tns:${name}"/></message><message name="${name}Response"><part name="parameters" element="tns:${name}Response"/></message>`)}
<portType name="Locate">${parts((name) => `<operation name="${name}"><input message="tns:${name}"/><output message="tns:${name}Response"/></operation>`)}</portType>
<binding name="LocateServiceSoapBinding" type="tns:Locate"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
${parts((name) => `<operation name="${name}"><soap:operation soapAction="" style="document"/><input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation>`)}</binding>
<service name="LocateService"><port name="LocatePort" binding="tns:LocateServiceSoapBinding"><soap:address location="http://127.0.0.1:1/elsewhere"/></port></service>
</definitions>`;
}

function elementOf(element: XmlElement, isGlobal = false): string {
  const names = [...new Set(element.children.map((one) => one.local))];
  const form = !isGlobal && element.uri !== '' ? ' form="qualified"' : '';
  if (names.length === 0) return `<xs:element name="${element.local}"${form}/>`;
  const children = names.map((name) => elementOf(child(element, name) ?? element)).join('');
  return `<xs:element name="${element.local}"${form}><xs:complexType><xs:sequence>${children}</xs:sequence></xs:complexType></xs:element>`;
}
