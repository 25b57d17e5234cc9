import { OwnFile } from '../../../platform/db/sqlite/own-file.js';

/** The file of a simulated retailer: its runs, the orders that they entered, and the work of its stores. */

const VERSION = 1;
const SCHEMA = `
CREATE TABLE run (
  id INTEGER PRIMARY KEY, seed INTEGER NOT NULL, minutes REAL NOT NULL, orders INTEGER NOT NULL, first_number INTEGER NOT NULL,
  ran_ms REAL NOT NULL, ended INTEGER NOT NULL
);
CREATE TABLE entered (
  run INTEGER NOT NULL, n INTEGER NOT NULL, company INTEGER NOT NULL, number INTEGER NOT NULL, cancel_due REAL, hold_due REAL,
  release_due REAL, PRIMARY KEY (run, n)
) WITHOUT ROWID;
CREATE INDEX entered_cancel ON entered (run, cancel_due) WHERE cancel_due IS NOT NULL;
CREATE INDEX entered_hold ON entered (run, hold_due) WHERE hold_due IS NOT NULL;
CREATE INDEX entered_release ON entered (run, release_due) WHERE release_due IS NOT NULL;
CREATE TABLE work (
  id INTEGER PRIMARY KEY, store TEXT NOT NULL, request_id TEXT NOT NULL, line TEXT NOT NULL, item TEXT NOT NULL,
  steps TEXT NOT NULL, envelope TEXT, ended TEXT NOT NULL, last_step TEXT NOT NULL
);
CREATE INDEX work_open ON work (store, id) WHERE ended = '';
CREATE INDEX work_line ON work (request_id, line);
`;

export const openRunFile = (path: string): Promise<OwnFile> => OwnFile.open(path, SCHEMA, VERSION);

export interface Run {
  readonly id: number;
  readonly seed: number;
  readonly minutes: number;
  /** How many orders are entered in all. */
  readonly orders: number;
  /** The lowest number of its orders. */
  readonly firstNumber: number;
  /** How long it has run, in milliseconds, over all processes that ran it. */
  readonly ranMs: number;
  /** 1 once it was proven. */
  readonly ended: number;
}

export const lastRun = (file: OwnFile): Run | undefined =>
  file.all<Run>(
    `SELECT id, seed, minutes, orders, first_number AS firstNumber, ran_ms AS ranMs, ended
     FROM run ORDER BY id DESC LIMIT 1`,
  )[0];

export function addRun(file: OwnFile, run: Pick<Run, 'seed' | 'minutes' | 'orders' | 'firstNumber'>): Run {
  const { seed, minutes, orders, firstNumber } = run;
  const { id } = file.run('INSERT INTO run VALUES (NULL, ?, ?, ?, ?, 0, 0)', seed, minutes, orders, firstNumber);
  return { ...run, id, ranMs: 0, ended: 0 };
}

export function putRanMs(file: OwnFile, run: number, ranMs: number): void {
  file.run('UPDATE run SET ran_ms = ? WHERE id = ?', ranMs, run);
}

/** Stops a run where it is: it enters no further order. */
export function cutRun(file: OwnFile, run: number): void {
  file.run('UPDATE run SET orders = (SELECT COUNT(*) FROM entered WHERE run = run.id) WHERE id = ?', run);
}

export function endRun(file: OwnFile, run: number): void {
  file.run('UPDATE run SET ended = 1 WHERE id = ?', run);
}

/** An order that a run has entered, or was about to enter when it was killed. */
export interface Entered {
  readonly n: number;
  readonly company: number;
  readonly number: number;
}

const ENTERED = 'n, company, number';

export const lastEntered = (file: OwnFile, run: number): Entered | undefined =>
  file.all<Entered>(`SELECT ${ENTERED} FROM entered WHERE run = ? ORDER BY n DESC LIMIT 1`, run)[0];

/** What is still to happen to an order, by the clock of the run in milliseconds; null for nothing. */
export interface Schedule {
  readonly cancelDue: number | null;
  readonly holdDue: number | null;
  readonly releaseDue: number | null;
}

export function addEntered(file: OwnFile, run: number, entered: Entered & Schedule): void {
  const { n, company, number, cancelDue, holdDue, releaseDue } = entered;
  file.run('INSERT INTO entered VALUES (?, ?, ?, ?, ?, ?, ?)', run, n, company, number, cancelDue, holdDue, releaseDue);
}

export type Event = 'cancel' | 'hold' | 'release';

/** Orders to which an event is due. */
export const dueOrders = (file: OwnFile, run: number, event: Event, ranMs: number): Entered[] =>
  file.all<Entered>(
    `SELECT ${ENTERED} FROM entered WHERE run = ? AND ${event}_due <= ? ORDER BY ${event}_due`,
    run,
    ranMs,
  );

export function endEvent(file: OwnFile, run: number, n: number, event: Event): void {
  file.run(`UPDATE entered SET ${event}_due = NULL WHERE run = ? AND n = ?`, run, n);
}

/** Forgets what was still to happen, but releases: nothing may stay on hold. */
export function dropEvents(file: OwnFile, run: number): void {
  file.run('UPDATE entered SET cancel_due = NULL, hold_due = NULL WHERE run = ?', run);
}
