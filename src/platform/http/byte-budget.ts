import { HttpRefusalError } from './refusal.js';

/** What a piece of a body costs beside its bytes: bodies of many tiny pieces must not cost more than they are counted. */
const PIECE_BYTES = 256;

/**
 * Bounds the bytes of request bodies that are held at once, received and inflated, of all callers together. One caller's
 * limit (platform/http/body.ts) is no limit for thousands of them, most of whom nobody has authenticated yet. One address gets
 * half, so that it cannot take everybody's.
 *
 * Whoever needs more than is left is refused. Rejected: waiting for bytes, because those who wait hold some themselves.
 */
export class ByteBudget {
  #held = 0;
  readonly #byAddress = new Map<string, number>();

  /** @param total bytes */
  constructor(private readonly total: number) {}

  /** Bytes held now. */
  get held(): number {
    return this.#held;
  }

  /** The part of one request. @param address the key that its caller is counted by */
  open(address: string): ByteShare {
    return new ByteShare((bytes) => this.#change(address, bytes));
  }

  /** @returns whether there was room; there always is to give bytes back */
  #change(address: string, bytes: number): boolean {
    const held = (this.#byAddress.get(address) ?? 0) + bytes;
    if (bytes > 0 && (this.#held + bytes > this.total || held > this.total / 2)) return false;
    this.#held += bytes;
    if (held <= 0) this.#byAddress.delete(address);
    else this.#byAddress.set(address, held);
    return true;
  }
}

/** The bytes that one request holds. */
export class ByteShare {
  #held = 0;
  #released = false;

  constructor(private readonly change: (bytes: number) => boolean) {}

  /** Takes a piece of a body. @throws {HttpRefusalError} overloaded */
  take(bytes: number): void {
    const cost = bytes + PIECE_BYTES;
    if (this.#released || !this.change(cost)) throw new HttpRefusalError('overloaded');
    this.#held += cost;
  }

  /** Gives everything back, for good. */
  release(): void {
    this.change(-this.#held);
    this.#held = 0;
    this.#released = true;
  }
}
