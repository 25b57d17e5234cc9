import { BlockList, isIP, isIPv4 } from 'node:net';

/**
 * Which addresses the broker itself may call: whoever may register an address must not reach through the broker what only
 * the broker can reach (server-side request forgery). Pure decisions; the connection is made in platform/http/outbound.
 */
export interface OutboundRules {
  /** Whether `http:` is taken beside `https:`. */
  readonly allowHttp: boolean;
  /** Networks that are taken although they are not public. */
  readonly allowed: BlockList;
}

/** Networks of IPv4 that are not the public internet: RFC 6890 and its successors. */
const PRIVATE_V4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  // Link-local, and with it the metadata services of clouds.
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
];
const PUBLIC_V6 = ['2000::/3'];
/** Parts of it that are not public, or lead to IPv4 addresses by tunnels: Teredo, ORCHID, documentation, 6to4. */
const PRIVATE_V6 = ['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'];

const privateV4 = networksOf(PRIVATE_V4);
const publicV6 = networksOf(PUBLIC_V6);
const privateV6 = networksOf(PRIVATE_V6);

/** Ports below 1024 belong to other protocols than HTTP. */
const HTTP_PORTS = new Set(['', '80', '443']);
const FIRST_FREE_PORT = 1024;
const LONGEST = 2_000;

/** A list of networks. @param cidrs e.g. `10.0.0.0/8`, `fd00::/8`. @throws {Error} naming the one that is no network */
export function networksOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits = '', ...rest] = cidr.split('/');
    const family = isIP(address);
    const most = family === 4 ? 32 : 128;
    if (family === 0 || rest.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > most)
      throw new Error(`found ${JSON.stringify(cidr)}, expected a network such as 10.0.0.0/8 or fd00::/8`);
    list.addSubnet(address, Number(bits), family === 4 ? 'ipv4' : 'ipv6');
  }
  return list;
}

/**
 * Whether an address may be called. An IPv6 address that stands for one of IPv4 (mapped, NAT64) is judged by that one.
 * @param address of an interface, without brackets; anything else may not be called
 */
export function isCallable(address: string, { allowed }: OutboundRules): boolean {
  const family = isIP(address);
  if (family === 0 || address.includes('%')) return false;
  const v4 = family === 4 ? address : embeddedV4(address);
  if (v4 !== undefined) return allowed.check(v4, 'ipv4') || !privateV4.check(v4, 'ipv4');
  return allowed.check(address, 'ipv6') || (publicV6.check(address, 'ipv6') && !privateV6.check(address, 'ipv6'));
}

/** The IPv4 address within `::ffff:0:0/96` (mapped) or `64:ff9b::/96` (NAT64); undefined for any other. */
function embeddedV4(address: string): string | undefined {
  const groups = groupsOf(address);
  const prefix = groups.slice(0, 6).join(':');
  if (prefix !== '0:0:0:0:0:65535' && prefix !== '100:65435:0:0:0:0') return undefined;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join('.');
}

/** The eight groups of an IPv6 address, as numbers. */
function groupsOf(address: string): number[] {
  const parts = address.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const [left = [], right] = parts.map((half) => half.flatMap(numbersOf));
  if (right === undefined) return left;
  return [...left, ...Array<number>(Math.max(0, 8 - left.length - right.length)).fill(0), ...right];
}

function numbersOf(group: string): number[] {
  if (!isIPv4(group)) return [parseInt(group, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
  return [a * 256 + b, c * 256 + d];
}

/**
 * What is wrong with an address to call, as far as its text tells; undefined for a good one. Names are resolved, and
 * judged, for each connection.
 */
export function urlFault(text: string, rules: OutboundRules): string | undefined {
  if (text.length > LONGEST) return `found ${String(text.length)} characters, expected at most ${String(LONGEST)}`;
  // The URL parser drops tabs and line ends, and takes a backslash for a slash: what it would correct is refused.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\'))
    return 'found a blank, a backslash or a character outside of ASCII, expected a URL without them (punycode for names)';
  if (!URL.canParse(text)) return 'expected a URL, such as https://www.example.com/hooks';
  const url = new URL(text);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && rules.allowHttp))
    return `found ${url.protocol}, expected https:${url.protocol === 'http:' ? '; WEBHOOK_ALLOW_HTTP=true takes http: too' : ''}`;
  if (url.username !== '' || url.password !== '')
    return 'found a user or password, expected none: set a header instead';
  if (url.hash !== '') return 'found a fragment, expected none: it is never sent';
  if (!HTTP_PORTS.has(url.port) && Number(url.port) < FIRST_FREE_PORT)
    return `found port ${url.port}, expected 443, 80, or one from ${String(FIRST_FREE_PORT)}`;
  const literal = literalAddress(url);
  if (literal !== undefined && !isCallable(literal, rules)) return addressFault(literal);
  return undefined;
}

/** The IP address that a URL names, without brackets; undefined for a host name. */
export function literalAddress(url: URL): string | undefined {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) === 0 ? undefined : host;
}

/** Why an address is not called. */
export function addressFault(address: string): string {
  return `found the address ${address}, which is not public; WEBHOOK_PRIVATE_NETWORKS names networks that are taken all the same`;
}
