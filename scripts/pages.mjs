// The pages of docs/ that are made from the code: each a function of the tables the code works by, so that the script
// (which reads dist/) and the test (which reads src/) cannot make different ones.
import { preferences, probabilityRules } from './routing-pages.mjs';

const NOTE = '<!-- Made by scripts/generate-docs.mjs from the code: run `npm run generate` instead of editing. -->';

/** Text as a table's cell. */
const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ').trim();
const code = (text) => (text === '' ? '' : `\`${String(text).replaceAll('|', '\\|')}\``);
const codes = (words) => words.map(code).join(', ');

const table = (headings, rows) =>
  [
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
    table(
      ['Setting', 'Default', 'Values', 'Meaning'],
      settings.map((one) => [
        code(one.name),
        one.default === '' ? 'empty' : code(one.default),
        one.values,
        cell(one.meaning),
      ]),
    ),
    `What is a matter of the enterprise, such as the search radius or who offers pickup, is no setting: it stands in the
catalog ([catalog.md](configuring/catalog.md)) and can be changed while the broker runs.`,
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

They stand in \`response_code\` (SubmitOrder, StatusUpdate) and \`response_cd\` (each item of LocateItems, each fulfillment type of
ProductAvailability, ProductUpdate), the text in \`response_description\`. \`{name}\` stands for a value of the case at hand. A message with several faults is answered
with the code of the first and the texts of all. With any code but 0 the header says \`xaction_response="FAILED"\` and
nothing was stored, but for \`nothing_found\` of LocateItems and \`none_available\` of ProductAvailability, which are answers and
say \`OK\`. The header of ProductUpdate has no attributes: there the code alone says it.

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
    table(
      ['Key', 'Fault code, SOAP 1.1 / 1.2', 'HTTP status, 1.1 / 1.2', 'Text', 'Meaning', 'What to do'],
      faults.map((one) => [
        code(one.key),
        one.code11 === one.code12 ? one.code11 : `${one.code11} / ${one.code12}`,
        one.status11 === one.status12 ? one.status11 : `${one.status11} / ${one.status12}`,
        cell(one.faultstring) + ('names' in one ? `: *${cell(one.names)}*` : ''),
        cell(one.meaning),
        cell(one.remedy),
      ]),
    ),
    `The key also stands in the log (\`outcome\`) and in the metric \`order_broker_soap_exchange_seconds\` (label \`outcome\`),
where \`answered\` stands for an exchange without a fault and \`caller-gone\` for one whose caller hung up.`,
  );
}

const MEANINGS = {
  new_order: 'Assigned to a location that has not fetched it yet. Also after a reject, at the next location.',
  polled: 'The location has fetched it, or says so.',
  accepted: 'The location will fulfill it.',
  picked: 'The goods are being prepared, or are ready.',
  posted: 'Handed to a system behind the fulfilling one. Nothing sets it so far.',
  intransit: 'On the way to the store where it is collected.',
  intransit_polled: 'That store knows that it is coming.',
  received: 'It has arrived at that store.',
  partial_fulfilled: 'A part was handed over.',
  fulfilled: 'Shipped to the customer, or collected.',
  rejected:
    'Refused by a location. Never to be seen: within the same message it becomes `new_order` elsewhere, or `unfulfillable`.',
  unfulfillable: 'No location can take it. The line stands at the unfulfillable location.',
  canceled: 'Called off.',
};

const TYPE_TITLES = {
  DELIVERY: 'Delivery (`DELIVERY`): shipped to the customer',
  PICKUP: 'Pickup (`PICKUP`): collected where the stock is',
  SHIPFORPICKUP: 'Ship for pickup (`SHIPFORPICKUP`): shipped to where it is collected',
  RETAILPICKUP: 'Retail pickup (`RETAILPICKUP`): the older form, collected where it was ordered',
  SHIPTOSTORE: 'Ship to store (`SHIPTOSTORE`): the older form, sent by who took the order',
};

/** A type's moves as a grid: rows are from, columns are to, a cell says who may. */
function grid(type, { statuses, transitions }) {
  const rows = transitions[type];
  const to = statuses.filter((status) => [...rows.values()].some((row) => row.has(status)));
  const cells = (grants = []) =>
    grants
      .map(({ parties, condition }) => [...parties].join(', ') + (condition === undefined ? '' : ` *(${condition})*`))
      .join('; ');
  return table(
    ['from / to', ...to.map(code)],
    [...rows].map(([from, row]) => [code(from), ...to.map((target) => cells(row.get(target)))]),
  );
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
canceled, and a canceled one called back where the organization allows it.`,
    table(['Status', 'Meaning', 'Holds stock', 'Final'], rows),
    `Which statuses hold stock is as above unless the location's system says otherwise (\`reserved_statuses\`, [catalog.md](configuring/catalog.md)). A line at
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

Rows are the status a line is in, columns the one it is to have; a cell names who may do that. A mark belongs to the parties
right before it, up to a semicolon: \`pickup; placed, sourced *(sent)*\` binds the pickup location to nothing. Where a cell is empty the move
is refused with code 7106; by another party than the cell names, with 7107; from a final status, with 7105
([response-codes.md](response-codes.md)). Steps may be skipped forward, never taken back. Some moves depend on a preference
([preferences.md](configuring/preferences.md)) and are refused with a code of their own where it says no:

| Mark | Possible where | Else |
|---|---|---|
| *brokered* | \`pickup_location_may_reject\` is \`always\`, or \`brokered\` and the routing chose where the line comes from | 7110 |
| *sent* | \`cancel_after_shipment\` is on | 7109 |
| *reassign* | \`restrict_reassignment_of_canceled_line\` is off | 7111 |`,
    ...Object.entries(TYPE_TITLES).flatMap(([type, title]) => [`### ${title}`, grid(type, tables)]),
    `${code('rejected')} is where a line goes on from by itself, in the same transaction: a pickup becomes unfulfillable, for the customer
chose that store; the others are routed again ([routing.md](routing.md)). The part that keeps the line's number goes first, further
parts get the next numbers. What the reject does to the stock figure of the location that failed, say \`reject_stock_effect\` and
\`reject_reasons\`.

A canceled line that is set to ${code('new_order')} again goes to the location its order named, else it is routed anew. So
it is where that location has rejected the line or a part of it; a pickup goes back to the store that the customer chose all the same.

While an order is under review its lines may be prepared, but a move to ${codes([...heldBack])} is refused with code 7108.`,
    `## Repeats

A caller that got no answer sends its message again. An update to the status a line has already changes nothing. It is answered
\`OK\`, but for a cancel: that is \`FAILED\` with code 7104, as the real service does it (\`repeated_status_update\` says otherwise).
A reject that was the caller's last word on a line is known as a repeat even though the line has gone on to another location, as
long as nobody has fetched it there. An update of some of a line's units is known by all the message says, its header's
\`datetime\` included, as long as that has a time and not only a date; of one that was
made in part only what was refused is tried again.`,
    `## The order's status

1. Canceled lines do not count, unless all are canceled: then the order is ${code('canceled')}.
2. Unfulfillable lines do not count, unless nothing else is left: then it is ${code('unfulfillable')}.
3. Some of the rest fulfilled, or a part of one, but not all: ${code('partial_fulfilled')}.
4. Otherwise the status of the line that is least far, in this order: ${codes(progress)}.`,
    '## One update for the whole order, or for lines',
    `* Items with a \`line_no\` other than 0 change those lines, one after the other: a message may take a line through several steps.
  All of them are changed, or none: one refused move refuses the message. Where the preference \`line_updates_all_or_nothing\` is off,
  the other lines are changed; the answer is \`FAILED\` with code 7113, names the lines that were and says why the others were not.
* Without such an item (none at all, or one with \`line_no="0"\`) the message is for the whole order. So it is, whatever its
  items say, where the organization's preference \`allow_split_order\` is off. Lines that are already in that status, final or
  another party's are passed over as long as one line is left to move; a line for which the move is no step or not
  possible (the marks above), or that is under review, refuses the message.
* The status wanted is \`item_status\` for a line, else \`order_status\`; for the whole order \`order_status\`, else the
  \`item_status\` of the first item.
* \`item_qty\` counts where the preference \`allow_partial_updates\` is on. Fewer units than the line has become a line of their own:
  it gets the next number and the new status, and the old line keeps the rest and its status. Of seven picked, three fulfilled:
  line 2 has three fulfilled, line 1 four picked. More than the line has is refused with 7112; 0 is the whole line, as order
  management systems send it. Where the preference is off, a line moves as a whole whatever its \`item_qty\` says.`,
    ...omsLetters(tables),
  );
}

/** The letters of an OMS, as a section of the page of statuses. */
function omsLetters({ statuses: all, omsOrderTypes, omsLetter, omsWords }) {
  return [
    '## The letter an OMS shows',
    `An order management system shows a letter for what the broker calls a status, and which letter depends on the record it keeps
of the line: its part in the order, and the order's type. \`order-broker orders\` and \`GET /admin/v1/orders\` show both words, with the
letters of the system that is asked for, else of the organization's default system. A \`-\` stands where it has none, and
\`N/P\` where only the OMS knows which it shows: N when it could not make an order of what it polled, P when it holds that order.`,
    table(
      ['Status', ...omsOrderTypes],
      all.map((status) => [code(status), ...omsOrderTypes.map((type) => omsLetter(type, status))]),
    ),
    table(
      ['Letter', 'Word'],
      Object.entries(omsWords).map(([letter, word]) => [letter, word]),
    ),
    `| Record | The system |
|---|---|
| brokered backorder, delivery | placed the delivery |
| brokered backorder, ship-for-pickup | placed an order that is shipped to where it is collected |
| store pickup | placed the pickup |
| ship-for-pickup | placed it, and named one of its own locations to send it: the pick slip is printed already |
| retail pickup | sends, as a fulfilling location, what is collected elsewhere |
| delivery | ships, as a fulfilling location, to the customer |

A system that placed an order and got it assigned itself keeps two records of it; the list shows the letter of the one it placed, a single
order both. A system that only waits for goods to be collected at its store, or has the goods of a pickup, keeps none.

Letters that are missing here (C, E, G, H, J, R, W, Y) stand for what only the OMS knows: a request it has not sent yet, an answer that did not
come.`,
  ];
}

/** How a page is written, for the pages that have a file of their own. */
const writing = { page, table, code, cell };

/** Every generated page by its path in the repository. */
export function generatedPages(tables) {
  return {
    'docs/configuration.md': configuration(tables),
    'docs/configuring/preferences.md': preferences(tables, writing),
    'docs/configuring/probability-rules.md': probabilityRules(tables, writing),
    'docs/response-codes.md': responseCodes(tables),
    'docs/statuses.md': statuses(tables),
  };
}
