import { isIPv6 } from 'node:net';

/** The key that an address is counted by: an IPv4 address itself; the first 64 bits of an IPv6 address, because whoever has one address has 2^64. */
export function networkOf(address: string): string {
  const bare = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(bare)) return bare;
  const [left = [], right] = bare.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups =
    right === undefined
      ? left
      : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
