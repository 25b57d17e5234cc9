import { z } from 'zod';
import { parseSchedule } from '../../domain/values/job-schedule.js';

/** One setting: how its text is read, its default, and what it means. */
export interface Definition<Form extends z.ZodType> {
  readonly form: Form;
  readonly default: string;
  readonly meaning: string;
  /** Shows the value without its secrets. */
  readonly mask?: (value: string) => string;
}

/** Keeps the type of a definition's form. */
export const setting = <Form extends z.ZodType>(definition: Definition<Form>): Definition<Form> => definition;

export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** A whole number. */
export const count = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return z.coerce.number({ error }).int({ error }).min(min, { error }).max(max, { error });
};

/** When a job runs. */
export const schedule = z.string().transform((text, issue) => {
  const parsed = parseSchedule(text);
  if (parsed === undefined)
    issue.addIssue({
      code: 'custom',
      message: 'expected an interval like 30s, 15m, 1h or 7d (5s to 366d), a time like 02:30, or off',
    });
  return parsed ?? z.NEVER;
});

/** Values of a URL's query that can be no secret. */
const PLAIN_VALUE = /^(?:\d+|true|false)$/;

/**
 * Hides the secrets of a URL, also of one that is written wrongly, which is when it is shown in an error:
 *
 * 1. the password reaches from the first `:` behind the scheme to the last `@`, because an operator who forgot to encode an
 *    `@` or `/` of it still means all of it;
 * 2. drivers also take a password, or the passphrase of a key, as a parameter.
 */
export function withoutPassword(url: string): string {
  if (url.startsWith('sqlite:')) return url;
  const [, scheme = '', rest = ''] = /^((?:[a-z][a-z0-9+.-]*:\/+)?)(.*)$/is.exec(url) ?? [];
  const end = rest.lastIndexOf('@');
  const user = rest.slice(0, Math.max(end, 0));
  const shown = user.includes(':') ? `${user.slice(0, user.indexOf(':'))}:***` : user;
  return `${scheme}${shown}${rest.slice(Math.max(end, 0))}`.replace(
    /([?&][^=&]*=)([^&]*)/g,
    (_, name: string, value: string) => `${name}${PLAIN_VALUE.test(value) ? value : '***'}`,
  );
}
