import { randomBytes } from 'node:crypto';
import { SealingKeys } from '../../../src/platform/auth/sealed-text.js';

const old = randomBytes(32);
const present = randomBytes(32);

describe('a sealed text', () => {
  it('can be read with its key alone, and is another text each time', () => {
    const keys = new SealingKeys([old]);
    const sealed = keys.seal('whsec_secret', 'a');
    expect(sealed).not.toContain('secret');
    expect(keys.seal('whsec_secret', 'a')).not.toBe(sealed);
    expect(keys.open(sealed, 'a')).toBe('whsec_secret');
    expect(() => new SealingKeys([present]).open(sealed, 'a')).toThrow('SECRETS_KEY does not have');
  });

  it('cannot be changed, or used for another purpose', () => {
    const keys = new SealingKeys([old]);
    const sealed = keys.seal('text', 'a');
    expect(() => keys.open(sealed, 'b')).toThrow('was changed, or belongs elsewhere');
    const [version, name, encoded = ''] = sealed.split('.');
    const bytes = Buffer.from(encoded, 'base64');
    for (const at of bytes.keys()) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => keys.open([version, name, changed.toString('base64')].join('.'), 'a')).toThrow('was changed');
    }
    expect(() => keys.open('s1', 'a')).toThrow('SECRETS_KEY does not have');
    expect(() => keys.open(`s1.${name ?? ''}.AAAA`, 'a')).toThrow();
    expect(() => keys.open('plain', 'a')).toThrow('unknown form');
  });

  it('is sealed by the first key, and opened by all of them, so that a key can be replaced', () => {
    const sealed = new SealingKeys([old]).seal('text', 'a');
    const both = new SealingKeys([present, old]);
    expect(both.open(sealed, 'a')).toBe('text');
    expect(both.isPresent(sealed)).toBe(false);
    const again = both.seal('text', 'a');
    expect(both.isPresent(again)).toBe(true);
    expect(new SealingKeys([present]).open(again, 'a')).toBe('text');
  });
});
