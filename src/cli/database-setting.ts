import { describeSettings } from './composition.js';
import type { Terminal } from './terminal/terminal.js';

/** The database that the environment names. */
export interface DatabaseSetting {
  /** With the password, for connecting. */
  readonly url: string;
  /** Without the password, for showing. */
  readonly label: string;
}

/** The value of DATABASE_URL, or its default. */
export function databaseSetting(env: Terminal['env']): DatabaseSetting {
  const setting = describeSettings(env).find(({ name }) => name === 'DATABASE_URL');
  return { url: env.DATABASE_URL || (setting?.default ?? ''), label: setting?.value ?? '' };
}
