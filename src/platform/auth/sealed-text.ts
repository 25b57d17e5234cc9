import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * Seals texts that the broker must read again, such as the secrets of webhooks: AES-256-GCM under a key that is not in the
 * database, so that a copy of the database gives none of them away.
 *
 * A sealed text is `s1.<key>.<nonce, tag and ciphertext in base64>`; `<key>` tells which key it needs. It is bound to its
 * purpose, so that one kind of text cannot be put in the place of another.
 */
export class SealingKeys {
  readonly #keys: ReadonlyMap<string, Buffer>;
  readonly #present: string;

  /** @param keys of 32 bytes; the first seals, all of them open, which is how a key is replaced */
  constructor(keys: readonly [Buffer, ...Buffer[]]) {
    this.#keys = new Map(keys.map((key) => [nameOf(key), key]));
    this.#present = nameOf(keys[0]);
  }

  seal(text: string, purpose: string): string {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.#key(this.#present), nonce);
    cipher.setAAD(Buffer.from(purpose));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return `s1.${this.#present}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')}`;
  }

  /** @throws {Error} when it was sealed with another key or for another purpose, or was changed; tells no secrets */
  open(sealed: string, purpose: string): string {
    const [version, name = '', encoded = ''] = sealed.split('.');
    if (version !== 's1') throw new Error('a stored secret has an unknown form');
    const bytes = Buffer.from(encoded, 'base64');
    const decipher = createDecipheriv('aes-256-gcm', this.#key(name), bytes.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    });
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
    try {
      return decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new Error('a stored secret was changed, or belongs elsewhere');
    }
  }

  /** Whether a text was sealed with the present key. */
  isPresent(sealed: string): boolean {
    return sealed.startsWith(`s1.${this.#present}.`);
  }

  #key(name: string): Buffer {
    const key = this.#keys.get(name);
    if (key === undefined)
      throw new Error(`a stored secret was sealed with the key ${name}, which SECRETS_KEY does not have`);
    return key;
  }
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Names a key without telling it. */
function nameOf(key: Buffer): string {
  return createHash('sha256').update('order-broker key name').update(key).digest('hex').slice(0, 8);
}
