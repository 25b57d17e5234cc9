import type { Random } from '../support/random.js';
import { mutateBytes } from './mutate-bytes.js';

/** An HTTP request as raw bytes. */
export interface FuzzMessage {
  /** The mutations applied to a valid message, in order. */
  readonly changes: readonly string[];
  readonly bytes: Buffer;
  /**
   * False if the headers contradict the body, so that the number of responses is unknown: such a message uses a
   * connection of its own, which is closed after it.
   */
  readonly framed: boolean;
  /** Whether the bytes begin with a complete message, so that it is answered whatever follows. Framed ones always do. */
  readonly complete: boolean;
  /** How the caller leaves without waiting for a response, if it does. */
  readonly leaves?: Departure;
  /** Whether the response must have no body. */
  readonly headOnly: boolean;
}

/** A caller that leaves: after so many bytes, by closing its side, the connection, or by resetting it. */
export interface Departure {
  readonly after: number;
  readonly how: 'half-close' | 'close' | 'reset';
  /** Milliseconds between the last byte and leaving. */
  readonly wait: number;
}

/** What a caller or a proxy may send behind a complete message. */
const TAILS = ['\0', '\n', '\r\n', '\r\n\r\n', 'x', ' ', '0\r\n\r\n', 'GET /', 'POST ', '<?xml', '\x16\x03\x01'];

const CONTENT_TYPES = [
  'text/xml',
  'text/xml; charset=utf-8',
  'text/xml;charset="UTF-8"',
  'application/soap+xml; charset=utf-8',
  'application/soap+xml; action="SubmitOrder"',
  'application/soap+xml; action="urn:StatusRequest"',
  'application/xml',
  'text/xml; charset=utf-16',
  'text/xml; charset=utf-16be',
  'text/xml; charset=iso-8859-1',
  'text/xml; charset=windows-1252',
  'text/xml; charset=us-ascii',
  'text/xml; charset=utf-7',
  'text/xml; charset=__proto__',
  'text/xml; charset=""',
  'text/xml; charset="',
  'text/xml; charset=utf-8; charset=utf-16',
  ';;"',
  '',
  'text/html',
  'application/json',
  'application/x-www-form-urlencoded',
  'TEXT/XML ; CHARSET = UTF-8',
  'multipart/related; type="application/xop+xml"; boundary=x',
  `text/xml; ${'a=b;'.repeat(500)}`,
  'text/xml; charset=\xe4',
];
const ACTIONS = [
  '',
  '""',
  '"SubmitOrder"',
  'SubmitOrder',
  '"http://microsretail.com/Locate/StatusRequest"',
  '#',
  '/',
  ':',
  '"',
  "''",
  'EchoTestRequest',
  'urn:else',
  '__proto__',
  'constructor',
  'x'.repeat(5_000),
  '\xff',
];
const LINES = [
  'Expect: 100-continue',
  'Expect: nothing',
  'X-Request-Id: <script>',
  `X-Request-Id: ${'x'.repeat(200)}`,
  'X-Request-Id: ',
  'Accept: */*',
  'Accept-Encoding: gzip',
  'Connection: Upgrade',
  'Upgrade: websocket',
  'X-Forwarded-Host: ][',
  'X-Forwarded-Proto: javascript',
  'Cookie: a=b',
  'Authorization: Basic !!!',
  'Authorization: Bearer',
  'Content-Encoding: identity',
  'Content-Language: \xe4',
  'Transfer-Encoding: identity',
  'TE: trailers',
  'Content-Location: ..',
  'Range: bytes=0-',
  'If-Match: *',
  'SOAPAction: "EchoTest"',
  'Content-Type: text/plain',
  ...[`X-Long: ${'y'.repeat(4_000)}`],
];
const METHODS = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'];

/** A body with what its request says of it. */
export interface Draft {
  readonly bytes: Buffer;
  readonly lines: string[];
  readonly changes: string[];
  readonly method: string;
  readonly target: string;
  /** The Content-Type; `''` for none. */
  readonly type: string;
  /** Targets to send it to in place of its own, seldom. */
  readonly elsewhere: readonly string[];
}

/** Adds request headers to a body; most are valid. */
export function framing({ bytes, lines, changes, elsewhere, ...own }: Draft, random: Random): FuzzMessage {
  let { method, target, type } = own;
  const note = (change: string): void => {
    changes.push(change);
  };
  if (random.chance(0.08)) {
    type = random.pick(CONTENT_TYPES);
    note(`Content-Type ${type.slice(0, 40)}`);
  }
  if (random.chance(0.06)) {
    const action = random.pick(ACTIONS);
    lines.push(`SOAPAction: ${action}`);
    note(`SOAPAction ${action.slice(0, 40)}`);
  }
  if (random.chance(0.03)) {
    const line = random.pick(LINES);
    lines.push(line);
    note(line.slice(0, 40));
  }
  if (random.chance(0.01)) {
    method = random.pick(METHODS);
    note(method);
  }
  if (random.chance(0.01)) {
    target = random.pick(elsewhere);
    note(target.slice(0, 40));
  }
  if (!lines.some((line) => line.startsWith('X-Request-Id'))) lines.push('X-Request-Id: fuzz');
  if (type !== '') lines.unshift(`Content-Type: ${type}`);
  const head = (length: readonly string[], version = '1.1'): Buffer =>
    Buffer.from(
      `${method} ${target} HTTP/${version}\r\n${['Host: localhost', ...lines, ...length].join('\r\n')}\r\n\r\n`,
      'latin1',
    );
  const made = (parts: readonly Buffer[], framed: boolean, complete = framed): FuzzMessage => ({
    changes,
    bytes: Buffer.concat(parts),
    framed,
    complete,
    headOnly: method === 'HEAD',
  });
  const isPlain = lines.every((line) => !/^(Expect|Transfer-Encoding|Connection)/.test(line)) && target !== '*';
  const chunk = (part: Buffer): Buffer =>
    Buffer.concat([Buffer.from(`${part.length.toString(16)}\r\n`), part, Buffer.from('\r\n')]);

  switch (random.chance(0.06) ? 1 + random.below(11) : 0) {
    case 1:
      note('in chunks');
      return made(
        [
          head(['Transfer-Encoding: chunked']),
          ...(bytes.length < 2
            ? []
            : [chunk(bytes.subarray(0, bytes.length >> 1)), chunk(bytes.subarray(bytes.length >> 1))]),
          Buffer.from('0\r\n\r\n'),
        ],
        true,
      );
    case 2:
      note('a shorter body than declared');
      return made([head([`Content-Length: ${String(bytes.length + 10)}`]), bytes], false);
    case 3:
      note('a longer body than declared');
      return made([head([`Content-Length: ${String(bytes.length >> 1)}`]), bytes], false);
    case 4:
      note('a bad length');
      return made(
        [head([`Content-Length: ${random.pick(['-1', 'x', '1e3', '99999999999999999999', '0x10', '5, 5'])}`]), bytes],
        false,
      );
    case 5:
      note('a huge length');
      return made([head(['Content-Length: 999999999']), bytes], false);
    case 6:
      note('length and chunks');
      return made(
        [
          head([`Content-Length: ${String(bytes.length)}`, 'Transfer-Encoding: chunked']),
          chunk(bytes),
          Buffer.from('0\r\n\r\n'),
        ],
        false,
      );
    case 7:
      note('bad chunks');
      return made(
        [
          head(['Transfer-Encoding: chunked']),
          Buffer.from(random.pick(['zz\r\n', '-5\r\n', 'ffffffffffffffff\r\n', '5;\0\r\n', '5'])),
          bytes,
        ],
        false,
      );
    case 8:
      note('HTTP/1.0');
      return made([head([`Content-Length: ${String(bytes.length)}`], '1.0'), bytes], false);
    case 9: {
      note('a damaged head');
      const sound = head([`Content-Length: ${String(bytes.length)}`]);
      return made([mutateBytes(sound, random).bytes, bytes], false);
    }
    case 10: {
      const sound = head([`Content-Length: ${String(bytes.length)}`]);
      const tail = Buffer.from(
        random.pick([...TAILS, `${sound.toString('latin1')}${bytes.toString('latin1')}`]),
        'latin1',
      );
      note('bytes behind the message');
      return made([sound, bytes, tail], false, isPlain);
    }
    case 11: {
      const all = made([head([`Content-Length: ${String(bytes.length)}`]), bytes], false, false);
      const after = random.chance(0.3) ? all.bytes.length : random.below(all.bytes.length);
      const how = random.pick(['half-close', 'close', 'reset'] as const);
      note(`leaves by ${how} after ${String(after)} bytes`);
      return { ...all, leaves: { after, how, wait: random.below(20) } };
    }
    default:
      return made([head([`Content-Length: ${String(bytes.length)}`]), bytes], isPlain);
  }
}
