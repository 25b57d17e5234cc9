// npm run bench: the cost of the broker's operations, each relative to a yardstick of the same run
// (docs/performance.md).
import { parseArgs } from 'node:util';
import { benchDatabase } from './parts/database.mjs';
import { benchMessageLog } from './parts/message-log.mjs';
import { benchRouting } from './parts/routing.mjs';
import { benchSignIn } from './parts/sign-in.mjs';
import { benchStatus } from './parts/status.mjs';
import { benchStored } from './parts/stored.mjs';
import { benchSubscribers } from './parts/subscribers.mjs';
import { benchLogLevels, benchSubmit } from './parts/submit.mjs';
import { benchAnswers, benchDurable, benchHold, benchStart, benchXml } from './parts/yardsticks.mjs';

/** All parts, with their default duration. */
const PARTS = [
  { name: 'submit', what: 'orders, relative to an echo server', takes: '75 s per number of workers', run: benchSubmit },
  {
    name: 'status',
    what: 'StatusRequest, relative to an echo of the response',
    takes: '85 s per number of workers',
    run: benchStatus,
  },
  {
    name: 'stored',
    what: 'orders on a database with --stored orders, relative to 10,000',
    takes: '6 min',
    run: benchStored,
  },
  {
    name: 'database',
    what: "an order's time in MariaDB or MySQL, relative to inserting its rows by plain SQL; needs --database",
    takes: '30 s',
    run: ({ database }) => benchDatabase(database),
  },
  {
    name: 'sign-in',
    what: 'StatusRequest with authentication, relative to AUTH=none',
    takes: '150 s',
    run: benchSignIn,
  },
  {
    name: 'message-log',
    what: 'orders with each level of the message log',
    takes: '2 min',
    run: async (options) => {
      await benchMessageLog();
      await benchLogLevels(options);
    },
  },
  {
    name: 'subscribers',
    what: 'orders with a consumer of the change feed and with a webhook endpoint, relative to none',
    takes: '2 min',
    run: benchSubscribers,
  },
  { name: 'xml', what: 'parsing, validation and decoding, relative to libxml2', takes: '10 s', run: benchXml },
  { name: 'answers', what: 'responses, relative to writing their text once', takes: '30 s', run: benchAnswers },
  {
    name: 'durable',
    what: 'orders with SQLITE_SYNCHRONOUS=full, relative to normal',
    takes: '30 s',
    run: benchDurable,
  },
  { name: 'hold', what: 'how long a message blocks the event loop', takes: '15 s', run: benchHold },
  {
    name: 'start',
    what: 'time from the command to the first response, relative to `node -e 0`',
    takes: '30 s',
    run: benchStart,
  },
  { name: 'routing', what: 'cost of a routing decision as the retailer grows', takes: '90 s', run: benchRouting },
];

const HELP = `npm run bench -- [options]

  --only <parts>     some parts instead of all, e.g. submit,routing:
${PARTS.map(({ name, what, takes }) => `                       ${name.padEnd(12)} ${what}; about ${takes}`).join('\n')}
  --seconds <n>      duration of a round of load (default 8)
  --rounds <n>       rounds per server (default 3)
  --warm <n>         seconds of warm-up load per server (default 10)
  --connections <n>  concurrent callers (default 10)
  --workers <list>   submit and status: processes of the broker and of the echo server, e.g. 1,4 (default 1; more need --database)
  --database <url>   submit and status: the broker's database (default: a temporary SQLite file; a database named here must be empty)
  --stored <n>       stored: number of stored orders (default 1000000: about 5 GB and 3 minutes, in the temporary folder)
  --help             this text
`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    seconds: { type: 'string', default: '8' },
    rounds: { type: 'string', default: '3' },
    warm: { type: 'string', default: '10' },
    connections: { type: 'string', default: '10' },
    workers: { type: 'string', default: '1' },
    database: { type: 'string' },
    stored: { type: 'string', default: '1000000' },
    help: { type: 'boolean', default: false },
  },
});

if (options.help) {
  console.log(HELP);
} else {
  const only = options.only?.split(',');
  const wanted = PARTS.filter(({ name }) => only === undefined || only.includes(name));
  const unknown = only?.filter((one) => !PARTS.some(({ name }) => name === one)) ?? [];
  if (unknown.length > 0)
    throw new Error(`--only ${unknown.join(',')}: some of ${PARTS.map(({ name }) => name).join(', ')} expected`);
  const settings = {
    load: {
      seconds: number('seconds'),
      rounds: number('rounds'),
      warm: number('warm'),
      connections: number('connections'),
    },
    workers: options.workers.split(',').map((text) => whole('workers', text, 1, 64)),
    database: options.database,
    stored: number('stored', 10_000, 10_000_000),
  };
  for (const { run } of wanted) await run(settings);
}

function number(name, least = 1, most = 1000) {
  return whole(name, options[name], least, most);
}

function whole(name, text, least, most) {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw new Error(`--${name} ${text}: an integer from ${least} to ${most} expected`);
  return value;
}
