import { CONTROL_BY_CODE, LARGEST } from './control-values.js';
import type { ControlValue } from './control-values.js';

/** The system control values of a company, and what is wrong with a value that somebody wants to set. */

/** What is wrong with a value, as a sentence; undefined for a good one. */
export function controlFault(code: string, text: string): string | undefined {
  const value = CONTROL_BY_CODE.get(code);
  if (value === undefined)
    return `found ${JSON.stringify(code)}, expected the code of a system control value, e.g. K10`;
  const expected = expectedOf(value, text);
  return expected === undefined ? undefined : `${code}: found ${JSON.stringify(text)}, expected ${expected}`;
}

function expectedOf({ form, choices = [], most = LARGEST }: ControlValue, text: string): string | undefined {
  switch (form) {
    case 'flag':
      return text === 'Y' || text === 'N' ? undefined : 'Y or N';
    case 'number':
      return /^\d{1,8}$/.test(text) && Number(text) <= most ? undefined : `a whole number from 0 to ${String(most)}`;
    case 'time':
      return /^([01]\d|2[0-3]):[0-5]\d$/.test(text) ? undefined : 'a time of day, e.g. 08:30';
    case 'choice':
      return choices.includes(text) ? undefined : choices.join(' or ');
    case 'text':
      return text.length <= 50 ? undefined : 'at most 50 characters';
  }
}

/** The values of one company: those that were set, and the defaults of the others. */
export class Controls {
  constructor(private readonly set: ReadonlyMap<string, string>) {}

  /** @throws {Error} for a code that does not exist: a programming error */
  text(code: string): string {
    const value = CONTROL_BY_CODE.get(code);
    if (value === undefined) throw new Error(`there is no system control value ${code}`);
    return this.set.get(code) ?? value.default;
  }

  isOn(code: string): boolean {
    return this.text(code) === 'Y';
  }

  number(code: string): number {
    return Number(this.text(code));
  }

  /** K91 and K92 are both filled: the OMS fulfills orders of the broker. */
  get fulfills(): boolean {
    return this.text('K91') !== '' && this.text('K92') !== '';
  }
}
