// The yardsticks besides SubmitOrder over HTTP, each a ratio measured in one run: both sides alternate in one process;
// the median of their processor times counts. Prints each target and whether it was met.
//
// 1. xml: parsing, validating and decoding a message, relative to libxml2 parsing and validating its payload;
// 2. answers: StatusRequest, StatusListRequest with 500 ids and Fulfillments with 1,000 orders, from the text of the
//    request to the text of the response, relative to writing that text once from its tree;
// 3. durable: a SubmitOrder with `SQLITE_SYNCHRONOUS=full`, relative to `normal`: the price of surviving a power
//    failure;
// 4. hold: how long large requests and responses block the event loop (hold.mjs);
// 5. start: time from the command to the first response on an empty database, relative to `node -e 0`.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ParseOption, XmlDocument, XsdValidator } from 'libxml2-wasm';
import { readConfig } from '../../dist/app/config.js';
import { decode, validate } from '../../dist/services/locate/contract.js';
import { createLog } from '../../dist/app/log.js';
import { startBroker } from '../../dist/app/main.js';
import { escapeAttribute, escapeText } from '../../dist/platform/xml/escape.js';
import { parseXml } from '../../dist/platform/xml/parse.js';
import { measureHolds } from './hold.mjs';
import { inquiry, PLACE, statusRequest } from '../inquiry-message.mjs';
import { catalog, orderMessage } from '../order-message.mjs';
import { startServer } from '../server-process.mjs';

const LIMITS = { depth: 64, elements: 1_000_000, attributes: 128, nameLength: 256, textLength: 65_536 };
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function report(what, value, target, note = '', more = false) {
  const met = more ? value >= target : value <= target;
  console.log(
    `${what.padEnd(62)} ${value.toFixed(2).padStart(7)} x  (${more ? 'at least' : 'at most'} ${target}: ${met ? 'met' : 'not met'})${note === '' ? '' : `  ${note}`}`,
  );
}

/** Processor time of work in milliseconds; short work is repeated so that it can be measured. */
async function cpu(work, times = 1) {
  const before = process.cpuUsage();
  for (let i = 0; i < times; i += 1) await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

/** Alternates both sides. @param warm rounds that do not count @returns their medians in milliseconds */
async function alternate(one, other, { rounds = 11, times = 1, warm = 2 } = {}) {
  const taken = [[], []];
  for (let round = -warm; round < rounds; round += 1) {
    for (const [side, work] of [one, other].entries()) {
      const time = await cpu(work, times);
      if (round >= 0) taken[side].push(time);
    }
  }
  return taken.map(median);
}

export async function benchXml() {
  const text = orderMessage('1-1');
  const payload = text.slice(text.indexOf('<ns2:SubmitOrder '), text.indexOf('</soapenv:Body>'));
  const option = ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE;
  const source = XmlDocument.fromString(readFileSync(new URL('../../xsd/Locate.xsd', import.meta.url), 'utf8'), {
    option,
  });
  const schema = XsdValidator.fromDoc(source);
  const [ours, theirs] = await alternate(
    () => {
      const root = parseXml(text, LIMITS);
      if (validate('tolerant', text, root, [0, 0]).length > 0) throw new Error('the message is not valid');
      decode('SubmitOrder', root.children[0].children[0]);
    },
    () => {
      const document = XmlDocument.fromString(payload, { option });
      try {
        schema.validate(document);
      } finally {
        document.dispose();
      }
    },
    { times: 500 },
  );
  report(
    'parse + validate + decode 5 KB / libxml2 parse + validate',
    ours / theirs,
    2,
    `${(ours * 1000).toFixed(0)} µs / ${(theirs * 1000).toFixed(0)} µs`,
  );
}

/** Runs work with a broker in this process, on a SQLite file with the catalog of a thousand locations. */
async function withBroker(work, settings = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-bench-'));
  const running = await startBroker(
    readConfig({
      PORT: '0',
      DEMO_DATA: 'false',
      JOBS: 'false',
      DATABASE_URL: `sqlite:${join(folder, 'broker.db')}`,
      ...settings,
    }),
    createLog('error'),
  );
  try {
    const loaded = await fetch(new URL('/admin/v1/catalog', running.gateway.url), {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: catalog(),
    });
    if (!loaded.ok) throw new Error(await loaded.text());
    const send = async (text) => {
      const answer = await running.gateway.resend(text);
      if (answer.status !== 200) throw new Error(answer.response);
      return answer;
    };
    return await work(send, new URL('/Locate/LocateServices', running.gateway.url));
  } finally {
    await running.stop();
    rmSync(folder, { recursive: true });
  }
}

let orders = 0;
const submit = async (send, count) => {
  const requestIds = [];
  for (let from = 0; from < count; from += 50) {
    const batch = Array.from({ length: Math.min(50, count - from) }, () => send(orderMessage(`y-${(orders += 1)}`)));
    for (const { requestId } of await Promise.all(batch)) requestIds.push(requestId);
  }
  return requestIds;
};

/** The minimum work to write a response: the tree as escaped text, in one pass. */
function template(element) {
  const attributes = element.attributes.map(({ local, value }) => ` ${local}="${escapeAttribute(value)}"`).join('');
  return `<${element.local}${attributes}>${escapeText(element.text)}${element.children.map(template).join('')}</${element.local}>`;
}

export async function benchAnswers() {
  await withBroker(async (send) => {
    const ids = await submit(send, 1000);
    const list = inquiry(
      'StatusListRequest',
      'status_list_request_message',
      `<lookup_data response_type="SUMMARY" status_condition="EQ">
<ref_transaction_no/><employee_id/>${PLACE}<request_ids>${ids
        .slice(0, 500)
        .map((id) => `<request_ids request_id="${id}"/>`)
        .join('')}</request_ids></lookup_data>`,
    );
    const compare = async (what, text) => {
      const { response } = await send(text);
      const tree = parseXml(response, LIMITS);
      const [ours, theirs] = await alternate(
        () => send(text),
        () => template(tree),
        { rounds: 41, warm: 20 },
      );
      report(
        what,
        ours / theirs,
        4,
        `${ours.toFixed(1)} ms / ${theirs.toFixed(1)} ms, ${Math.round(response.length / 1024)} KB`,
      );
    };
    const one = statusRequest(ids[0]);
    console.log(
      `${'StatusRequest, from request text to response text'.padEnd(62)} ${(await cpu(() => send(one), 500)).toFixed(2).padStart(7)} ms of CPU time`,
    );
    await compare('StatusListRequest of 500 / its text by a template', list);

    // An order is polled once, so each poll is for a thousand new orders, all assigned to one location.
    const poll = inquiry(
      'Fulfillments',
      'fulfillment_request_message',
      `<store_location location_cd="${locationOf(await send(one))}" system_cd="6"/>`,
    );
    const taken = [];
    let note;
    for (let round = -3; round < 6; round += 1) {
      if (round > -3) await submit(send, 1000);
      let response;
      const ours = await cpu(async () => {
        ({ response } = await send(poll));
      });
      const tree = parseXml(response, LIMITS);
      const theirs = await cpu(() => template(tree), 5);
      if (round >= 0) taken.push(ours / theirs);
      note = `${ours.toFixed(0)} ms / ${theirs.toFixed(1)} ms, ${Math.round(response.length / 1024)} KB`;
    }
    report('Fulfillments of 1,000 / its text by a template', median(taken), 4, note);
  });
}

/** The location of an order, by the response to a StatusRequest. */
const locationOf = ({ response }) => /fulfilling_location_cd="(\w+)"/.exec(response)[1];

export async function benchDurable() {
  const taken = { normal: [], full: [] };
  for (let round = 0; round < 2; round += 1) {
    for (const synchronous of Object.keys(taken)) {
      await withBroker(
        async (send) => {
          await submit(send, 500);
          const before = performance.now();
          await submit(send, 1000);
          taken[synchronous].push((performance.now() - before) / 1000);
        },
        { SQLITE_SYNCHRONOUS: synchronous },
      );
    }
  }
  const [normal, full] = Object.values(taken).map(median);
  console.log(
    `${'SubmitOrder, SQLITE_SYNCHRONOUS full / normal'.padEnd(62)} ${(full / normal).toFixed(2).padStart(7)} x  ${full.toFixed(2)} ms / ${normal.toFixed(2)} ms per order, 50 at a time`,
  );
}

export async function benchHold() {
  await withBroker((send, url) => measureHolds(url, (count) => submit(send, count)));
}

export async function benchStart() {
  const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
  const taken = [[], [], []];
  for (let round = 0; round < 5; round += 1) {
    let before = performance.now();
    spawnSync(process.execPath, ['-e', '0']);
    taken[0].push(performance.now() - before);
    for (const [side, demo] of ['false', 'true'].entries()) {
      const folder = mkdtempSync(join(tmpdir(), 'order-broker-bench-'));
      before = performance.now();
      const server = await startServer([main, 'serve'], { cwd: folder, env: { PORT: '0', DEMO_DATA: demo } });
      await (await fetch(new URL('/readyz', server.url))).text();
      taken[side + 1].push(performance.now() - before);
      await server.stop();
      rmSync(folder, { recursive: true });
    }
  }
  const [node, empty, demo] = taken.map(median);
  report('start to first response / node -e 0', empty / node, 15, `${empty.toFixed(0)} ms / ${node.toFixed(0)} ms`);
  report('the same with the demo retailer loaded', demo / node, 15, `${demo.toFixed(0)} ms`);
}
