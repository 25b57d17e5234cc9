/** `{{name}}` in a file. */
const PLACEHOLDER = /\{\{([A-Za-z][\w-]*)\}\}/g;

/** The name of the value that differs from run to run. */
const RUN = 'run';

/**
 * The values that the files of one run call `{{name}}`: what the broker assigns, such as ids.
 *
 * 1. The first expected answer that has `{{name}}` takes what is found in its place;
 * 2. later answers must have the same value there, and requests are sent with it;
 * 3. `{{run}}` is another text in each run: a part of numbers that callers choose.
 */
export class RunValues {
  private values: ReadonlyMap<string, string>;

  /** @param suffix of the run; only its letters and digits are used */
  constructor(suffix: string) {
    this.values = new Map([[RUN, suffix.replace(/\W/g, '')]]);
  }

  /** A text with the values; names that have none remain. @param encode how a value is written there */
  fill(text: string, encode: (value: string) => string = (value) => value): string {
    return text.replace(PLACEHOLDER, (whole, name: string) => {
      const value = this.values.get(name);
      return value === undefined ? whole : encode(value);
    });
  }

  /** The first name in a text that has no value, as it is written. */
  missing(text: string): string | undefined {
    return [...text.matchAll(PLACEHOLDER)].find(([, name]) => !this.values.has(name ?? ''))?.[0];
  }

  /** The expected text with its values. Names without a value take what is found in their place. */
  expected(text: string, found: string): string {
    // Literals and names in turns.
    const parts = text.split(PLACEHOLDER).map((part, index) => (index % 2 === 0 ? part : { name: part }));
    const unknown = parts.flatMap((part) => (typeof part === 'string' || this.values.has(part.name) ? [] : part.name));
    if (unknown.length > 0) {
      const patterns = parts.map((part) => {
        const known = typeof part === 'string' ? part : this.values.get(part.name);
        return known === undefined ? '(.+?)' : escaped(known);
      });
      const [, ...values] = new RegExp(`^${patterns.join('')}$`, 's').exec(found) ?? [];
      this.values = new Map([...this.values, ...values.map((value, index) => [unknown[index] ?? '', value] as const)]);
    }
    return this.fill(text);
  }

  /** Makes what was taken since then unknown again. @returns a function that does it */
  remember(): () => void {
    const { values } = this;
    return () => {
      this.values = values;
    };
  }

  /** A text of an answer as it is recorded: with `{{run}}` in place of this run's. */
  generalized(text: string): string {
    return text.replaceAll(this.values.get(RUN) ?? '', `{{${RUN}}}`);
  }
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
