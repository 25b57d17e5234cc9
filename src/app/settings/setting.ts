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
export const count = (min: number, max: number) => z.coerce.number().int().min(min).max(max);

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

/** Hides the password of a URL. */
export const withoutPassword = (url: string): string => url.replace(/(:\/\/[^:/@]*:)[^@]*@/, '$1***@');
