import { connect } from 'node:net';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import type { ListenOptions, RunningGateway } from '../../../src/app/listen.js';
import type { SoapMount } from '../../../src/app/gateway/mounts.js';
import { startGateway } from '../../../src/app/listen.js';
import { SoapFaultError } from '../../../src/platform/soap/faults.js';
import { DEFAULT_MESSAGE_LIMITS } from '../../../src/platform/soap/message.js';
import type { SoapAnswer, SoapOperation, SoapService } from '../../../src/platform/soap/service.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import { parseXml } from '../../../src/platform/xml/parse.js';

export const SOAP11 = 'http://schemas.xmlsoap.org/soap/envelope/';
export const SOAP12 = 'http://www.w3.org/2003/05/soap-envelope';
export const ECHO = 'urn:echo';
export const OLD_ECHO = 'urn:old-echo';
export const PATH = '/Locate/LocateServices';
export const WSDL = '<definitions xmlns:soap="s"><soap:address location="http://nowhere:1/x"/></definitions>';

const escape = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/** Lets a test hold an operation open and release it. */
export interface Gate {
  readonly entered: Promise<void>;
  open(): void;
}

/**
 * A service of a few operations: Echo, Other and StatusRequest repeat their text, Held waits for its gate, Broken throws,
 * NoDatabase answers with a fault. Told, LongTold with a response of 30 MB, and HeldTold behind its gate receive a response
 * receipt, which `told` records after `whenTold`. Each `<invalid/>` in a payload is one validation problem.
 */
export class EchoService implements SoapService {
  readonly namespaces = [ECHO, OLD_ECHO];
  readonly operations = new Map(
    Object.entries({
      Echo: (element: XmlElement) => Promise.resolve(textOf(element)),
      Other: (element: XmlElement) => Promise.resolve(textOf(element)),
      StatusRequest: (element: XmlElement) => Promise.resolve(textOf(element)),
      Told: (element: XmlElement) => Promise.resolve(textOf(element)),
      Held: () => this.#held(),
      HeldTold: () => this.#held(),
      LongTold: () => Promise.resolve('x'.repeat(30_000_000)),
      Broken: () => {
        throw new Error('the password of the database is hunter2');
      },
      NoDatabase: () => Promise.reject(new SoapFaultError('unavailable')),
    }).map(([name, work]) => [name, this.#operation(name, work)] as const),
  );
  readonly validated: { text: string; position: readonly number[] }[] = [];
  readonly told: boolean[] = [];
  whenTold: () => Promise<void> = () => Promise.resolve();
  #gates: { entered: () => void; opened: Promise<void> }[] = [];

  hold(): Gate {
    let entered = (): void => undefined;
    let open = (): void => undefined;
    const hasEntered = new Promise<void>((resolve) => {
      entered = resolve;
    });
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    this.#gates.push({ entered, opened });
    return { entered: hasEntered, open };
  }

  #operation(name: string, work: (element: XmlElement) => Promise<string>): SoapOperation {
    return {
      name,
      handle: async (element, call) => {
        const text = await work(element);
        return {
          body: `<e:${name}Response xmlns:e="${call.namespace}">${escape(text)}</e:${name}Response>`,
          responseCode: 0,
          requestId: 42,
          ...(name.endsWith('Told')
            ? {
                delivered: async (whole: boolean) => {
                  await this.whenTold();
                  this.told.push(whole);
                },
              }
            : {}),
        } satisfies SoapAnswer;
      },
    };
  }

  async #held(): Promise<string> {
    const gate = this.#gates.shift();
    gate?.entered();
    await gate?.opened;
    return 'let go';
  }

  validate(text: string, envelope: XmlElement, position: readonly number[]): ReturnType<SoapService['validate']> {
    this.validated.push({ text, position });
    const payload = position.reduce<XmlElement | undefined>((element, index) => element?.children[index], envelope);
    return (payload?.children ?? [])
      .filter((child) => child.local === 'invalid')
      .map(({ line, column }) => ({ line, column, path: '/Echo/invalid', reason: 'not expected here' }));
  }
}

function textOf(element: XmlElement): string {
  return element.text + element.children.map(textOf).join('');
}

export interface Harness {
  readonly gateway: RunningGateway;
  readonly service: EchoService;
  readonly url: string;
  /** Log lines so far, parsed. */
  readonly lines: Record<string, unknown>[];
}

/** @param mount overrides how the echo service is mounted, unless `options` has services of its own */
export async function start(
  options: Partial<ListenOptions> = {},
  mount: Partial<Omit<SoapMount, 'protocol'>> = {},
): Promise<Harness> {
  const service = new EchoService();
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug' },
    {
      write: (line: string) => {
        lines.push(JSON.parse(line) as Record<string, unknown>);
      },
    },
  );
  const gateway = await startGateway({
    services: [{ protocol: 'soap', path: PATH, service, wsdl: WSDL, ...mount }],
    limits: DEFAULT_MESSAGE_LIMITS,
    log,
    registry: new Registry(),
    ready: () => Promise.resolve({ ready: true, reasons: [] }),
    host: '127.0.0.1',
    port: 0,
    ...options,
  });
  return { gateway, service, lines, url: gateway.url + PATH };
}

export function envelope(payload: string, { soap = SOAP11, header = '' } = {}): string {
  return `<s:Envelope xmlns:s="${soap}">${header}<s:Body>${payload}</s:Body></s:Envelope>`;
}

export const echo = (text: string, options?: { soap?: string; header?: string }): string =>
  envelope(`<e:Echo xmlns:e="${ECHO}"><text>${escape(text)}</text></e:Echo>`, options);

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export async function post(url: string, body: string | Buffer, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    body: typeof body === 'string' ? body : new Uint8Array(body),
    headers: { 'Content-Type': 'text/xml; charset=utf-8', ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

const LIMITS = { depth: 50, elements: 100_000, attributes: 50, nameLength: 1_000, textLength: 1_000_000 };

export interface Fault {
  readonly soap: string;
  readonly code: string;
  readonly faultstring: string;
  readonly key: string | undefined;
  readonly correlationId: string | undefined;
  readonly problems: {
    line: string | undefined;
    column: string | undefined;
    path: string | undefined;
    reason: string;
  }[];
  readonly header: XmlElement | undefined;
}

/** Parses a fault strictly in the form of its SOAP version; undefined when the response is not a fault. */
export function faultOf(text: string): Fault | undefined {
  const root = parseXml(text, LIMITS);
  const child = (element: XmlElement | undefined, uri: string, local: string): XmlElement | undefined =>
    element?.children.find((one) => one.uri === uri && one.local === local);
  if (root.local !== 'Envelope') throw new Error(`no envelope: ${text}`);
  const fault = child(child(root, root.uri, 'Body'), root.uri, 'Fault');
  if (fault === undefined) return undefined;
  const is12 = root.uri === SOAP12;
  const value = is12 ? child(child(fault, SOAP12, 'Code'), SOAP12, 'Value') : child(fault, '', 'faultcode');
  const reason = is12 ? child(child(fault, SOAP12, 'Reason'), SOAP12, 'Text') : child(fault, '', 'faultstring');
  const detail = is12 ? child(fault, SOAP12, 'Detail') : child(fault, '', 'detail');
  const holder = child(detail, 'urn:order-broker:fault', 'fault');
  return {
    soap: root.uri,
    code: value?.text.replace(/^soap:/, '') ?? '',
    faultstring: reason?.text ?? '',
    key: child(holder, 'urn:order-broker:fault', 'key')?.text,
    correlationId: child(holder, 'urn:order-broker:fault', 'correlationId')?.text,
    problems: (holder?.children ?? [])
      .filter(({ local }) => local === 'problem')
      .map((one) => {
        const attribute = (name: string): string | undefined =>
          one.attributes.find(({ local }) => local === name)?.value;
        return { line: attribute('line'), column: attribute('column'), path: attribute('path'), reason: one.text };
      }),
    header: child(root, root.uri, 'Header'),
  };
}

/** The text of an Echo response, with the response's namespaces. @throws {Error} for anything else */
export function echoed(text: string): { soap: string; namespace: string; name: string; text: string } {
  const root = parseXml(text, LIMITS);
  const payload = root.children.find(({ local }) => local === 'Body')?.children[0];
  if (payload === undefined || payload.local === 'Fault') throw new Error(`not an echo: ${text}`);
  return { soap: root.uri, namespace: payload.uri, name: payload.local, text: payload.text };
}

/** Sends bytes over a socket of its own, optionally in pieces, and returns everything received until the server closes. */
export function raw(
  port: number,
  pieces: readonly (string | Buffer)[],
  { pauseMs = 0, end = false, readLast = false } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    // Half open and paused, the socket behaves like a blocking client: it notices nothing before it reads.
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: readLast });
    const chunks: Buffer[] = [];
    const read = (): void => {
      socket.on('data', (chunk) => chunks.push(chunk));
    };
    if (!readLast) read();
    socket.on('error', reject).on('close', () => {
      resolve(Buffer.concat(chunks).toString('utf8'));
    });
    void (async () => {
      for (const piece of pieces) {
        socket.write(piece);
        if (pauseMs > 0) await new Promise((next) => setTimeout(next, pauseMs));
      }
      if (readLast) read();
      if (end || readLast) socket.end();
    })();
  });
}

/** The body of a raw HTTP response. */
export const bodyOf = (answer: string): string => answer.slice(answer.lastIndexOf('\r\n\r\n') + 4);
