import { OUTBOUND_CODES } from '../../domain/outbound/outbound-status.js';
import type { OutboundCode } from '../../domain/outbound/outbound-status.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { actOnReturn } from '../../domain/outbound/return-document.js';
import type { ReturnAction, ReturnState } from '../../domain/outbound/return-document.js';
import type { StoredOutbound } from '../../store/outbound/outbound-requests.js';
import { updateReturn } from '../../store/outbound/returns.js';
import type { ReturnLine, StoredReturn } from '../../store/outbound/returns.js';
import type { BrokerContext } from '../context.js';
import type { JsonValue } from '../events/order-event.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { openOutbound, storeOutbound } from './open-outbound.js';
import type { OpenOutbound } from './open-outbound.js';
import { outboundEvent, wireTime } from './outbound-facts.js';
import { codeOf } from './outbound-progress.js';
import type { SkuUnits } from './sku-lines.js';
import type { GoodsIssue, StatusReport } from './warehouse-report.js';

/** A return that nobody else can change until the transaction ends. */
type OpenReturn = OpenOutbound & { readonly document: StoredReturn };

/** What a warehouse reports of a return by a code. */
const ACTS: Readonly<Partial<Record<OutboundCode, 'receive' | 'cancel' | 'close'>>> = {
  '60': 'receive',
  '90': 'cancel',
  '99': 'close',
};

/** Moves a return on by a warehouse's report. A repeat changes nothing. @throws {OutboundRefusedError} */
export function moveReturn(
  context: BrokerContext,
  found: StoredOutbound,
  { code, units }: StatusReport,
): Promise<OutboundCode> {
  const act = ACTS[code];
  if (act === undefined)
    throw new OutboundRefusedError('code_not_reported', {
      code,
      meaning: OUTBOUND_CODES[code],
      hint: 'of a return, report 60 (received), the post goods issue, or 99 (closed)',
    });
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const open = await openReturn(unit, found);
    const moved = act === 'close' ? await close(unit, open) : await move(unit, open, act, { units });
    return codeOf(moved.outbound, moved);
  });
}

/** Posts the goods of a return (PGI). A repeat changes nothing. @throws {OutboundRefusedError} */
export function issueReturn(
  context: BrokerContext,
  found: StoredOutbound,
  { deliveryNo, carrier, issuedAt, units }: GoodsIssue,
): Promise<{ readonly repeated: boolean }> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const open = await openReturn(unit, found);
    const { outbound } = open;
    const repeated = open.document.state === 'goods_issued';
    if (repeated && open.document.deliveryNo !== deliveryNo)
      throw new OutboundRefusedError('delivery_differs', { delivery: deliveryNo, number: outbound.soNumber });
    const { document } = await move(unit, open, 'issue', { units, deliveryNo });
    if (!repeated)
      unit.announce(
        outboundEvent('outbound.goods_issued', outbound, unit.network, {
          delivery_no: deliveryNo,
          carrier_name: carrier,
          pgi_date: wireTime(issuedAt ?? unit.timestamp),
          details: document.lines.flatMap(({ sku, issued }): JsonValue[] =>
            issued === 0 ? [] : [{ sku, qty_shipped: issued, batch_no: '', serial_no: '' }],
          ),
        }),
      );
    return { repeated };
  });
}

/** Cancels a return before anything arrived, in the caller's transaction. @throws {OutboundRefusedError} */
export function cancelReturn(unit: Unit, open: OpenReturn): Promise<OpenReturn> {
  const canceled = { ...open.outbound, state: 'canceled' as const, liveKey: null };
  return move(unit, { ...open, outbound: canceled }, 'cancel', {});
}

/** @throws {OutboundRefusedError} when it is gone */
async function openReturn(unit: Unit, found: StoredOutbound): Promise<OpenReturn> {
  const open = await openOutbound(unit, found);
  if (open?.document === undefined)
    throw new OutboundRefusedError('outbound_unknown', {
      number: found.soNumber,
      warehouse: found.terms.warehouseId,
    });
  return { ...open, document: open.document };
}

/** Stores a step of a return; a repeat leaves it as it is. */
async function move(
  unit: Unit,
  open: OpenReturn,
  action: ReturnAction,
  { units = [], deliveryNo }: { readonly units?: readonly SkuUnits[]; readonly deliveryNo?: string },
): Promise<OpenReturn> {
  const { document, outbound } = open;
  const state = actOnReturn(document.state, action);
  if (state === 'repeated') return open;
  if (state === 'refused')
    throw new OutboundRefusedError('return_refused', {
      number: outbound.soNumber,
      state: document.state,
      action: PARTICIPLES[action],
    });
  const { timestamp: at } = unit;
  const moved: StoredReturn = {
    ...document,
    state,
    lines: linesAfter(outbound.soNumber, document.lines, state, units),
    receivedAt: state === 'canceled' ? null : (document.receivedAt ?? at),
    issuedAt: state === 'goods_issued' ? at : null,
    endedAt: state === 'canceled' ? at : null,
    deliveryNo: deliveryNo ?? document.deliveryNo,
  };
  await updateReturn(unit.session, moved);
  return { ...open, document: moved, outbound: await storeOutbound(unit, { ...open, document: moved }) };
}

const PARTICIPLES: Readonly<Record<ReturnAction, string>> = {
  receive: 'received',
  issue: 'posted',
  cancel: 'canceled',
};

/** Closes a return whose goods were posted. */
async function close(unit: Unit, open: OpenReturn): Promise<OpenReturn> {
  const { document, outbound } = open;
  if (document.state !== 'goods_issued')
    throw new OutboundRefusedError('return_refused', {
      number: outbound.soNumber,
      state: document.state,
      action: 'closed',
    });
  return { ...open, outbound: await storeOutbound(unit, { ...open, outbound: { ...outbound, closed: true } }) };
}

/**
 * The units of a return after a step: those that the warehouse names, or without names all that were announced. Less than
 * announced may arrive, never more.
 */
function linesAfter(
  number: string,
  lines: readonly ReturnLine[],
  state: ReturnState,
  units: readonly SkuUnits[],
): readonly ReturnLine[] {
  if (state === 'canceled') return lines;
  const left = new Map<string, number>();
  for (const { sku, quantity } of units) left.set(sku, (left.get(sku) ?? 0) + quantity);
  // Several lines can be of one SKU: each takes of its units what it announced.
  const named = lines.map(({ sku, quantity }) => {
    const taken = Math.min(quantity, left.get(sku) ?? 0);
    left.set(sku, (left.get(sku) ?? 0) - taken);
    return taken;
  });
  const rest = [...left].find(([, quantity]) => quantity > 0);
  if (rest !== undefined) {
    const [sku, more] = rest;
    const asked = lines.filter((line) => line.sku === sku).reduce((sum, line) => sum + line.quantity, 0);
    throw new OutboundRefusedError('return_sku', { number, sku, asked, quantity: asked + more });
  }
  return lines.map((line, index) => {
    const said = units.length === 0 ? undefined : named[index];
    if (state === 'received') return { ...line, received: said ?? line.quantity };
    const arrived = line.received === 0 ? line.quantity : line.received;
    const issued = said ?? arrived;
    return { ...line, received: Math.max(line.received, issued), issued };
  });
}
