import type { XmlElement } from '../platform/xml/element.js';
import { attribute } from '../client/locate/response.js';

/** Responses that list everything waiting at a location, including orders of other runs. */
const SHARED_LISTS = new Set(['FulfillmentsResponse', 'IntransitResponse']);

/** `request ID 17`, `Request ID (17)` and `duplicate_request_id: 17` in a description. */
const ID_IN_TEXT = /(request[ _]id:? \(?)(\d+)/gi;

/**
 * Translates between the values of one run and their names in the files.
 *
 * * Values of unique attributes are sent with the run's suffix, which is removed from responses: the broker would treat
 *   an order number it already knows as an idempotent replay.
 * * A request id that was assigned in this run is replaced by the name that the manifest gives it.
 */
export class RunNames {
  private readonly realOf = new Map<string, string>();
  private readonly nameOf = new Map<string, string>();
  private readonly unique: RegExp | undefined;

  /** @param suffix short, and not contained in any message */
  constructor(
    unique: readonly string[],
    private readonly suffix: string,
  ) {
    this.unique = unique.length === 0 ? undefined : attributePattern(unique);
  }

  /** Gives a request id a name. An earlier request id with that name loses it. */
  assign(real: string, name: string): void {
    const previous = this.realOf.get(name);
    if (previous !== undefined) this.nameOf.delete(previous);
    this.realOf.set(name, real);
    this.nameOf.set(real, name);
  }

  /**
   * A request with the values of this run. Works on the bytes as Latin-1, one character per byte, so that nothing else
   * changes: the patterns are ASCII, which every encoding in use except UTF-16 encodes as the same bytes.
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

  /** A response with the names of the files. */
  incoming(element: XmlElement): XmlElement {
    const shared = SHARED_LISTS.has(element.local);
    const children = element.children
      .map((child) => (shared ? this.ordersOfThisRun(child) : child))
      .map((child) => this.incoming(child));
    return {
      ...element,
      children,
      text: this.withoutSuffix(element.text).replace(
        ID_IN_TEXT,
        (_, before: string, id: string) => before + this.named(id),
      ),
      attributes: element.attributes.map((entry) => ({
        ...entry,
        value: entry.local === 'request_id' ? this.named(entry.value) : this.withoutSuffix(entry.value),
      })),
    };
  }

  /** Drops the orders that this run did not submit, and then lists that are empty. */
  private ordersOfThisRun(element: XmlElement): XmlElement {
    const children = element.children
      .filter((child) => child.local !== 'order' || this.nameOf.has(attribute(child, 'request_id')))
      .map((child) => this.ordersOfThisRun(child))
      .filter((child) => child.local !== 'orders' || child.children.length > 0);
    return { ...element, children };
  }

  private named(real: string): string {
    return this.nameOf.get(real) ?? real;
  }

  private withoutSuffix(value: string): string {
    return this.suffix === '' ? value : value.replaceAll(this.suffix, '');
  }
}

/** Matches attributes of those names with a non-empty value, which is the second group. */
function attributePattern(names: readonly string[]): RegExp {
  return new RegExp(
    `((?<![\\w:.-])(?:${names.map((name) => name.replace(/[^\w-]/g, '\\$&')).join('|')})\\s*=\\s*["'])([^"'<&]+)`,
    'g',
  );
}
