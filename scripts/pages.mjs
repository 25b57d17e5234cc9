// The pages of docs/ that are made from the code: each a function of the tables the code works by, so that the script
// (which reads dist/) and the test (which reads src/) cannot make different ones.
import { preferences, probabilityRules } from './routing-pages.mjs';

const NOTE = '<!-- Made by scripts/generate-docs.mjs from the code: run `npm run generate` instead of editing. -->';

/** Text as a table's cell. */
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim();
const code = (text) => (text === '' ? '' : `\`${String(text).replaceAll('|', '\\|')}\``);
const codes = (words) => words.map(code).join(', ');

const table = (headings, rows) => [
  `| ${headings.join(' | ')} |`,
  `|${headings.map(() => '---|').join('')}`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
].join('\n');

const page = (...parts) => `${[NOTE, ...parts].join('\n\n')}\n`;

function configuration({ settings }) {
  return page(
    '# Settings',
    `Settings are environment variables. A \`.env\` file in the folder the broker is started in is read too; what the
environment says stands above it. An empty value counts as not set. All are checked at start: a value that does not
fit stops the start with a message that names the setting, the value and what was expected.

\`order-broker config\` prints every setting with its value in force; \`--json\` prints the same as JSON. Passwords are masked.`,
    table(['Setting', 'Default', 'Values', 'Meaning'], settings.map((one) => [
      code(one.name), one.default === '' ? 'empty' : code(one.default), one.values, cell(one.meaning),
    ])),
    `What is a matter of the enterprise, such as the search radius or who offers pickup, is no setting: it stands in the
catalogue ([catalog.md](catalog.md)) and can be changed while the broker runs.`,
  );
}

function responseCodes({ responseCodes: answers, faults }) {
  const rows = Object.entries(answers).map(([key, one]) => [one.code, code(key), cell(one.text), cell(one.meaning)]);
  return page(
    '# Response codes and faults',
    `A message can be refused in two places, and the answer has a different form in each.

* The message was read and understood, but what it asks for cannot be done: HTTP 200, an ordinary response, and a
  response code in its body.
* The message could not be read, or the broker could not work on it: a SOAP fault.`,
    `## Response codes

They stand in \`response_code\` (SubmitOrder, StatusUpdate) and \`response_cd\` (each item of LocateItems), the text in
\`response_description\`. \`{name}\` stands for a value of the case at hand. A message with several faults is answered
with the code of the first and the texts of all. With any code but 0 the header says \`xaction_response="FAILED"\` and
nothing was stored; the one exception is \`nothing_found\` of LocateItems, which is an answer and says \`OK\`.

Only 0 and 2040 are numbers of the real service. Ours begin at 7000, so that none can be taken for one of its. The names
in the second column are used in the code and its tests; they are not on the wire.`,
    table(['Code', 'Name', 'Text', 'Meaning, and what to do'], rows),
    `StatusRequest, StatusListRequest and Fulfillments have no place for a code in their answers: [contract.md](contract.md)
says what they answer in odd cases.`,
    `## Faults

A fault is shaped for the SOAP version of the message. Its detail holds the key below, the correlation id under which the
log tells of the exchange (it is also in the \`X-Request-Id\` header), and the problems found with line, column and path where
they are known:

\`\`\`xml
<detail><fault xmlns="urn:order-broker:fault"><key>schema-invalid</key><correlationId>…</correlationId>
  <problem line="8" column="20" path="/SubmitOrder/order_request_message/message_body/…">…</problem></fault></detail>
\`\`\`

SOAP 1.1 knows one HTTP status for a fault, 500, and old clients look for faults nowhere else; SOAP 1.2 has 400 for what the
sender got wrong. What HTTP itself refuses, and a service that is not there for the moment, have HTTP's status in both. With a
503 comes a \`Retry-After\` header. SOAP 1.1 forbids a detail about header blocks, so \`must-understand\` has none there.`,
    table(['Key', 'Fault code, SOAP 1.1 / 1.2', 'HTTP status, 1.1 / 1.2', 'Text', 'Meaning', 'What to do'], faults.map((one) => [
      code(one.key),
      one.code11 === one.code12 ? one.code11 : `${one.code11} / ${one.code12}`,
      one.status11 === one.status12 ? one.status11 : `${one.status11} / ${one.status12}`,
      cell(one.faultstring) + ('names' in one ? `: *${cell(one.names)}*` : ''),
      cell(one.meaning),
      cell(one.remedy),
    ])),
    `The key also stands in the log (\`outcome\`) and in the metric \`order_broker_soap_exchange_seconds\` (label \`outcome\`),
where \`answered\` stands for an exchange without a fault and \`caller-gone\` for one whose caller hung up.`,
  );
}

const MEANINGS = {
  new_order: 'Assigned to a location that has not fetched it yet. Also after a reject, at the next location.',
  polled: 'The location has fetched it, or says so.',
  accepted: 'The location will fulfil it.',
  picked: 'The goods are being prepared, or are ready.',
  posted: 'Handed to a system behind the fulfilling one. Nothing sets it so far.',
  intransit: 'On the way to the store where it is collected.',
  intransit_polled: 'That store knows that it is coming.',
  received: 'It has arrived at that store.',
  partial_fulfilled: 'A part was handed over.',
  fulfilled: 'Shipped to the customer, or collected.',
  rejected: 'Refused by a location. Never to be seen: within the same message it becomes `new_order` elsewhere, or `unfulfillable`.',
  unfulfillable: 'No location can take it. The line stands at the unfulfillable location.',
  canceled: 'Called off.',
};

const FLOW_TITLES = {
  'delivery': 'Delivery (`DELIVERY`): shipped to the customer',
  'pickup': 'Pickup (`PICKUP`): collected where the stock is',
  'ship-for-pickup': 'Ship for pickup (`SHIPFORPICKUP`, `RETAILPICKUP`, `SHIPTOSTORE`): shipped to where it is collected',
};

/** What the broker itself sets: where a line starts, and where a rejected one goes on. */
const SET_BY_BROKER = ['new_order', 'unfulfillable'];

/** A flow's moves as a grid: rows are from, columns are to, a cell says who may. Rows no line of the flow is ever found in are left out. */
function grid(flow, { statuses, transitions }) {
  const rules = transitions.filter((rule) => rule.flows.includes(flow));
  const to = statuses.filter((status) => rules.some((rule) => rule.to === status));
  const from = statuses.filter((status) => status !== 'rejected' && [...SET_BY_BROKER, ...to].includes(status)
    && rules.some((rule) => rule.from.includes(status)));
  // Nobody collects a delivery.
  const takesPart = (party) => flow !== 'delivery' || party !== 'pickup';
  return table(['from / to', ...to.map(code)], from.map((status) => [
    code(status),
    ...to.map((target) => [...new Set(rules.filter((rule) => rule.to === target && rule.from.includes(status)).flatMap((rule) => rule.by))]
      .filter(takesPart).join(', ')),
  ]));
}

function statuses(tables) {
  const { statuses: all, isFinal, reserving, aliases, progress, heldBack } = tables;
  const rows = all.map((status) => {
    if (MEANINGS[status] === undefined) throw new Error(`scripts/pages.mjs has no meaning for the status ${status}`);
    return [code(status), MEANINGS[status], reserving.includes(status) ? 'yes' : '', isFinal(status) ? 'yes' : ''];
  });
  return page(
    '# Statuses',
    `A line has one of these statuses; an order's status follows from its lines'. A line that holds stock counts in the
reserved quantity of its location. Nothing more happens to a line in a final status, but that an unfulfillable one may be
canceled.`,
    table(['Status', 'Meaning', 'Holds stock', 'Final'], rows),
    `Which statuses hold stock is as above unless the location's system says otherwise (\`reserved_statuses\`, [catalog.md](catalog.md)). A line at
the virtual location \`IN PROCESS\` is \`new_order\` and holds none: its order was acknowledged and is still to be brokered ([routing.md](routing.md)).`,
    `The words above are what the broker writes. In what it reads, upper and lower case, a blank, a hyphen or an underscore do
not matter, and these are understood as well: ${[...aliases].map(([word, status]) => `${code(word)} (${code(status)})`).join(', ')}.`,
    `## Who may move a line

Who a caller is follows from the system in \`store_location\` of its message:

| Party | The system |
|---|---|
| placed | that submitted the order |
| sourced | of the location where the line is to be fulfilled |
| pickup | of the location where the order is collected |

One system may be several of these at once and may do what any of them may. The location in \`store_location\` is not looked
at. A StatusUpdate without \`store_location\`, or with an empty \`system_cd\`, may do what any party may.

Rows are the status a line is in, columns the one it is to have; a cell names who may do that. Where a cell is empty the move
is refused with code 7106; by another party than the cell names, with 7107; to the status the line has already, with 7104;
from a final status, with 7105 ([response-codes.md](response-codes.md)). Steps may be skipped forward, never taken back.`,
    ...Object.entries(FLOW_TITLES).flatMap(([flow, title]) => [`### ${title}`, grid(flow, tables)]),
    `${code('rejected')} is where a line goes on from by itself, in the same transaction: a delivery or ship-for-pickup is
routed again ([routing.md](routing.md)), a pickup becomes unfulfillable, for the customer chose that store.

While an order is under review its lines may be prepared, but a move to ${codes([...heldBack])} is refused with code 7108.`,
    `## The order's status

1. Canceled lines do not count, unless all are canceled: then the order is ${code('canceled')}.
2. Unfulfillable lines do not count, unless nothing else is left: then it is ${code('unfulfillable')}.
3. Some of the rest fulfilled, but not all: ${code('partial_fulfilled')}.
4. Otherwise the status of the line that is least far, in this order: ${codes(progress)}.`,
    '## One update for the whole order, or for lines',
    `* Items with a \`line_no\` other than 0 change those lines. All of them are changed, or none: one refused move refuses the message.
* Without such an item (none at all, or one with \`line_no="0"\`) the message is for the whole order. So it is, whatever its
  items say, where the organisation's preference \`allow_split_order\` is off. Lines that are already in that status, final or
  another party's are passed over as long as one line is left to move; a line for which the move is no step, or that is
  under review, refuses the message.
* The status wanted is \`item_status\` for a line, else \`order_status\`; for the whole order \`order_status\`, else the
  \`item_status\` of the first item.
* \`item_qty\` is not looked at: a line moves as a whole.`,
  );
}

/** How a page is written, for the pages that have a file of their own. */
const writing = { page, table, code, cell };

/** Every generated page by its path in the repository. */
export function generatedPages(tables) {
  return {
    'docs/configuration.md': configuration(tables),
    'docs/preferences.md': preferences(tables, writing),
    'docs/probability-rules.md': probabilityRules(tables, writing),
    'docs/response-codes.md': responseCodes(tables),
    'docs/statuses.md': statuses(tables),
  };
}
