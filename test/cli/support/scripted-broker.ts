import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isEnvelope, LIMITS, payloadOf } from '../../../src/client/locate/response.js';
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

/** What is answered; `cut` ends the connection, undefined lets its caller wait. */
export type Script = (
  request: Received,
) => { readonly status?: number; readonly body: string; readonly type?: string } | 'cut' | undefined;

export interface ScriptedBroker extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
}

/** An HTTP server that responds as scripted and records the requests. */
export async function scriptedBroker(script: Script): Promise<ScriptedBroker> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const path = request.url ?? '';
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
      if (scripted === 'cut') {
        response.destroy();
        return;
      }
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
