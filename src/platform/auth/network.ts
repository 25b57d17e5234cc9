import { isIPv6 } from 'node:net';

/** What addresses are counted by: IPv4 addresses as they are; of IPv6 the first 64 bits, for who has one address has 2^64 of them. */
export function networkOf(address: string): string {
  const plain = address.replace(/%.*$/, '').replace(/^::ffff:(?=\d+\.)/i, '');
  if (!isIPv6(plain)) return plain;
  const [left = [], right] = plain.split('::').map((half) => half.split(':').filter((group) => group !== ''));
  const groups =
    right === undefined
      ? left
      : [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0'), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}
