import { insertChanges } from '../../store/orders/history.js';
import type { NewStatusChange } from '../../store/orders/history.js';
import type { Unit } from '../unit.js';

/** Appends status changes to the history of their orders, and announces them. */
export async function recordChanges(unit: Unit, changes: readonly NewStatusChange[]): Promise<void> {
  await insertChanges(unit.session, changes);
  announceChanges(unit, changes);
}

/** Announces status changes that are in the history already. */
export function announceChanges(unit: Unit, changes: readonly AnnouncedChange[]): void {
  if (!unit.network.hasSubscribers) return;
  for (const { requestId, lineNo, from, to, quantity, locationId } of changes) {
    const location = unit.network.locationById(locationId);
    unit.announce({
      type: 'order.status_changed',
      requestId,
      facts: {
        lines: [
          {
            line_no: lineNo,
            from,
            to,
            quantity,
            system_cd: location.system.systemCd,
            location_cd: location.locationCd,
          },
        ],
      },
    });
  }
}

/** The part of a status change that is announced. */
export type AnnouncedChange = Pick<NewStatusChange, 'requestId' | 'lineNo' | 'from' | 'to' | 'quantity' | 'locationId'>;
