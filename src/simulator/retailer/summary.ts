import type { OwnFile } from '../../platform/db/sqlite/own-file.js';
import { countLettersByKind } from '../oms/file/records.js';
import type { RecordLetter } from '../oms/records/letter.js';
import { isFulfilling } from '../oms/records/letter.js';
import type { RetailerFiles } from './file/open-files.js';
import { countRefused, rejectedLines } from './file/store-work.js';
import { keyOf } from './proof.js';
import type { Outcome } from './retailer.js';

/** What a run came to. Orders, lines and rejects are those of the files; messages are those of this process. */
export interface Summary {
  readonly seed: number;
  readonly minutes: number;
  /** Orders by kind. */
  readonly orders: Readonly<Record<string, number>>;
  /** Records by letter: of lines that customers ordered, and of what the OMS fulfilled. */
  readonly letters: readonly { readonly letter: RecordLetter; readonly ordered: number; readonly fulfilling: number }[];
  /** Lines that stores rejected, and of these the lines that the broker gave to others. */
  readonly rejects: number;
  readonly reshops: number;
  /** Steps of stores that the broker refused, since the line was canceled meanwhile. */
  readonly refused: number;
  readonly storeSteps: number;
  readonly partnerSteps: number;
  readonly putOff: number;
  readonly lookedUp: number;
  readonly messages: number;
  /** Messages that were sent again, since no answer came. */
  readonly retries: number;
  /** In milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly compared: number;
  readonly searched: number;
  readonly unsent: number;
  readonly unfinished: number;
}

export function summaryOf({ omsFile, file }: RetailerFiles, outcome: Outcome): Summary {
  const { run, tally, proof, unsent, unfinished } = outcome;
  const kinds = omsFile.all<{ kind: string; count: number }>(
    `SELECT document ->> '$.kind' AS kind, COUNT(*) AS count FROM orders WHERE role = 'originating' GROUP BY 1 ORDER BY 1`,
  );
  const rejected = rejectedLines(file);
  const reshopped = rejected.filter(({ store, requestId, line }) => {
    const now = proof.lines.get(keyOf(requestId, line));
    return now !== undefined && now.at !== store && now.status !== 'unfulfillable' && now.status !== 'rejected';
  });
  const { latencies } = tally;
  return {
    seed: run.seed,
    minutes: run.minutes,
    orders: Object.fromEntries(kinds.map(({ kind, count }) => [kind, count])),
    letters: lettersOf(omsFile),
    rejects: rejected.length,
    reshops: reshopped.length,
    refused: countRefused(file),
    storeSteps: tally.steps,
    partnerSteps: tally.partnerSteps,
    putOff: tally.putOff,
    lookedUp: tally.lookedUp,
    messages: latencies.count,
    retries: latencies.unanswered,
    p50: latencies.percentile(0.5),
    p99: latencies.percentile(0.99),
    compared: proof.compared,
    searched: proof.searched,
    unsent,
    unfinished,
  };
}

function lettersOf(omsFile: OwnFile): Summary['letters'] {
  const rows = countLettersByKind(omsFile);
  const sum = (letter: RecordLetter, fulfilling: boolean): number =>
    rows
      .filter((row) => row.letter === letter && isFulfilling(row.kind) === fulfilling)
      .reduce((total, { count }) => total + count, 0);
  return [...new Set(rows.map(({ letter }) => letter))].map((letter) => ({
    letter,
    ordered: sum(letter, false),
    fulfilling: sum(letter, true),
  }));
}
