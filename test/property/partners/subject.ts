import type { RequestActor } from '../../../src/broker/partners/open-request.js';
import { hasEnded } from './model.js';
import type { Asked } from './model.js';
import type { Scene, Step } from './step.js';
import type { SeenRequest } from './tables.js';

/** A request that somebody does something with, and who does. */
export interface Subject extends Scene {
  readonly asked: Asked;
  readonly seen: SeenRequest;
  readonly actor: RequestActor;
  /** Whether the actor is told that there is no such request. */
  readonly isHidden: boolean;
  readonly underReview: boolean;
}

export const OPERATOR: RequestActor = { name: 'operator' };

/** Draws a request, more often one that has not ended, and an actor. @param ids of the partners' locations */
export function drawSubject(scene: Scene, ids: ReadonlyMap<string, number>): Subject | undefined {
  const { random, model, tables } = scene;
  const all = [...model.requests.values()];
  const live = all.filter((one) => !hasEnded(one) && one.open > 0);
  const from = live.length > 0 && random.percent(85) ? live.slice(-12) : all;
  if (from.length === 0) return undefined;
  const asked = random.pick(from);
  const seen = tables.requests.get(asked.id);
  if (seen === undefined) throw new Error(`request ${asked.id} is lost`);
  const underReview = tables.orders.get(asked.order)?.underReview === true;
  const place = random.percent(90) ? asked.place : random.pick([...ids.keys()]);
  const isOperator = random.percent(60);
  const actor = isOperator ? OPERATOR : { name: place, locationIds: new Set([ids.get(place) ?? 0]) };
  const wasShown = seen.state !== 'unprocessed' && (seen.wasReleased || seen.state !== 'voided');
  const isHidden = !isOperator && (place !== asked.place || underReview || !wasShown);
  return { ...scene, asked, seen, actor, isHidden, underReview };
}

/** `from`: the states in which something can be done; `done`: those in which it was done before, so that it is a repeat. */
const RULES = {
  process: { from: 'unprocessed failed', done: 'processing processed acknowledged' },
  handOver: { from: 'unprocessed processing failed', done: 'processed acknowledged' },
  acknowledge: { from: 'unprocessed processing processed failed', done: 'acknowledged' },
  fail: { from: 'processing processed', done: 'failed' },
  cancel: { from: 'processing processed acknowledged', done: 'canceled' },
} as const;

export function rule({ asked, isHidden }: Subject, action: keyof typeof RULES): 'refused' | 'repeated' | 'possible' {
  if (isHidden) return 'refused';
  const { from, done } = RULES[action];
  if (done.split(' ').includes(asked.state)) return 'repeated';
  return from.split(' ').includes(asked.state) ? 'possible' : 'refused';
}

export const who = ({ asked, actor, underReview }: Subject): string =>
  `request ${asked.id} (${asked.state}${underReview ? ', under review' : ''}, order ${asked.order} at ${asked.place}) by ${actor.name}`;

const nothing = (): void => undefined;

/** The rule for what waits for a release, with whatever else keeps it from being done. */
export function step(
  subject: Subject,
  action: keyof typeof RULES,
  words: string,
  act: () => Promise<unknown>,
  predict: () => void,
  isKept = false,
): Step {
  const ruled = rule(subject, action);
  return {
    words: `${words} ${who(subject)}`,
    act,
    isRefused: ruled === 'refused' || (ruled === 'possible' && isKept),
    predict: ruled === 'possible' ? predict : nothing,
  };
}
