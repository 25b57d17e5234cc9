import { isFinal, parseStatus, STATUSES } from '../values/status.js';
import type { Status } from '../values/status.js';

/**
 * Reading a table of moves that is written as a table: one row for each status a line is in, one column for each it is to
 * have. A cell names who may make the move: `P` the system that placed the order, `S` that of the location that sources
 * the line, `C` that of the location where it is collected; `.` is nobody. A group with a colon holds only under the
 * condition named behind it; groups are separated by commas: `C,PS:sent`.
 */
export type Party = 'placed' | 'sourced' | 'pickup';

/** What else must hold for a move, beside who asks. `transition.ts` says what each of them means. */
export type Condition = 'brokered' | 'sent' | 'reassign';

/** Some parties that may make a move, under a condition or under none. */
export interface Grant {
  readonly parties: ReadonlySet<Party>;
  readonly condition: Condition | undefined;
}

/** The moves of one type of order: who may move a line from a status to another. */
export type TransitionTable = ReadonlyMap<Status, ReadonlyMap<Status, readonly Grant[]>>;

const PARTIES: ReadonlyMap<string, Party> = new Map<string, Party>([
  ['P', 'placed'],
  ['S', 'sourced'],
  ['C', 'pickup'],
]);
const CONDITIONS: readonly Condition[] = ['brokered', 'sent', 'reassign'];

/** Where the broker itself takes a line on: a rejected one goes to another location, or nobody can take it. */
const ONWARD: ReadonlyMap<Status, readonly Status[]> = new Map<Status, readonly Status[]>([
  ['rejected', ['new_order', 'unfulfillable']],
]);

/**
 * Reads a table and proves that it makes sense, so that a slip of the pen stops the start and not an order:
 *
 * 1. rows and columns are statuses, every row has a cell for every column, letters and conditions are known;
 * 2. no move leads to where the line is, nor out of a final status, but those that unfulfillable and canceled lines have;
 * 3. every status of a row can be reached, and from each of them a final one can: no line is stuck for ever.
 *
 * @throws {Error} naming the table and the cell
 */
export function readTransitions(name: string, text: string): TransitionTable {
  const fail = (reason: string): never => {
    throw new Error(`the table of moves for ${name}: ${reason}`);
  };
  const status = (word: string): Status => parseStatus(word) ?? fail(`${word} is not a status`);
  const [head = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const columns = head.slice(1).map(status);
  const table = new Map(
    rows.map(([word = '', ...cells]) => {
      const from = status(word);
      if (cells.length !== columns.length)
        fail(`row ${from} has ${String(cells.length)} cells for ${String(columns.length)} columns`);
      const granted = cells.flatMap((cell, index): [Status, Grant[]][] => {
        const to = columns[index] ?? fail(`row ${from} is too long`);
        if (cell === '.') return [];
        if (from === to || (isFinal(from) && !EXITS.has(`${from} ${to}`))) fail(`${from} cannot lead to ${to}`);
        return [
          [
            to,
            cell.split(',').map((group) => readGrant(group) ?? fail(`from ${from} to ${to}: ${group} names nobody`)),
          ],
        ];
      });
      return [from, new Map(granted)] as const;
    }),
  );
  proveSound(table, fail);
  return table;
}

/** Moves out of a final status. */
const EXITS: ReadonlySet<string> = new Set(['unfulfillable canceled', 'canceled new_order']);

function readGrant(group: string): Grant | undefined {
  const [letters = '', written] = group.split(':');
  const condition = CONDITIONS.find((one) => one === written);
  const parties = new Set(letters.split('').map((letter) => PARTIES.get(letter)));
  if (letters === '' || condition !== written || parties.has(undefined)) return undefined;
  return { parties: parties as Set<Party>, condition };
}

function proveSound(table: TransitionTable, fail: (reason: string) => never): void {
  const next = (from: Status): Status[] => [...(table.get(from)?.keys() ?? []), ...(ONWARD.get(from) ?? [])];
  const reachedFrom = (start: Status): Set<Status> => {
    const reached = new Set<Status>([start]);
    for (const one of reached) for (const to of next(one)) reached.add(to);
    return reached;
  };
  // `posted` is set by what stands behind the fulfilling system, so no message leads to it.
  const possible = new Set([...reachedFrom('new_order'), 'posted']);
  for (const from of table.keys()) {
    if (!possible.has(from)) fail(`nothing leads to ${from}`);
    if (!STATUSES.some((end) => (end === 'fulfilled' || end === 'canceled') && reachedFrom(from).has(end)))
      fail(`a line that is ${from} stays so for ever`);
  }
}
