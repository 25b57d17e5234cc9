import type { GatewayResponse, ExpectedResponse } from '../model/messages.js';
import { FINAL, IN_PROCESS, statusOf } from '../model/order.js';
import { reservedUnits } from '../model/world.js';
import type { SeenLine, SeenOrder, Snapshot, World } from '../model/world.js';
import type { Change } from './tables.js';

/** The differences between gateway and model, as sentences. */

export function answerDifferences(expected: ExpectedResponse, response: GatewayResponse): string[] {
  const differences: string[] = [];
  if (expected.ok !== response.ok) differences.push(`the answer is ${word(response.ok)}, not ${word(expected.ok)}`);
  if (response.code !== undefined && expected.codes?.has(response.code) === false)
    differences.push(`the answer's code is ${response.code}, not ${[...expected.codes].join(' or ')}`);
  if (expected.request !== undefined && expected.request !== response.request)
    differences.push(`the answer names request ${String(response.request)}, not ${expected.request}`);
  if (expected.line !== undefined && expected.line !== response.line)
    differences.push(`the answer names line ${String(response.line)}, not ${expected.line}`);
  const [wanted, given] = [expected.lines?.join('; '), response.lines?.join('; ')];
  if (wanted !== undefined && wanted !== given)
    differences.push(`the answer tells of [${given ?? ''}], not of [${wanted}]`);
  return differences;
}

const word = (ok: boolean): string => (ok ? 'OK' : 'FAILED');

export function stateDifferences(world: World, after: Snapshot): string[] {
  const differences: string[] = [];
  for (const id of after.orders.keys()) if (!world.orders.has(id)) differences.push(`request ${id} should not exist`);
  for (const order of world.orders.values()) {
    const seen = after.orders.get(order.id);
    if (seen === undefined) {
      differences.push(`request ${order.id} does not exist`);
      continue;
    }
    if (seen.status !== statusOf(order.lines))
      differences.push(`request ${order.id} is ${seen.status}, not ${statusOf(order.lines)}`);
    if (seen.review !== order.review)
      differences.push(`request ${order.id} is ${seen.review ? '' : 'not '}under review`);
    const wanted = order.lines.map(describe);
    const given = seen.lines.map(describe);
    for (const line of given.filter((one) => !wanted.includes(one)))
      differences.push(`request ${order.id} has a line ${line}`);
    for (const line of wanted.filter((one) => !given.includes(one)))
      differences.push(`request ${order.id} should have a line ${line}`);
    differences.push(...assignmentDifferences(seen));
  }
  const reserved = reservedUnits(world);
  for (const [key, figures] of after.stock) {
    if (figures.reserved !== (reserved.get(key) ?? 0))
      differences.push(`${key}: ${figures.reserved} units are reserved, not ${reserved.get(key) ?? 0}`);
    if (figures.available !== world.available.get(key))
      differences.push(`${key}: ${figures.available} units are available, not ${String(world.available.get(key))}`);
  }
  return differences;
}

const describe = (line: SeenLine): string =>
  `${line.no}: ${line.quantity} ${line.item} of line ${line.family}, ${line.status} at ${line.at}${line.pickup === undefined ? '' : ` for ${line.pickup}`}` +
  `, rebrokered ${line.retries} times, polled ${line.polls} times${line.pickupBy === undefined ? '' : `, to be collected by ${line.pickupBy}`}`;

/** A line in progress has exactly one open assignment, with its units at its location. Any other line has none. */
function assignmentDifferences(order: SeenOrder): string[] {
  return order.lines.flatMap((line) => {
    const open = order.attempts
      .filter((one) => one.line === line.no && one.outcome === undefined)
      .map((one) => `${one.quantity} at ${one.at}`)
      .join(', ');
    const wanted = FINAL.has(line.status) || line.at === IN_PROCESS ? '' : `${line.quantity} at ${line.at}`;
    return open === wanted ? [] : [`request ${order.id}, line ${line.no}: assigned are [${open}], not [${wanted}]`];
  });
}

/** Replays the stored history: each row must continue from the state in which the previous one left the line. */
export class Replay {
  readonly #lines = new Map<string, Change>();

  /** @returns rows that do not follow from the previous ones */
  play(changes: readonly Change[]): string[] {
    return changes.flatMap((change) => {
      const key = `${change.request}/${change.line}`;
      const before = this.#lines.get(key)?.to ?? '';
      this.#lines.set(key, change);
      return before === change.from
        ? []
        : [`the history has line ${key} go from ${change.from} to ${change.to}, but it was ${before || 'not there'}`];
    });
  }

  /** @returns lines whose state differs from the end of their history */
  differences(after: Snapshot): string[] {
    const stored = [...after.orders.values()].flatMap((order) =>
      order.lines.map((line) => ({ key: `${order.id}/${line.no}`, line })),
    );
    return stored.flatMap(({ key, line }) => {
      const last = this.#lines.get(key);
      const [is, was] = [
        `${line.quantity} ${line.status} at ${line.at}`,
        `${last?.quantity ?? 0} ${last?.to ?? ''} at ${last?.at ?? ''}`,
      ];
      return is === was ? [] : [`line ${key} is ${is}, but the history ends with ${was}`];
    });
  }
}
