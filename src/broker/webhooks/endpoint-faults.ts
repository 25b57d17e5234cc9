import { urlFault } from '../../platform/auth/outbound-address.js';
import type { OutboundRules } from '../../platform/auth/outbound-address.js';
import type { EndpointScope } from '../../domain/network/network.js';
import { ORDER_EVENTS } from '../events/order-event.js';
import { EVENT_FORMATS } from './formats/format-table.js';
import { secretFault } from './signature.js';

/** What somebody can set of an endpoint. */
export interface EndpointFields {
  readonly url: string;
  /** Empty for all. */
  readonly eventTypes: readonly string[];
  readonly description: string;
  readonly format: string;
  /** Whose events it gets; null for everybody's. */
  readonly scope?: EndpointScope | null;
  /** Further request headers. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Something that cannot be stored, with the name of the field as callers know it. */
export interface EndpointFault {
  readonly path: string;
  readonly reason: string;
}

const MAX_HEADERS = 20;
const MAX_HEADER_TEXT = 1_000;
const HEADER_NAME = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
/** Headers that say how the message is sent, or what it is: they are ours. */
const RESERVED =
  /^(host|connection|content-.*|transfer-encoding|te|trailer|upgrade|expect|keep-alive|proxy-.*|webhook-.*|accept-encoding|user-agent)$/i;

/** Every fault of an endpoint's fields; those not given are not looked at. */
export function endpointFaults(
  fields: { readonly [Name in keyof EndpointFields]?: EndpointFields[Name] | undefined } & {
    readonly secret?: string | undefined;
  },
  rules: OutboundRules,
): EndpointFault[] {
  const { url, eventTypes = [], format, scope, headers = {}, secret } = fields;
  const known = Object.keys(ORDER_EVENTS);
  const formats = [...EVENT_FORMATS.keys()];
  const reasons: (readonly [string, string | undefined])[] = [
    ['url', url === undefined ? undefined : urlFault(url, rules)],
    ...eventTypes.map((type, index): [string, string | undefined] => [
      `event_types[${String(index)}]`,
      known.includes(type) ? undefined : `found ${JSON.stringify(type)}, expected one of ${known.join(', ')}`,
    ]),
    [
      'format',
      format === undefined || formats.includes(format)
        ? undefined
        : `found ${JSON.stringify(format)}, expected one of ${formats.join(', ')}`,
    ],
    ['scope', scope !== undefined && scope !== null && isEmpty(scope) ? EMPTY_SCOPE : undefined],
    ...headerFaults(headers),
    ['secret', secret === undefined ? undefined : secretFault(secret)],
  ];
  return reasons.flatMap(([path, reason]) => (reason === undefined ? [] : [{ path, reason }]));
}

const EMPTY_SCOPE = 'found neither a system nor a location, expected at least one, or null for the events of everybody';
const isEmpty = ({ systems, locations }: EndpointScope): boolean => systems.length + locations.length === 0;

/** Never repeats a value: it may be a secret. */
function headerFaults(headers: Readonly<Record<string, string>>): (readonly [string, string | undefined])[] {
  const entries = Object.entries(headers);
  const tooMany = entries.length > MAX_HEADERS;
  return [
    [
      'headers',
      tooMany ? `found ${String(entries.length)} headers, expected at most ${String(MAX_HEADERS)}` : undefined,
    ],
    ...entries.map(([name, value]): [string, string | undefined] => [
      `headers.${name.slice(0, 100)}`,
      headerFault(name, value),
    ]),
  ];
}

function headerFault(name: string, value: string): string | undefined {
  if (!HEADER_NAME.test(name)) return 'expected the name of a header: letters, digits and hyphens';
  if (RESERVED.test(name)) return 'found a header that the broker sets itself, expected another one';
  if (value.length > MAX_HEADER_TEXT)
    return `found ${String(value.length)} characters, expected at most ${String(MAX_HEADER_TEXT)}`;
  return /^[\x20-\x7e]*$/.test(value)
    ? undefined
    : 'found a line break or a character outside of ASCII, expected neither';
}
