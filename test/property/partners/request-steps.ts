import { acknowledgeRequest, cancelRequest } from '../../../src/broker/partners/answer-request.js';
import { regenerateRequest } from '../../../src/broker/partners/generate-requests.js';
import {
  failRequest,
  handOver,
  processRequest,
  renumberRequest,
} from '../../../src/broker/partners/process-request.js';
import { refuseVoid, voidRequest } from '../../../src/broker/partners/void-request.js';
import { hasEnded, isWaiting, openLines, takeUnits } from './model.js';
import type { Asked, Strategy } from './model.js';
import type { Step } from './step.js';
import { OPERATOR, rule, step, who } from './subject.js';
import type { Subject } from './subject.js';

/** Somebody releases a request. */
export function processing(subject: Subject): Step {
  const { broker, asked, actor, seen, underReview } = subject;
  const to = (): void => void (asked.state = 'processing');
  const act = () => processRequest(broker, asked.id, actor);
  return step(subject, 'process', 'process', act, to, underReview || seen.flags !== '');
}

/** A partner fetches a request, or somebody sends it. */
export function handingOver(subject: Subject): Step {
  const { random, broker, asked, actor, underReview } = subject;
  const how = random.pick(['fetched', 'sent'] as const);
  const to = (): void => void (asked.state = 'processed');
  return step(subject, 'handOver', how, () => handOver(broker, asked.id, actor, how), to, underReview);
}

/** A partner acknowledges all of a request. */
export function acknowledging(subject: Subject): Step {
  const { broker, asked, actor, underReview } = subject;
  const to = (): void => void (asked.state = 'acknowledged');
  return step(
    subject,
    'acknowledge',
    'acknowledge',
    () => acknowledgeRequest(broker, asked.id, actor),
    to,
    underReview,
  );
}

/** A partner says how many units of which lines it acknowledges and cancels; not always of lines that it has. */
export function answering(subject: Subject): Step {
  const { random, broker, tables, asked, actor, underReview } = subject;
  const open = openLines(tables, asked.id).map(({ line }) => line);
  const strange = tables.lines.filter(({ order }) => order === asked.order);
  const from = open.length > 0 && random.percent(90) ? open : strange;
  const answers = Array.from({ length: random.between(1, 2) }, () => {
    const { no, quantity } = random.pick(from);
    const canceled = random.percent(50) ? random.between(0, quantity) : 0;
    const acknowledged = random.percent(10) ? quantity : random.between(0, quantity - canceled);
    return { lineNo: no, acknowledged, canceled };
  });
  // What has left is the partner's until it arrives: it may be acknowledged late, and cannot be canceled.
  const onItsWay = tables.attempts
    .filter(({ request, outcome }) => request === asked.id && outcome === '')
    .filter(({ line }) => !open.some(({ no }) => no === line));
  const isWrong = [...new Set(answers.map(({ lineNo }) => lineNo))].some((no) => {
    const own = answers.filter(({ lineNo }) => lineNo === no);
    const units = own.reduce((sum, one) => sum + one.acknowledged + one.canceled, 0);
    const sent = onItsWay.find(({ line }) => line === no);
    if (sent !== undefined && own.some(({ canceled }) => canceled > 0)) return true;
    return units > (open.find((line) => line.no === no)?.quantity ?? sent?.quantity ?? -1);
  });
  const ruled = rule(subject, 'acknowledge');
  const said = answers.map((one) => `line ${one.lineNo}: ${one.acknowledged} yes, ${one.canceled} no`).join('; ');
  return {
    words: `answer ${said} to ${who(subject)}`,
    act: () => acknowledgeRequest(broker, asked.id, actor, answers),
    isRefused: ruled === 'refused' || underReview || isWrong,
    predict: () => {
      if (answers.some(({ acknowledged }) => acknowledged > 0)) asked.state = 'acknowledged';
      const canceled = answers.reduce((sum, one) => sum + one.canceled, 0);
      takeUnits(asked, canceled, 'rejected');
    },
  };
}

/** A partner gives back what it has not shipped. */
export function canceling(subject: Subject): Step {
  const { broker, asked, actor, isHidden } = subject;
  const act = () => cancelRequest(broker, asked.id, actor, 'sold out');
  const give = (): void => {
    takeUnits(asked, asked.open, asked.isAskedBack ? 'taken back' : 'rejected');
    if (!hasEnded(asked)) asked.isAskedBack = false;
  };
  const canceled = step(subject, 'cancel', 'partner cancels', act, give);
  // It gave back what it was asked to, and says so once more.
  return asked.state === 'voided' && asked.isAskedBack ? { ...canceled, isRefused: isHidden } : canceled;
}

/** A request could not be handed over. */
export function failing(subject: Subject): Step {
  const { broker, model, asked, actor } = subject;
  const fail = (): void => {
    asked.state = 'failed';
    if (model.strategy.request_on_failure === 'reroute') takeAway(asked);
  };
  return step(subject, 'fail', 'fail', () => failRequest(broker, asked.id, actor, 'connection refused'), fail);
}

/** The lines of a request are routed to others. */
export function takeAway(asked: Asked): void {
  takeUnits(asked, asked.open, 'rejected');
  asked.state = 'voided';
}

/** Somebody takes a request back, or asks for it. */
export function voiding(subject: Subject): Step {
  const { broker, asked, actor, isHidden } = subject;
  return {
    words: `void ${who(subject)}`,
    act: () => voidRequest(broker, asked.id, actor, 'customer moved'),
    isRefused: isHidden || asked.state === 'canceled' || (isWithPartner(asked) && asked.open === 0),
    predict: () => {
      takeBack(asked);
    },
  };
}

/** Whether a partner has a request, so that it is asked to give it back; not what it has shipped. */
const isWithPartner = ({ state }: Asked): boolean => state === 'processed' || state === 'acknowledged';

function takeBack(asked: Asked): void {
  if (isWithPartner(asked)) asked.isAskedBack = true;
  else if (!hasEnded(asked)) {
    takeUnits(asked, asked.open, 'taken back');
    asked.state = 'voided';
  }
}

/** A partner keeps what it was asked to give back. */
export function keeping(subject: Subject): Step {
  const { broker, asked, actor, isHidden } = subject;
  return {
    words: `refuse to give back ${who(subject)}`,
    act: () => refuseVoid(broker, asked.id, actor, 'packed'),
    isRefused: isHidden || !asked.isAskedBack || hasEnded(asked),
    predict: () => void (asked.isAskedBack = false),
  };
}

/** Somebody has the lines of a request routed anew. */
export function regenerating(subject: Subject): Step {
  const { random, broker, tables, asked } = subject;
  const withoutPartner = random.percent(50);
  const waits = tables.lines.some((line) => line.order === asked.order && isWaiting(line));
  return {
    words: `regenerate${withoutPartner ? ' without the partner' : ''} ${who({ ...subject, actor: OPERATOR })}`,
    act: () => regenerateRequest(broker, asked.id, OPERATOR, { withoutPartner }),
    isRefused: isWithPartner(asked) || asked.state === 'canceled' || (!waits && asked.open === 0),
    predict: () => {
      takeBack(asked);
    },
    predictRefused: () => {
      if (isWithPartner(asked) && asked.open > 0) asked.isAskedBack = true;
    },
  };
}

/** Somebody gives a request another number, at times one that others have. */
export function renumbering(subject: Subject): Step {
  const { random, broker, model, tables, asked, actor, seen, isHidden, underReview } = subject;
  const number = random.pick(['SAME', `N-${random.below(999)}`, 'A-NUMBER-THAT-IS-LONG']);
  const isFree = ![...tables.requests.values()].some(
    (other) => other.id !== asked.id && other.place === asked.place && other.number === number && !hasEnded(other),
  );
  const fits = number.length <= model.strategy.request_number_max_length;
  const isSame = number === seen.number;
  return {
    words: `renumber to ${number} ${who(subject)}`,
    act: () => renumberRequest(broker, asked.id, actor, number),
    isRefused: isHidden || (!isSame && asked.state !== 'unprocessed' && asked.state !== 'failed'),
    predict: () => {
      const { request_auto_process: releases }: Strategy = model.strategy;
      if (!isSame && releases && isFree && fits && !underReview && asked.state === 'unprocessed')
        asked.state = 'processing';
    },
  };
}
