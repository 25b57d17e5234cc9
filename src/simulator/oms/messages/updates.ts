import { writeRequest } from '../../../client/locate/envelope.js';
import type { SenderOptions } from '../../../client/locate/messages.js';
import { orderUpdateMessage, statusUpdateMessage } from '../../../client/locate/update-messages.js';
import type { Status } from '../../../domain/values/status.js';
import type { BrokerRecord } from '../records/record.js';

/** The envelopes of the OMS's updates. */

/**
 * A StatusUpdate of the lines of one request.
 * @param byLine with split orders (L56) each line has a status of its own; otherwise the message is about the whole order, and
 * carries the reason of the first line
 */
export function statusUpdateEnvelope(
  records: readonly BrokerRecord[],
  status: Status,
  byLine: boolean,
  sender: SenderOptions,
): string {
  const [first] = records;
  if (first === undefined) throw new Error('a status update is about at least one record');
  const change = ({ reason, via, tracking }: BrokerRecord) => ({
    status,
    reason,
    note: '',
    shipVia: via,
    tracking,
  });
  const changes = records.map((record) => ({ ...change(record), line: record.brokerLine, quantity: 0 }));
  return writeRequest('StatusUpdate', statusUpdateMessage(first.requestId, byLine ? changes : change(first), sender));
}

/** An OrderUpdate that puts a request under review or releases it. */
export const orderUpdateEnvelope = (requestId: string, underReview: boolean, sender: SenderOptions): string =>
  writeRequest('OrderUpdate', orderUpdateMessage(requestId, underReview, sender));
