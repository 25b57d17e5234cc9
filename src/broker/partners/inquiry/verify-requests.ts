import { isPartner } from '../../../domain/partner/channel.js';
import { stateAfter } from '../../../domain/partner/fulfillment-request.js';
import { listFulfillmentRequests, readRequestedLines } from '../../../store/partners/fulfillment-requests.js';
import { findOpenTwice, findOtherUnits, findUnrequested } from '../../../store/partners/verify-requests.js';
import type { AssignmentFault } from '../../../store/partners/verify-requests.js';
import type { UnitContext } from '../../unit.js';
import { inUnit } from '../../unit.js';

/** Something about the fulfillment requests of an order that cannot be. */
export interface RequestFault {
  readonly requestId: number;
  /** What is wrong, as a sentence. */
  readonly fault: string;
}

/** Fulfillment requests of one transaction: others may write in between. */
const REQUESTS = 500;

/**
 * Verifies fulfillment requests: their state is the one that their lines lead to, they ask the units that their open lines
 * have, every open line at a partner has one, and no line is open at two locations.
 */
export async function verifyRequests(context: UnitContext): Promise<RequestFault[]> {
  const found = await inUnit(context, async ({ session, network }) => {
    const partners = network.content.locations.filter(isPartner).map(({ id }) => id);
    const say = (lines: readonly AssignmentFault[], what: string): RequestFault[] =>
      lines.map(({ requestId, lineNo }) => ({ requestId, fault: `line ${String(lineNo)} ${what}` }));
    return [
      ...say(await findOpenTwice(session), 'is open at two locations'),
      ...say(await findOtherUnits(session), 'has other units than its fulfillment request asks'),
      ...say(await findUnrequested(session, partners), 'is at a partner without a fulfillment request'),
    ];
  });
  for (let after: number | undefined = 0; after !== undefined;) {
    const position: number = after;
    const page = await inUnit(context, ({ session }) => verifyStates(session, position));
    found.push(...page.faults);
    after = page.last;
  }
  return found;
}

async function verifyStates(
  session: Parameters<typeof listFulfillmentRequests>[0],
  after: number,
): Promise<{ readonly faults: RequestFault[]; readonly last: number | undefined }> {
  const requests = await listFulfillmentRequests(session, { after, limit: REQUESTS });
  const lines = await readRequestedLines(
    session,
    requests.map(({ id }) => id),
  );
  const faults = requests.flatMap((request) => {
    const { id, requestId, number, state } = request;
    const expected = stateAfter(
      request,
      lines.filter(({ fulfillmentRequestId }) => fulfillmentRequestId === id),
    );
    if (expected === state) return [];
    return [{ requestId, fault: `fulfillment request ${number} is ${state}, and ${expected} by its lines` }];
  });
  return { faults, last: requests.at(-1)?.id };
}
