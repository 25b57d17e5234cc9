import { isFinal, parseStatus, STATUSES } from '../values/status.js';
import type { Status } from '../values/status.js';

/**
 * The role of a system for a line: it submitted the order, its location fulfills the line, or the customer collects the
 * line at its location. One system can have several roles. The broker has one of its own: what it does by itself, or for
 * whoever operates it.
 */
export type Role = 'originating' | 'fulfilling' | 'pickup' | 'broker';

/** What a status change requires beside the role. `transition.ts` defines each condition. */
export type Condition = 'brokered' | 'sent' | 'reassign';

/** A table of status changes is malformed. */
class TransitionTableError extends Error {
  override readonly name = 'TransitionTableError';
  readonly code = 'invalid-transition-table';

  constructor(table: string, reason: string) {
    super(`transition table for ${table}: ${reason}`);
  }
}

/** Roles that allow a status change, under a condition or unconditionally. */
export interface Grant {
  readonly roles: ReadonlySet<Role>;
  readonly condition: Condition | undefined;
}

/** The status changes of one order type: by current status, then by new status. */
export type TransitionTable = ReadonlyMap<Status, ReadonlyMap<Status, readonly Grant[]>>;

const ROLES: ReadonlyMap<string, Role> = new Map<string, Role>([
  ['P', 'originating'],
  ['S', 'fulfilling'],
  ['C', 'pickup'],
  ['B', 'broker'],
]);
const CONDITIONS: readonly Condition[] = ['brokered', 'sent', 'reassign'];

/** Status changes that the broker makes by itself: it re-sources a rejected line, or finds no location for it. */
const AUTOMATIC: ReadonlyMap<Status, readonly Status[]> = new Map<Status, readonly Status[]>([
  ['rejected', ['new_order', 'unfulfillable']],
]);

/**
 * Reads a table of status changes that is written as text: one row for each current status, one column for each new one.
 *
 * A cell lists the roles that allow the change: `P` is the originating system (it placed the order), `S` the fulfilling
 * one (it sources the line), `C` the one of the pickup location (the customer collects there), `B` the broker; `.` is none. A group with
 * a colon holds only under the condition after the colon, and commas separate groups: `C,PS:sent`.
 *
 * The table is validated as a whole, so that a typing error stops the start instead of an order:
 *
 * 1. rows and columns are statuses, every row has a cell for every column, letters and conditions are known;
 * 2. no change keeps the status, and none leaves a final status, except those that unfulfillable and canceled lines have;
 * 3. every status of a row can be reached, and leads to a final one: no line is stuck forever.
 *
 * @throws {TransitionTableError} naming the table and the cell
 */
export function readTransitions(name: string, text: string): TransitionTable {
  const fail = (reason: string): never => {
    throw new TransitionTableError(name, reason);
  };
  const status = (word: string): Status => parseStatus(word) ?? fail(`${word} is not a status`);
  const [header = [], ...rows] = text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
  const columns = header.slice(1).map(status);
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
            cell.split(',').map((group) => readGrant(group) ?? fail(`from ${from} to ${to}: ${group} is not a grant`)),
          ],
        ];
      });
      return [from, new Map(granted)] as const;
    }),
  );
  validateReachability(table, fail);
  return table;
}

/** The status changes that leave a final status. */
const EXITS: ReadonlySet<string> = new Set(['unfulfillable canceled', 'unfulfillable new_order', 'canceled new_order']);

function readGrant(group: string): Grant | undefined {
  const [letters = '', written] = group.split(':');
  const condition = CONDITIONS.find((one) => one === written);
  const roles = new Set(letters.split('').map((letter) => ROLES.get(letter)));
  if (letters === '' || condition !== written || roles.has(undefined)) return undefined;
  return { roles: roles as Set<Role>, condition };
}

function validateReachability(table: TransitionTable, fail: (reason: string) => never): void {
  const next = (from: Status): Status[] => [...(table.get(from)?.keys() ?? []), ...(AUTOMATIC.get(from) ?? [])];
  const reachedFrom = (start: Status): Set<Status> => {
    const reached = new Set<Status>([start]);
    for (const one of reached) for (const to of next(one)) reached.add(to);
    return reached;
  };
  const possible = reachedFrom('new_order');
  for (const from of table.keys()) {
    if (!possible.has(from)) fail(`nothing leads to ${from}`);
    if (!STATUSES.some((end) => (end === 'fulfilled' || end === 'canceled') && reachedFrom(from).has(end)))
      fail(`a line that is ${from} stays so forever`);
  }
}
