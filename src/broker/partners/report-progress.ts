import { addToNote, EMPTY_NOTE, parcelsOf } from '../../domain/partner/partner-note.js';
import type { NoteChange, PartnerNote } from '../../domain/partner/partner-note.js';
import { hasPassed, progressOf } from '../../domain/partner/progress.js';
import type { ProgressStage } from '../../domain/partner/progress.js';
import { RefusedError } from '../../domain/partner/refusal.js';
import { carrierOfMethod, readShipMethods } from '../../domain/partner/ship-method.js';
import { hasLeft } from '../../domain/values/status.js';
import { readRequestedLines } from '../../store/partners/fulfillment-requests.js';
import { readNotes, writeNote } from '../../store/partners/partner-notes.js';
import { listShipments } from '../../store/partners/shipments.js';
import { noteRequestsChanged } from '../../store/partners/stamps.js';
import type { BrokerContext } from '../context.js';
import { inUnit } from '../unit.js';
import { cancelOpen } from './answer-request.js';
import { MAX_SHIPMENTS } from './inquiry/list-requests.js';
import { addLateParcels } from './late-parcels.js';
import { OpenRequest } from './open-request.js';
import type { RequestActor } from './open-request.js';
import { handOverOpen } from './process-request.js';
import { shipOpen } from './ship-request.js';

/** A stage that a partner reports. */
export type ReportedStage = Exclude<ProgressStage, 'waiting'>;

/** What a partner reports of a whole fulfillment request. */
export interface ProgressReport {
  readonly stage?: ReportedStage | undefined;
  readonly note?: NoteChange | undefined;
}

/**
 * Takes the report of a partner that knows one status for each order, in one transaction:
 *
 * 1. what it notes is added to its note;
 * 2. its stage is applied: `released` hands over, `picked` picks every line, `shipped` ships everything that is left with the
 *    tracking numbers of the note, `ended` gives everything back. A stage that was passed is a repeat, except that what is
 *    picked or further cannot be released again: its partner would wait for something that does not come;
 * 3. tracking numbers that come after the goods have left are added to their shipment.
 *
 * @throws {RefusedError}
 */
export function reportProgress(
  context: BrokerContext,
  id: number,
  actor: RequestActor,
  { stage, note: change = {} }: ProgressReport,
): Promise<void> {
  return inUnit(context, { retryOnConflict: true }, async (unit) => {
    const open = await OpenRequest.read(unit, id, actor);
    const before = (await readNotes(unit.session, [id])).get(id) ?? EMPTY_NOTE;
    const note = addToNote(before, change);
    if (JSON.stringify(note) !== JSON.stringify(before)) {
      open.requireLife('changed');
      await writeNote(unit.session, id, note);
      await noteRequestsChanged(unit.session, open.order.requestId);
    }
    const had = await stageOf(open);
    if (stage !== undefined) await apply(open, stage, had, note);
    if (had === 'shipped') await addParcelsOf(open, note);
  });
}

async function stageOf({ unit, request }: OpenRequest): Promise<ProgressStage> {
  return progressOf(request, await readRequestedLines(unit.session, [request.id]));
}

async function apply(open: OpenRequest, stage: ReportedStage, had: ProgressStage, note: PartnerNote): Promise<void> {
  if (stage === 'ended') {
    await cancelOpen(open, 'given back by the partner');
    return;
  }
  open.requireLife(stage);
  if (hasPassed(had, stage)) {
    if (stage === 'released')
      throw new RefusedError('stage_passed', { number: open.request.number, stage: had, wanted: stage });
    return;
  }
  if (had === stage) return;
  switch (stage) {
    case 'released':
      await handOverOpen(open, 'fetched');
      return;
    case 'picked':
      await pick(open);
      return;
    case 'shipped':
      await ship(open, note);
  }
}

/** The partner works on every line that it still has. */
async function pick(open: OpenRequest): Promise<void> {
  const state = open.act('acknowledge');
  open.requireRelease();
  if (state !== undefined) await open.move({ state, error: '' }, 'acknowledged', 'picked', 'request.acknowledged');
  await open.changeLines(
    open.openLines
      .filter(({ status }) => BEFORE_PICKED.has(status))
      .map(({ lineNo }) => ({ lineNo, quantity: 0, status: 'picked' })),
    'partner',
  );
}

const BEFORE_PICKED: ReadonlySet<string> = new Set([
  'new_order',
  'polled',
  'posted',
  'accepted',
  'verified',
  'processed',
]);

/** Ships what is left. A partner that ships what it has not marked as fetched has fetched it all the same. */
async function ship(unmarked: OpenRequest, note: PartnerNote): Promise<void> {
  const { unit, request, actor } = unmarked;
  await handOverOpen(unmarked, 'fetched');
  const open = await OpenRequest.read(unit, request.id, actor);
  await shipOpen(open, {
    sourceReference: null,
    carrier: carrierOf(open, note),
    method: methodOf(open, note),
    trackingNumbers: parcelsOf(note),
    ...(note.shippedAt === null ? {} : { shippedAt: note.shippedAt }),
  });
}

/** The carrier that the partner named, or else the one that the ship method is of. */
const carrierOf = (open: OpenRequest, note: PartnerNote): string =>
  note.carriers.find((carrier) => carrier !== '') ?? carrierOfMethod(methodOf(open, note));

function methodOf({ location, order }: OpenRequest, { shipMethod }: PartnerNote): string {
  const methods = readShipMethods(location.preferences.requests.shipMethods);
  return methods.find(({ id }) => id === shipMethod)?.code ?? order.details.shipVia;
}

/** Adds the tracking numbers of a note that no shipment of the request has to its last one. */
async function addParcelsOf(open: OpenRequest, note: PartnerNote): Promise<void> {
  const { unit, request, order } = open;
  const { session } = unit;
  const shipments = await listShipments(session, { fulfillmentRequestId: request.id, after: 0, limit: MAX_SHIPMENTS });
  const known = new Set(shipments.flatMap(({ trackingNumbers }) => trackingNumbers));
  const added = parcelsOf(note).filter((number) => !known.has(number));
  if (added.length === 0) return;
  const lines = await readRequestedLines(session, [request.id]);
  const untracked = order.lines.filter(
    ({ lineNo, trackingNumber, status }) =>
      trackingNumber === '' &&
      hasLeft(status) &&
      lines.some((line) => line.lineNo === lineNo && (line.outcome === 'fulfilled' || line.outcome === null)),
  );
  await addLateParcels(open, {
    shipment: shipments.at(-1),
    added,
    carrier: carrierOf(open, note),
    method: methodOf(open, note),
    shippedAt: note.shippedAt ?? unit.timestamp,
    lineNos: untracked.map(({ lineNo }) => lineNo),
    trackingNumber: parcelsOf(note)[0] ?? '',
  });
}
