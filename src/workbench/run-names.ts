import type { XmlElement } from '../platform/xml/element.js';
import { attribute } from '../client/locate/answer.js';

/** Answers that list whatever the asked location has to do, orders of others among it. */
const MIXED = new Set(['FulfillmentsResponse', 'IntransitResponse']);

/** `request ID 17` and `Request ID (17)` in a description. */
const ID_IN_TEXT = /(request id \(?)(\d+)/gi;

/**
 * What differs from one run of the same messages to the next, and what it is called in the files.
 *
 * * Values of the attributes said to be unique go out with the run's suffix and come back without it: the broker
 *   takes an order number it has seen before for a repeat.
 * * A request id given out in this run is known by the name the manifest gives it.
 */
export class RunNames {
  private readonly realOf = new Map<string, string>();
  private readonly nameOf = new Map<string, string>();
  private readonly unique: RegExp | undefined;

  /** @param suffix short, and unlike anything in the messages */
  constructor(
    unique: readonly string[],
    private readonly suffix: string,
  ) {
    this.unique = unique.length === 0 ? undefined : attributePattern(unique);
  }

  /** From now on the request id is called by that name; what was called so before is a stranger again. */
  call(real: string, name: string): void {
    const before = this.realOf.get(name);
    if (before !== undefined) this.nameOf.delete(before);
    this.realOf.set(name, real);
    this.nameOf.set(real, name);
  }

  /**
   * A request as it goes out. Works on the bytes, one character each, so that nothing but the values changes; all
   * that is looked for is ASCII, which every encoding in use but UTF-16 writes in the same bytes.
   */
  outgoing(request: Uint8Array): Uint8Array {
    const text = Buffer.from(request).toString('latin1');
    const suffixed =
      this.unique === undefined
        ? text
        : text.replace(this.unique, (_, before: string, value: string) => before + value + this.suffix);
    const named = suffixed.replace(
      attributePattern(['request_id']),
      (_, before: string, value: string) => before + (this.realOf.get(value) ?? value),
    );
    return Buffer.from(named, 'latin1');
  }

  /** An answer as it would stand in a file. */
  incoming(element: XmlElement): XmlElement {
    const mixed = MIXED.has(element.local);
    const children = element.children
      .map((child) => (mixed ? this.withoutStrangers(child) : child))
      .map((child) => this.incoming(child));
    return {
      ...element,
      children,
      text: this.plain(element.text).replace(ID_IN_TEXT, (_, before: string, id: string) => before + this.named(id)),
      attributes: element.attributes.map((one) => ({
        ...one,
        value: one.local === 'request_id' ? this.named(one.value) : this.plain(one.value),
      })),
    };
  }

  /** Drops the orders that were not placed in this run; a list that is empty then was not there. */
  private withoutStrangers(element: XmlElement): XmlElement {
    const children = element.children
      .filter((child) => child.local !== 'order' || this.nameOf.has(attribute(child, 'request_id')))
      .map((child) => this.withoutStrangers(child))
      .filter((child) => child.local !== 'orders' || child.children.length > 0);
    return { ...element, children };
  }

  private named(real: string): string {
    return this.nameOf.get(real) ?? real;
  }

  private plain(value: string): string {
    return this.suffix === '' ? value : value.replaceAll(this.suffix, '');
  }
}

/** Attributes of those names with a value that is not empty, the value in the second group. */
function attributePattern(names: readonly string[]): RegExp {
  return new RegExp(
    `((?<![\\w:.-])(?:${names.map((name) => name.replace(/[^\w-]/g, '\\$&')).join('|')})\\s*=\\s*["'])([^"'<&]+)`,
    'g',
  );
}
