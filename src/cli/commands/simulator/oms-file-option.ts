import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import { companies, openOmsFile } from '../../../simulator/oms/file/oms-file.js';
import { omsOn } from '../../../simulator/oms/oms.js';
import type { Oms } from '../../../simulator/oms/oms.js';
import type { Target } from '../../../simulator/oms/actions/require-order.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import type { Terminal } from '../../terminal/terminal.js';

/** What the subcommands of `oms` have in common: the file, the company, and an OMS made of both. */

export interface OmsOptions extends ServerOptions {
  readonly file: string;
}

export interface CompanyOptions extends OmsOptions {
  readonly company?: number;
}

/** The parser of options that are whole numbers above 0. */
export function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Expected a whole number above 0.');
  return Number(text);
}

/** The parser of options that are percentages. */
export function percent(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('Expected a number from 0 to 100.');
  return value;
}

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** E.g. `500ms`, `90s`, `5m`, `24h`, `2d`, in milliseconds. */
export function duration(text: string): number {
  const [, count, unit = ''] = /^(\d{1,6})(ms|[smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new InvalidArgumentError('Expected a time such as 90s, 5m, 24h or 2d.');
  return Number(count) * (UNITS[unit] ?? 0);
}

/** Adds --file and the options of a server. */
export const withOms = (command: Command): Command =>
  withServer(command).option('--file <path>', "the OMS's own file", 'data/oms.db');

/** Adds --company too. */
export const withCompany = (command: Command): Command =>
  withOms(command).addOption(
    new Option('--company <number>', 'company of the OMS (default: its first one)').argParser(wholeNumber),
  );

/** Opens the file, hands an OMS to the work, and closes the file. */
export async function withOpenOms<Result>(
  options: OmsOptions,
  terminal: Terminal,
  work: (oms: Oms) => Result | Promise<Result>,
): Promise<Result> {
  const file = await openOmsFile(options.file);
  try {
    return await work(omsOn(file, serverOf(options, terminal)));
  } finally {
    file.close();
  }
}

/** @throws {ClientError} when the file has no company */
export function companyOf({ file }: Oms, { company }: CompanyOptions): number {
  const found = company ?? companies(file)[0]?.number;
  if (found === undefined) throw new ClientError('the OMS has no company', '`order-broker oms init` makes one');
  return found;
}

/** The order, and perhaps the line, that a command is about. */
export const targetOf = (oms: Oms, options: CompanyOptions & { readonly line?: number }, number: number): Target => ({
  company: companyOf(oms, options),
  number,
  line: options.line,
});
