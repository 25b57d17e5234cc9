import type { TestMessage } from './surface.js';
import { TestBrokerError } from './test-broker-error.js';

/** The messages that are kept: the latest ones. */
const KEPT = 1_000;

/** What the services of a broker received, oldest first. */
export class Messages {
  #all: TestMessage[] = [];

  get all(): readonly TestMessage[] {
    return [...this.#all];
  }

  add(message: TestMessage): void {
    this.#all.push(message);
    if (this.#all.length > KEPT) this.#all.shift();
  }

  clear(): void {
    this.#all = [];
  }

  /** The latest one, or the latest of an operation. @throws {TestBrokerError} naming what was received */
  last(operation?: string): TestMessage {
    const found = this.#all.findLast((message) => operation === undefined || message.operation === operation);
    if (found !== undefined) return found;
    const received = [...new Set(this.#all.map((message) => message.operation || 'unknown'))].sort();
    throw new TestBrokerError(
      'expectation-failed',
      `found no message${operation === undefined ? '' : ` of the operation ${operation}`}; received were ` +
        `${received.length === 0 ? 'none' : received.join(', ')}: check that the client sends to \`endpoint\``,
    );
  }
}
