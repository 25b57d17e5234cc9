import { adjustItem } from '../../../domain/partner/adjust-item.js';
import type { LineAnswer } from '../../../domain/partner/adjust-item.js';
import type { FulfillmentRequest } from '../../../domain/partner/fulfillment-request.js';
import type { PartnerCancel } from '../../../domain/partner/partner-preferences.js';
import { RefusedError } from '../../../domain/partner/refusal.js';
import type { RequestMark } from '../../../domain/partner/request-mark.js';
import { readRequestMarks, writeRequestMarks } from '../../../store/partners/request-marks.js';
import type { BrokerContext } from '../../context.js';
import { answerOpen } from '../answer-request.js';
import { withRequest } from '../open-request.js';
import type { OpenRequest, RequestActor } from '../open-request.js';
import { itemNamed, readNamedItems } from './request-lines.js';
import type { ItemName, NamedItem } from './request-lines.js';

/** What a partner says about one item, in units and as totals. */
export interface ItemAdjustment {
  readonly name: ItemName;
  /** Those that it ships now, and those that it ships later. */
  readonly acknowledged?: number | undefined;
  readonly secondary?: number | undefined;
  readonly canceled?: number | undefined;
}

export interface Adjustment {
  readonly items: readonly ItemAdjustment[];
  /** Whether units that are not acknowledged afterwards are canceled, of all items. */
  readonly cancelUnacknowledged: boolean;
  /** What follows for canceled units; absent: what is set for the location. */
  readonly onCancel?: PartnerCancel;
}

/**
 * Brings a fulfillment request to the totals that its partner gives: so many units of an item acknowledged, so many canceled.
 * They are totals and not differences, so the same request again changes nothing, also when the answer to the first was lost.
 * @throws {RefusedError} for items that the request does not have, and totals that contradict what is stored
 */
export function adjustRequest(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  adjustment: Adjustment,
): Promise<FulfillmentRequest> {
  return withRequest(context, id, actor, async (open) => {
    const items = await readNamedItems(open);
    const known = await readRequestMarks(open.unit.session, [id]);
    const said = new Map(adjustment.items.map((one) => [itemNamed(open, items, one.name), one]));
    const marks: RequestMark[] = [];
    const answers: LineAnswer[] = [];
    for (const item of items) {
      const one = said.get(item);
      if (one === undefined && !adjustment.cancelUnacknowledged) continue;
      const later = known.find(({ kind, lineNo }) => kind === 'secondary' && lineNo === item.lineNo)?.quantity ?? 0;
      answers.push(...answersOf(open, item, one, Math.min(later, item.acknowledged), adjustment.cancelUnacknowledged));
      if (one?.secondary !== undefined && one.secondary !== later)
        marks.push(secondary(open, item.lineNo, one.secondary));
    }
    if (answers.length > 0) await answerOpen(open, answers, adjustment.onCancel);
    await writeRequestMarks(open.unit.session, marks);
  });
}

/** @param later how many of the acknowledged units are to be shipped later, so far @throws {RefusedError} */
function answersOf(
  { request: { number } }: OpenRequest,
  item: NamedItem,
  said: ItemAdjustment | undefined,
  later: number,
  cancelRest: boolean,
): readonly LineAnswer[] {
  const { acknowledged, secondary: secondaryUnits, canceled } = said ?? {};
  const total =
    acknowledged === undefined && secondaryUnits === undefined
      ? undefined
      : (acknowledged ?? item.acknowledged - later) + (secondaryUnits ?? later);
  const adjusted = adjustItem(
    item,
    {
      ...(total === undefined ? {} : { acknowledged: total }),
      ...(canceled === undefined ? {} : { canceled }),
    },
    cancelRest,
  );
  if (!('kind' in adjusted)) return adjusted;
  const named = { number, item: `${String(item.lineNo)} (${JSON.stringify(item.sku)})`, quantity: adjusted.quantity };
  switch (adjusted.kind) {
    case 'too_many_item_units':
      throw new RefusedError(adjusted.kind, { ...named, open: adjusted.open });
    case 'acknowledged_before':
      throw new RefusedError(adjusted.kind, { ...named, acknowledged: adjusted.acknowledged });
    case 'canceled_before':
      throw new RefusedError(adjusted.kind, { ...named, canceled: adjusted.canceled });
  }
}

const secondary = ({ unit, request }: OpenRequest, lineNo: number, quantity: number): RequestMark => ({
  fulfillmentRequestId: request.id,
  kind: 'secondary',
  lineNo,
  quantity,
  markedAt: unit.timestamp,
});
