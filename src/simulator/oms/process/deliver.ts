import { outcomeOf } from '../../../client/locate/orders.js';
import { statusRequestMessage } from '../../../client/locate/inquiry-messages.js';
import { controlsOf } from '../file/oms-file.js';
import { countAttempt, endOutgoing, openOutgoing } from '../file/outgoing.js';
import type { Outgoing, ProcessName, Purpose } from '../file/outgoing.js';
import { recordsById } from '../file/records.js';
import { acknowledgedOrder, toldOrders } from '../messages/answers.js';
import type { ToldOrder } from '../messages/answers.js';
import { ask, exchange } from '../messages/exchange.js';
import { defaultLocation, senderOf, sourceOf } from '../messages/header.js';
import type { Oms } from '../oms.js';
import { Unit } from './carry-out.js';
import { KNOWN_ORDER, UNDER_REVIEW } from './reply.js';
import type { Reply } from './reply.js';
import { settleSubmit } from './settle-submit.js';
import { settleUpdate } from './settle-update.js';

/** Sends a process's messages and works off their answers. A message without an answer stays, and is sent again. */

/** Sends what a process has to send. @param purposes only messages for these purposes */
export async function deliverAll(oms: Oms, process: ProcessName, purposes?: readonly Purpose[]): Promise<void> {
  for (const message of openOutgoing(oms.file, process))
    if (purposes === undefined || purposes.includes(message.purpose)) await deliver(oms, message);
}

/** Sends one message, and works its answer off in one transaction. */
export async function deliver(oms: Oms, message: Outgoing): Promise<Reply> {
  countAttempt(oms.file, message.id);
  const reply = await replyTo(oms, message);
  oms.file.transaction(() => {
    const records = recordsById(oms.file, message.records);
    const unit = new Unit(oms);
    const isOver = message.purpose.startsWith('submit') ? isEnded(reply, message.purpose) : reply.kind !== 'none';
    // Two programs may have sent it at once: the first answer counts.
    if (isOver && !endOutgoing(oms.file, message.id, `${String(reply.code)} ${reply.text}`.trim())) return;
    if (message.purpose.startsWith('submit')) settleSubmit(unit, message, records, reply);
    else settleUpdate(unit, message, records, reply);
  });
  return reply;
}

/** Without an answer a pick slip is not printed: the next generation makes a new message. */
const isEnded = (reply: Reply, purpose: Purpose): boolean => reply.kind !== 'none' || purpose === 'submit pick slip';

async function replyTo(oms: Oms, message: Outgoing): Promise<Reply> {
  const answer = await exchange(oms.server, message.envelope);
  if (answer.kind !== 'message') return { kind: answer.kind, code: -1, text: answer.text, requestId: '' };
  const outcome = outcomeOf(answer.payload);
  const reply: Reply = {
    kind: 'answered',
    code: outcome.response_code,
    text: outcome.response_description,
    requestId: outcome.request_id,
  };
  // The goods have left, and only the review keeps the report away: it is sent again.
  if (message.purpose === 'ship' && reply.code === UNDER_REVIEW) return { ...reply, kind: 'none' };
  if (message.operation !== 'SubmitOrder' || (reply.code !== 0 && reply.code !== KNOWN_ORDER)) return reply;
  const acknowledged = acknowledgedOrder(answer.payload, reply.requestId);
  const locations = new Set(acknowledged.lines.map(({ at }) => at));
  // One location is in the answer; which line of several is where, and what became of a known order, is asked for.
  if (reply.code === 0 && locations.size === 1) return { ...reply, told: acknowledged };
  return { ...reply, told: await linesOf(oms, message, reply.requestId) };
}

/** Asks where the lines of a request are. */
async function linesOf(
  oms: Oms,
  { company, orderNumber }: Outgoing,
  requestId: string,
): Promise<ToldOrder | undefined> {
  const controls = controlsOf(oms.file, company);
  const sender = senderOf(controls, {
    as: defaultLocation(controls),
    source: sourceOf({ company, number: orderNumber }),
    operation: 'StatusRequest',
    now: oms.now(),
  });
  const payload = await ask(oms.server, 'StatusRequest', statusRequestMessage(requestId, sender));
  return payload === undefined ? undefined : toldOrders(payload).find((order) => order.requestId === requestId);
}
