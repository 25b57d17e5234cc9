import type { XmlElement } from '../../platform/xml/element.js';

/** A parameter of an operation, as SQL types it. */
export interface ParameterSpec {
  readonly name: string;
  readonly type: 'int' | 'bit' | 'varchar' | 'datetime';
  /** Most characters of a varchar; absent: as many as a message may have. */
  readonly length?: number;
  readonly required?: boolean;
}

/** A call that cannot be done as it was sent: one sentence for each fault. */
export class ParameterError extends Error {
  override readonly name = 'ParameterError';
  readonly code = 'parameter-invalid';

  constructor(readonly faults: readonly string[]) {
    super(faults.join(' '));
  }
}

const XSI = 'http://www.w3.org/2001/XMLSchema-instance';
const LARGEST_INT = 2_147_483_647;

/**
 * The parameters of a call. Names are matched without case, in any namespace; type hints and encoding styles are ignored, and an
 * empty or nil element counts as absent. What has an unknown name is refused: a misspelt Qty would ship a whole line.
 */
export class Parameters {
  readonly #given: ReadonlyMap<string, XmlElement>;
  readonly #specs: ReadonlyMap<string, ParameterSpec>;

  /** @throws {ParameterError} with every fault */
  constructor(payload: XmlElement, specs: readonly ParameterSpec[]) {
    this.#specs = new Map(specs.map((spec) => [spec.name.toLowerCase(), spec]));
    const faults: string[] = [];
    const given = new Map<string, XmlElement>();
    for (const element of payload.children) {
      const key = element.local.toLowerCase();
      if (!this.#specs.has(key))
        faults.push(
          `Parameter ${excerpt(element.local)} is unknown: ${payload.local} takes ${specs.map(({ name }) => name).join(', ')}.`,
        );
      else if (given.has(key)) faults.push(`Parameter ${excerpt(element.local)} was sent twice: send it once.`);
      else if (!isAbsent(element)) given.set(key, element);
    }
    this.#given = given;
    for (const spec of specs) faults.push(...this.#faultsOf(spec));
    if (faults.length > 0) throw new ParameterError(faults);
  }

  /** A text without the blanks around it; `''` when it is absent. */
  text(name: string): string {
    return this.#given.get(name.toLowerCase())?.text.trim() ?? '';
  }

  /** Whether the operation has the parameter. */
  has(name: string): boolean {
    return this.#specs.has(name.toLowerCase());
  }

  int(name: string): number | undefined {
    const text = this.text(name);
    return text === '' ? undefined : Number(text);
  }

  /** False when it is absent. */
  bit(name: string): boolean {
    return /^(1|true)$/i.test(this.text(name));
  }

  /** The element, where a document was sent as elements instead of as text. */
  element(name: string): XmlElement | undefined {
    return this.#given.get(name.toLowerCase());
  }

  #faultsOf({ name, type, length, required }: ParameterSpec): string[] {
    const element = this.element(name);
    if (element === undefined) return required === true ? [`Parameter ${name} is missing: it is mandatory.`] : [];
    const text = element.text.trim();
    switch (type) {
      case 'int':
        return isInt(text) ? [] : [`Parameter ${name}: found ${excerpt(text)}, expected a whole number.`];
      case 'bit':
        return /^(0|1|true|false)$/i.test(text) ? [] : [`Parameter ${name}: found ${excerpt(text)}, expected 0 or 1.`];
      default:
        return length !== undefined && text.length > length
          ? [`Parameter ${name}: found ${String(text.length)} characters, expected at most ${String(length)}.`]
          : [];
    }
  }
}

/** A value of a caller in a sentence. */
export function excerpt(text: string): string {
  return JSON.stringify(text.length > 50 ? `${text.slice(0, 50)}...` : text);
}

/** Whether a text is a 32-bit integer. */
export function isInt(text: string): boolean {
  return /^[+-]?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= LARGEST_INT;
}

function isAbsent({ attributes, text, children }: XmlElement): boolean {
  const nil = attributes.find(({ uri, local }) => uri === XSI && local === 'nil')?.value.trim();
  return nil === 'true' || nil === '1' || (text.trim() === '' && children.length === 0);
}
