import type { Network } from '../../domain/network/network.js';
import type { Location } from '../../domain/network/location.js';
import { splitLine } from '../../domain/order/split-line.js';
import type { OrderLine } from '../../domain/order/order.js';
import type { Proposal } from '../../routing/route.js';

/** A line, or a part of one, with its location. */
export interface PlacedLine<Line> {
  /** The part's own quantity and share of the amounts. */
  readonly line: Line;
  /** Undefined for units that no location can fulfill. */
  readonly location: Location | undefined;
  /** Whether it is the part that keeps the line's number. */
  readonly first: boolean;
}

/**
 * Turns a proposal into lines: a line that goes to one location stays as it is, a line that was split becomes several,
 * and units of it that no location can fulfill become a part of their own. The first part keeps the line's number.
 * docs/reference/routing-engine.md 1.4, 3.1.
 * @param lines in the order of the proposal's indexes
 */
export function placeLines<Line extends Pick<OrderLine, 'quantity' | 'tax' | 'details'>>(
  network: Network,
  proposal: Pick<Proposal, 'parts' | 'unfulfillable'>,
  lines: readonly Line[],
): PlacedLine<Line>[] {
  const targetsOf = new Map<number, { readonly location: Location | undefined; readonly quantity: number }[]>();
  const send = (line: number, location: Location | undefined, quantity: number): void => {
    const targets = targetsOf.get(line);
    if (targets === undefined) targetsOf.set(line, [{ location, quantity }]);
    else targets.push({ location, quantity });
  };
  for (const part of proposal.parts) send(part.line, network.locationById(part.locationId), part.quantity);
  for (const rest of proposal.unfulfillable) send(rest.line, undefined, rest.quantity);
  return lines.flatMap((line, index): PlacedLine<Line>[] => {
    const targets = targetsOf.get(index) ?? [];
    const parts = splitLine(
      line,
      targets.map((target) => target.quantity),
    );
    return parts.map((part, at) => ({ line: part, location: targets[at]?.location, first: at === 0 }));
  });
}
