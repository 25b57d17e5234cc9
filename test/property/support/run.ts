import { reconcile } from '../../../src/broker/inventory/reconcile.js';
import type { Database } from '../../../src/store/database.js';
import { brokerOn } from '../../support/server/broker.js';
import { apply } from '../model/apply.js';
import type { GatewayResponse, Message } from '../model/messages.js';
import type { Snapshot, World } from '../model/world.js';
import { Random } from '../../support/random.js';
import { answerDifferences, Replay, stateDifferences } from './differences.js';
import { Gateway } from './gateway.js';
import { catalogOf, drawHouseRules } from './house-rules.js';
import type { HouseRules } from './house-rules.js';
import { inWords } from './in-words.js';
import { Script } from './script.js';
import { Tables } from './tables.js';

/**
 * Sends random messages of random parties to a gateway on an empty database, and compares it with the model after each.
 *
 * Two concurrent messages may take effect in either order, so one of the two orders must lead the model to the state of
 * the gateway.
 *
 * @throws {Error} with the seed, the house rules and every step so far, if they differ
 */
export async function run(seed: number, steps: number, database: Database): Promise<void> {
  const random = new Random(seed);
  const rules = drawHouseRules(random);
  const broker = await brokerOn(database, catalogOf(rules));
  const gateway = new Gateway(broker);
  const tables = new Tables(database);
  const replay = new Replay();
  let world = worldOf(rules, broker.now);
  const expected: string[] = [];
  const fail = (differences: readonly string[]): never => {
    throw new Error(
      [
        `seed ${seed}: gateway and model do not agree after step ${expected.length}:`,
        ...differences.map((one) => `  ${one}`),
        '',
        `The house rules: ${JSON.stringify({ ...rules, stock: Object.fromEntries(rules.stock) })}`,
        '',
        'The steps:',
        ...expected,
      ].join('\n'),
    );
  };

  const script = new Script(random, world);
  for (let step = 1; step <= steps; step += 1) {
    broker.now = new Date((world.now += 1));
    const messages = script.next(world);
    const answers = await Promise.allSettled(messages.map((message) => gateway.send(message)));
    const response = answers.map((answer): GatewayResponse =>
      answer.status === 'fulfilled' ? answer.value : { ok: false },
    );
    expected.push(
      `${String(step).padStart(4)}. ${messages.map((message, index) => inWords(message, response[index])).join('\n      and at the same time: ')}`,
    );
    const thrown = answers.flatMap((answer) => (answer.status === 'rejected' ? [String(answer.reason)] : []));
    if (thrown.length > 0) fail(thrown);

    const after = await tables.snapshot();
    const broken = [...replay.play(await tables.newChanges()), ...replay.differences(after), ...numbering(after)];
    if ((await reconcile(broker)).length > 0) broken.push('reserved stock and order lines do not agree (verify)');
    if (broken.length > 0) fail(broken);
    world = agreed(world, messages, response, after, fail);
  }
}

/** The model after the messages, in the order that leads to the state of the gateway. */
function agreed(
  world: World,
  messages: readonly Message[],
  response: readonly GatewayResponse[],
  after: Snapshot,
  fail: (differences: readonly string[]) => never,
): World {
  const places = messages.map((_, index) => index);
  const differences: string[] = [];
  for (const order of messages.length > 1 ? [places, [...places].reverse()] : [places]) {
    const trial = structuredClone(world);
    const problems: string[] = [];
    for (const place of order) {
      const [message, answer] = [messages[place], response[place]];
      if (message === undefined || answer === undefined) continue;
      problems.push(
        ...answerDifferences(
          apply(trial, message, answer, { after, concurrent: messages.length > 1, problems }),
          answer,
        ),
      );
    }
    problems.push(...stateDifferences(trial, after));
    if (problems.length === 0) return trial;
    differences.push(...(differences.length > 0 ? ['in the other order:'] : []), ...problems);
  }
  return fail(differences);
}

/** Lines must be numbered from 1, without gaps. */
function numbering(after: Snapshot): string[] {
  return [...after.orders.values()]
    .filter((order) => order.lines.some((line, index) => line.no !== index + 1))
    .map((order) => `the lines of request ${order.id} are numbered ${order.lines.map(({ no }) => no).join(', ')}`);
}

function worldOf(rules: HouseRules, now: Date): World {
  return {
    rules,
    now: now.getTime(),
    polls: 0,
    orders: new Map(),
    submitted: new Map(),
    available: new Map(rules.stock),
    toBroker: [],
  };
}
