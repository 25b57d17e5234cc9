import { z } from 'zod';
import { SETTINGS } from './settings.js';
import type { Definition } from './settings/setting.js';
import { ownCall } from '../platform/program-call.js';

type Settings = typeof SETTINGS;

/** The values of all settings, parsed. */
export type Config = { readonly [Name in keyof Settings]: z.output<Settings[Name]['form']> };

/** A setting as it is shown to people. */
export interface Setting {
  readonly name: string;
  /** The effective value, secrets masked. */
  readonly value: string;
  readonly default: string;
  /** Possible values, e.g. `true, false` or `1 to 200`; empty where only the meaning can describe them. */
  readonly values: string;
  readonly meaning: string;
}

/** The settings are invalid: one sentence for each fault. */
class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code = 'config-invalid';

  constructor(readonly faults: readonly string[]) {
    super(`The settings are not usable:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

const entries = Object.entries(SETTINGS) as [keyof Settings, Definition<z.ZodType>][];

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

/** Whether an address can be reached from this machine only. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/**
 * Reads the settings, once at start.
 * @param env environment variables; an empty value counts as not set
 * @throws {ConfigError} naming every invalid setting with its value and what was expected; secrets are masked
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const faults: string[] = [];
  const values = new Map<string, unknown>();
  for (const [name, definition] of entries) {
    const text = env[name] || definition.default;
    const result = definition.form.safeParse(text);
    if (result.success) {
      values.set(name, result.data);
    } else {
      const shown = definition.mask === undefined ? text : definition.mask(text);
      faults.push(`${name}=${shown}: ${result.error.issues.map((issue) => issue.message).join('; ')}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults);
  const config = Object.fromEntries(values) as Config;
  const contradiction = contradictionIn(config);
  if (contradiction !== undefined) throw new ConfigError([contradiction]);
  return config;
}

/** Settings that are valid by themselves and impossible together. */
function contradictionIn(config: Config): string | undefined {
  if (config.WORKERS > 1 && config.DATABASE_URL.startsWith('sqlite:'))
    return (
      `WORKERS=${String(config.WORKERS)}: SQLite lets one process write at a time, and the others would wait by polling; ` +
      'set WORKERS=1, or DATABASE_URL to MySQL or MariaDB'
    );
  if (!isLoopback(config.HOST) && config.AUTH === 'none')
    return (
      `HOST=${config.HOST}: authentication is off (AUTH=none), so the broker listens on loopback only; ` +
      `set AUTH=users, and create users with \`${ownCall()} user add\``
    );
  if ((config.TLS_CERT === '') !== (config.TLS_KEY === '') || (config.TLS_CLIENT_CA !== '' && config.TLS_CERT === ''))
    return 'TLS_CERT, TLS_KEY: one without the other, or TLS_CLIENT_CA without both; expected both or none of them';
  return undefined;
}

/** Every setting with its effective value, in the order of the documentation. */
export function describeSettings(env: Readonly<Record<string, string | undefined>>): Setting[] {
  return entries.map(([name, definition]) => {
    const value = env[name] || definition.default;
    return {
      name,
      value: definition.mask === undefined ? value : definition.mask(value),
      default: definition.default,
      values: valuesOf(definition.form),
      meaning: definition.meaning,
    };
  });
}

/** The words of an enumeration, or the smallest and largest number. */
function valuesOf(form: z.ZodType): string {
  const before = z.toJSONSchema(form, { io: 'input', unrepresentable: 'any' });
  const after = z.toJSONSchema(form, { io: 'output', unrepresentable: 'any' });
  if (before.enum !== undefined) return before.enum.map(String).join(', ');
  return after.minimum === undefined || after.maximum === undefined
    ? ''
    : `${String(after.minimum)} to ${String(after.maximum)}`;
}
