import type { FulfillmentRequest } from '../../../domain/partner/fulfillment-request.js';
import type { RequestMarkKind } from '../../../domain/partner/request-mark.js';
import { readRequestMarks, writeRequestMarks } from '../../../store/partners/request-marks.js';
import type { BrokerContext } from '../../context.js';
import { withRequest } from '../open-request.js';
import type { RequestActor } from '../open-request.js';

/** Sets a mark on a fulfillment request, in any state: what accounting has it keeps, also after a cancel. A repeat keeps the first time. */
export function markRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  kind: Exclude<RequestMarkKind, 'secondary'>,
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async ({ unit }) => {
    const known = await readRequestMarks(unit.session, [id]);
    if (known.some((mark) => mark.kind === kind)) return;
    await writeRequestMarks(unit.session, [
      { fulfillmentRequestId: id, kind, lineNo: 0, quantity: 0, markedAt: unit.timestamp },
    ]);
  });
}
