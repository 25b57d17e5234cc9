import { createHash } from 'node:crypto';
import { findPartialUpdates, recordPartialUpdate } from '../../../store/orders/history.js';
import type { Unit } from '../../unit.js';
import type { UpdateStatusCommand } from '../update-status-command.js';

/**
 * The items of a message that an earlier delivery of the same message applied.
 *
 * The status of a line shows that the line was changed, but not that three of its units were, nor that it was rejected
 * and came back: a repeat would change three more, or take the line from the store that has it now. So applied items are
 * recorded with a deduplication key: a hash of the whole message and the index of the item, because the other items may
 * still have to be applied.
 *
 * The caller says which messages are one: by their MessageID (WS-Addressing), whatever their header's `datetime` is; without one
 * by that `datetime`, with whatever fraction of a second it has. A message with neither a MessageID nor a time of day cannot be
 * distinguished from an update of the next three units, so it is applied.
 */
export class AppliedItems {
  private constructor(
    private readonly requestId: number,
    private readonly keys: readonly string[],
    private readonly applied: ReadonlySet<string>,
  ) {}

  static async read(unit: Unit, command: UpdateStatusCommand, requestId: number): Promise<AppliedItems> {
    const keys = deduplicationKeys(command);
    return new AppliedItems(requestId, keys, await findPartialUpdates(unit.session, requestId, keys));
  }

  has(item: number): boolean {
    return this.applied.has(this.keys[item] ?? '');
  }

  /** Records items as applied; the caller must hold the row lock of the order. */
  async record({ session, timestamp }: Unit, items: ReadonlySet<number>): Promise<void> {
    const added = this.keys.filter((key, item) => items.has(item) && !this.applied.has(key));
    await recordPartialUpdate(session, this.requestId, added, timestamp);
  }
}

function deduplicationKeys(command: UpdateStatusCommand): string[] {
  const { messageId, sentAt } = command;
  if (messageId === undefined && !/T\d\d:\d\d:\d\d/.test(sentAt)) return [];
  const message = JSON.stringify(messageId === undefined ? command : { ...command, sentAt: '' });
  // A message without items is one update, of the whole order.
  const updates = command.items.length === 0 ? [undefined] : command.items;
  return updates.map((_, index) => createHash('sha256').update(`${index} ${message}`).digest('hex'));
}
