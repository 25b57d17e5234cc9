import { shipRequest } from '../../../src/broker/partners/ship-request.js';
import type { ReportedShipment } from '../../../src/broker/partners/ship-request.js';
import { openLines, shipUnits } from './model.js';
import type { Subject } from './subject.js';
import type { Step } from './step.js';

const CARRIERS = ['UPS', 'DHL'];

/** A partner ships all of a request, or units of some lines, under a reference that it may have used before. */
export function shipping(subject: Subject): Step {
  const { random, broker, model, tables, asked, actor, isHidden, underReview } = subject;
  const open = openLines(tables, asked.id).map(({ line }) => line);
  const lines =
    random.percent(40) || tables.lines.length === 0
      ? undefined
      : Array.from({ length: random.between(1, 2) }, () => {
          const own = open.length > 0 && random.percent(92);
          const { no, quantity } = random.pick(own ? open : tables.lines.filter(({ order }) => order === asked.order));
          return {
            lineNo: no,
            quantity: random.between(1, quantity + (random.percent(10) ? 1 : 0)),
            serialNo: '',
            batchNo: '',
          };
        });
  const known = [...model.references.keys()].filter((key) => key.startsWith(`${asked.place} `));
  const isRepeat = known.length > 0 && random.percent(20);
  const reference = isRepeat
    ? (random.pick(known).split(' ')[1] ?? '')
    : random.percent(50)
      ? null
      : `S-${random.below(1_000_000)}`;
  const key = `${asked.place} ${String(reference)}`;
  const before = reference === null ? undefined : model.references.get(key);
  const isExact = before !== undefined && random.percent(60);
  const target = isExact ? before.request : asked.id;
  const report = isExact
    ? before.report
    : {
        sourceReference: reference,
        carrier: random.pick(CARRIERS),
        method: 'GROUND',
        trackingNumbers: [`1Z${random.below(99)}`],
        ...(lines === undefined ? {} : { lines }),
      };
  const unitsIn = (all: readonly { readonly quantity: number }[]): number =>
    all.reduce((sum, { quantity }) => sum + quantity, 0);
  const units = report.lines === undefined ? asked.open : unitsIn(report.lines);
  const isShippable = asked.state === 'processed' || asked.state === 'acknowledged';
  const isTooMuch = [...new Set((lines ?? []).map(({ lineNo }) => lineNo))].some(
    (no) =>
      unitsIn((lines ?? []).filter(({ lineNo }) => lineNo === no)) >
      (open.find((line) => line.no === no)?.quantity ?? 0),
  );
  const isSame =
    before?.request === target &&
    before.report.carrier === report.carrier &&
    before.report.trackingNumbers.join() === report.trackingNumbers.join() &&
    (report.lines === undefined || unitsIn(report.lines) === before.units);
  const isVisible = isExact ? undefined : !isHidden;
  return {
    words: `ship ${lines === undefined ? 'all' : lines.map(({ lineNo, quantity }) => `${quantity} of line ${lineNo}`).join(', ')} as ${String(report.sourceReference)}${isExact ? ' once more' : ''} by ${report.carrier} of request ${target} (${asked.state}${underReview ? ', under review' : ''}) by ${actor.name}`,
    act: () => shipRequest(broker, target, isExact ? { name: 'operator' } : actor, report),
    isRefused:
      isVisible === false || (before === undefined ? !isShippable || isTooMuch || units === 0 || underReview : !isSame),
    predict: (_, result) => {
      const { repeated } = result as ReportedShipment;
      if (repeated !== (before !== undefined)) throw new Error(`the shipment is ${repeated ? '' : 'not '}a repeat`);
      if (repeated) return;
      shipUnits(asked, units);
      asked.parcels += units;
      if (reference !== null) model.references.set(key, { request: asked.id, report, units });
    },
  };
}
