import type { OwnFile } from '../../../platform/db/sqlite/own-file.js';
import type { ProcessName } from './outgoing.js';

/** When the processes run next, and for which day the daily inquiries of a company are done. */

const valueOf = (file: OwnFile, name: string): string =>
  file.all<{ value: string }>('SELECT value FROM process WHERE name = ?', name)[0]?.value ?? '';

function put(file: OwnFile, name: string, value: string): void {
  file.run('INSERT OR REPLACE INTO process VALUES (?, ?)', name, value);
}

/** ISO 8601 by the OMS's clock; empty before the first run, which is due at once. */
export const nextRun = (file: OwnFile, process: ProcessName): string => valueOf(file, process);

export function putNextRun(file: OwnFile, process: ProcessName, at: string): void {
  put(file, process, at);
}

/** The day of the last daily inquiries, `YYYY-MM-DD`. */
export const dailyDone = (file: OwnFile, company: number): string => valueOf(file, `DAILY ${String(company)}`);

export function putDailyDone(file: OwnFile, company: number, day: string): void {
  put(file, `DAILY ${String(company)}`, day);
}
