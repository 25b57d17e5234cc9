import type { Status } from '../values/status.js';

/** How far an outbound is, by the codes that client platforms and warehouses exchange. */
export const OUTBOUND_CODES = {
  '00': 'created',
  '30': 'partly allocated',
  '40': 'allocated',
  '50': 'partly picked',
  '60': 'picked',
  '62': 'partly cartonized',
  '63': 'cartonized',
  '65': 'partly loaded',
  '66': 'loaded',
  '70': 'partly shipped',
  '80': 'shipped',
  '90': 'canceled',
  '99': 'closed',
} as const;
export type OutboundCode = keyof typeof OUTBOUND_CODES;

/** The codes between picked and shipped, for which an order line has no status: the warehouse reports them for an outbound. */
export const STAGES = ['62', '63', '65', '66'] as const satisfies readonly OutboundCode[];
export type Stage = (typeof STAGES)[number];

/** What a line's status is for an outbound; `none` counts for nothing. */
const STEPS: Readonly<Record<Status, 'created' | 'allocated' | 'picked' | 'shipped' | 'none'>> = {
  new_order: 'created',
  polled: 'created',
  posted: 'created',
  // It waits for another warehouse, or for a person.
  rejected: 'created',
  unfulfillable: 'created',
  accepted: 'allocated',
  verified: 'allocated',
  processed: 'allocated',
  picked: 'picked',
  intransit: 'shipped',
  intransit_polled: 'shipped',
  received: 'shipped',
  partial_fulfilled: 'shipped',
  fulfilled: 'shipped',
  canceled: 'none',
};

/** From the most advanced: the code when every line is there, and when some are. */
const LADDER = [
  { steps: ['shipped'], all: '80', some: '70' },
  { steps: ['shipped', 'picked'], all: '60', some: '50' },
  { steps: ['shipped', 'picked', 'allocated'], all: '40', some: '30' },
] as const satisfies readonly { steps: readonly string[]; all: OutboundCode; some: OutboundCode }[];

/** What is known of an outbound beside the statuses of its lines. */
export interface OutboundProgress {
  /** What the warehouse reported between picked and shipped; null for nothing. */
  readonly stage: Stage | null;
  /** Whether the outbound was closed: by the warehouse, or because the carrier delivered it. */
  readonly closed: boolean;
}

/**
 * The code of an outbound, by the statuses of its order's lines. This is the only table between ours and theirs.
 *
 * 1. canceled lines do not count, unless all are: then it is canceled;
 * 2. the furthest step that all remaining lines have reached decides; one that only some have reached is "partly";
 * 3. where nothing has left yet, a stage that the warehouse reported beyond that counts;
 * 4. what has shipped or was canceled as a whole can be closed.
 */
export function outboundCode(lines: readonly Status[], { stage, closed }: OutboundProgress): OutboundCode {
  const steps = lines.map((status) => STEPS[status]).filter((step) => step !== 'none');
  if (steps.length === 0) return closed ? '99' : '90';
  const code = codeOf(steps);
  if (closed && code === '80') return '99';
  return stage !== null && code >= '50' && code < stage ? stage : code;
}

function codeOf(steps: readonly string[]): OutboundCode {
  for (const rung of LADDER) {
    const there = steps.filter((step) => (rung.steps as readonly string[]).includes(step)).length;
    if (there === steps.length) return rung.all;
    // A shipped line among unpicked ones is a part shipment, whatever the others do.
    if (there > 0) return rung.some;
  }
  return '00';
}

/** Whether a code may follow another one in what others are told: codes only go up, as their numbers do. */
export function goesForward(from: OutboundCode | null, to: OutboundCode): boolean {
  return from === null || from < to;
}

/** Whether the warehouse has allocated nothing yet, so that the client may still cancel. */
export function isUnallocated(code: OutboundCode): boolean {
  return code === '00';
}

/** Reads a code. @returns undefined for any other text */
export function parseOutboundCode(text: string): OutboundCode | undefined {
  return Object.hasOwn(OUTBOUND_CODES, text) ? (text as OutboundCode) : undefined;
}
