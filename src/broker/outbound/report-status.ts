import type { Location } from '../../domain/network/location.js';
import { OUTBOUND_CODES, STAGES } from '../../domain/outbound/outbound-status.js';
import type { OutboundCode, Stage } from '../../domain/outbound/outbound-status.js';
import { OutboundRefusedError } from '../../domain/outbound/refusal.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import type { BrokerContext } from '../context.js';
import { lockBriefOrders } from '../../store/orders/orders.js';
import { answerOpen, cancelOpen } from '../partners/answer-request.js';
import { OpenRequest } from '../partners/open-request.js';
import type { RequestActor } from '../partners/open-request.js';
import { inUnit } from '../unit.js';
import type { Unit } from '../unit.js';
import { codeOf } from './outbound-progress.js';
import { findAtWarehouse, openOutbound, requestsWith, storeOutbound } from './open-outbound.js';
import type { AtWarehouse, OpenOutbound } from './open-outbound.js';
import { moveReturn } from './return-goods.js';
import { linesOfSkus } from './sku-lines.js';
import type { LineUnits } from './sku-lines.js';
import type { StatusReport } from './warehouse-report.js';

/** What a warehouse does by reporting a code. */
const ACTS: Readonly<Record<OutboundCode, 'allocate' | 'pick' | 'stage' | 'cancel' | 'close' | 'none'>> = {
  '00': 'none',
  '30': 'allocate',
  '40': 'allocate',
  '50': 'pick',
  '60': 'pick',
  '62': 'stage',
  '63': 'stage',
  '65': 'stage',
  '66': 'stage',
  '70': 'none',
  '80': 'none',
  '90': 'cancel',
  '99': 'close',
};

/**
 * Moves an outbound on by a warehouse's report: allocated lines are accepted, picked lines are picked, and what it gives back
 * is routed to others or canceled, all by the same tables as for any other location. A repeat changes nothing, and a report
 * that comes late, such as "allocated" after "picked", is no step back.
 * @returns the code that the outbound has afterwards
 * @throws {OutboundRefusedError} @throws {RefusedError} of the fulfillment request
 */
export async function reportStatus(
  context: BrokerContext,
  warehouse: Location,
  actor: RequestActor,
  report: StatusReport,
): Promise<OutboundCode> {
  const { number, code } = report;
  const meaning = OUTBOUND_CODES[code];
  const found = await findAtWarehouse(context, warehouse, number);
  if ('document' in found) return moveReturn(context, found.outbound, report);
  const act = ACTS[code];
  if (act === 'none') {
    const hint = code === '00' ? 'the broker says so itself' : 'report the post goods issue';
    throw new OutboundRefusedError('code_not_reported', { code, meaning, hint });
  }
  if (act === 'stage' || act === 'close') await keepStage(context, found, report);
  else {
    try {
      await reportLines(context, found, warehouse, ACT[act], { actor, report });
    } catch (error) {
      if (!(error instanceof RefusedError && error.code === 'nothing_to_cancel')) throw error;
      const now = await readCode(context, found);
      const wanted = `${code} (${meaning})`;
      throw new OutboundRefusedError('outbound_ended', { number, code: now, meaning: OUTBOUND_CODES[now], wanted });
    }
  }
  return readCode(context, found);
}

/** What is reported, with the lines that it names by SKUs; undefined for everything. */
interface Reported {
  readonly actor: RequestActor;
  readonly report: StatusReport;
  readonly lines: readonly LineUnits[] | undefined;
}

type Act = (open: OpenRequest, reported: Reported) => Promise<void>;

const ACT: Readonly<Record<'allocate' | 'pick' | 'cancel', Act>> = {
  allocate: async (open, { lines }) => {
    const waiting = open.openLines.filter(({ status }) => WAITING.has(status));
    // What was picked is allocated, and a report that comes late is no step back.
    if (open.openLines.length > 0 && waiting.length === 0) return;
    await answerOpen(
      open,
      lines?.map(({ lineNo, quantity }) => ({ lineNo, acknowledged: quantity, canceled: 0 })),
    );
  },
  pick: async (open, { lines }) => {
    open.requireLife('picked');
    const pickable = open.openLines.filter(({ status }) => status === 'accepted' || WAITING.has(status));
    const numbers = new Set(pickable.map(({ lineNo }) => lineNo));
    const items =
      lines?.filter(({ lineNo }) => numbers.has(lineNo)) ?? pickable.map(({ lineNo }) => ({ lineNo, quantity: 0 }));
    await open.changeLines(
      items.map(({ lineNo, quantity }) => ({ lineNo, quantity, status: 'picked' })),
      'partner',
    );
  },
  cancel: (open, { report }) => cancelOpen(open, report.note),
};

/** Does what is reported with each request that it concerns, all in one transaction. */
function reportLines(
  context: BrokerContext,
  found: AtWarehouse,
  warehouse: Location,
  act: Act,
  reported: Omit<Reported, 'lines'>,
): Promise<void> {
  const lines = unitsOf(found, warehouse, reported.report);
  const named = lines && new Set(lines.map(({ lineNo }) => lineNo));
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    for (const { request, lineNos } of requestsWith(found, named)) {
      const own = lines?.filter(({ lineNo }) => lineNos.has(lineNo));
      await act(await OpenRequest.read(unit, request.id, reported.actor), { ...reported, lines: own });
    }
  });
}

/** The statuses of lines that nobody at the warehouse has touched. */
const WAITING: ReadonlySet<string> = new Set(['new_order', 'polled', 'posted']);

const linesAt = ({ order }: AtWarehouse, warehouse: Location): AtWarehouse['order']['lines'] =>
  order.lines.filter(({ locationId }) => locationId === warehouse.id);

/** The lines of the report; undefined for everything. */
function unitsOf(found: AtWarehouse, warehouse: Location, { number, units }: StatusReport): LineUnits[] | undefined {
  return units.length === 0 ? undefined : linesOfSkus(number, linesAt(found, warehouse), units);
}

/** Keeps what no line has a status for; of an order that is no outbound, there is nothing to keep it with. */
function keepStage(context: BrokerContext, found: AtWarehouse, report: StatusReport): Promise<void> {
  const { code: wanted, number } = report;
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const open = await openAgain(unit, found);
    const code = codeOf(open.outbound, open);
    const stage = STAGES.find((one) => one === wanted) ?? null;
    // A stage that has passed is a repeat, or late.
    if (stage !== null && stage <= code) return;
    if (code === '99') return;
    if (stage === null ? code !== '80' && code !== '90' : code < '50')
      throw new OutboundRefusedError('outbound_ended', {
        number,
        code,
        meaning: OUTBOUND_CODES[code],
        wanted: `${wanted} (${OUTBOUND_CODES[wanted]})`,
      });
    if (open.outbound === undefined) return;
    const outbound =
      stage === null ? { ...open.outbound, closed: true } : { ...open.outbound, stage: stage satisfies Stage };
    await storeOutbound(unit, { ...open, outbound });
  });
}

function readCode(context: BrokerContext, found: AtWarehouse): Promise<OutboundCode> {
  return inUnit(context, async (unit) => {
    const open = await openAgain(unit, found);
    return codeOf(open.outbound, open);
  });
}

/** The outbound, if there is one, and the order as they are now. */
async function openAgain(
  unit: Unit,
  { outbound, order: { requestId } }: AtWarehouse,
): Promise<Omit<OpenOutbound, 'outbound'> & { readonly outbound: OpenOutbound['outbound'] | undefined }> {
  const open = outbound === undefined ? undefined : await openOutbound(unit, outbound);
  if (open !== undefined) return open;
  const [order] = await lockBriefOrders(unit.session, [requestId]);
  return { outbound: undefined, order, document: undefined };
}
