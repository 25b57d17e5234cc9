// The pages of docs/ that are generated from the code. Each is a function of the tables that the code uses, so that the script
// (which reads dist/) and the test (which reads src/) cannot produce different pages.
import { preferences, probabilityRules, routingRegions } from './routing-pages.mjs';

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
    `Settings are environment variables. A \`.env\` file in the folder the broker is started in is read too; the
environment takes precedence. An empty value counts as not set. All settings are checked at start: an invalid value
prevents the start with a message that names the setting, the value and what was expected.

\`order-broker config\` prints every setting with its effective value; \`--json\` prints the same as JSON. Passwords are masked.`,
    table(
      ['Setting', 'Default', 'Values', 'Meaning'],
      settings.map((one) => [
        code(one.name),
        one.default === '' ? 'empty' : code(one.default),
        one.values,
        cell(one.meaning),
      ]),
    ),
    `What belongs to the enterprise, such as the search radius or which locations offer pickup, is not a setting: it is part of the
catalog ([catalog.md](configuring/catalog.md)) and can be changed while the broker runs.`,
  );
}

function responseCodes({ responseCodes: answers, faults }) {
  const rows = Object.entries(answers).map(([key, one]) => [one.code, code(key), cell(one.text), cell(one.meaning)]);
  return page(
    '# Response codes and faults',
    `A message can be refused in two ways, with different responses.

* A **rejection**: the message was understood, but the request cannot be fulfilled. HTTP 200, an ordinary response, and a
  response code in its body.
* A **SOAP fault**: the message could not be read, or the broker could not process it.`,
    `## Response codes

The code is in \`response_code\` (SubmitOrder, StatusUpdate, OrderUpdate) or \`response_cd\` (each item of LocateItems, each fulfillment type of
ProductAvailability, ProductUpdate), the text in \`response_description\`. \`{name}\` is a placeholder for a value. A message with several errors gets
the code of the first and the texts of all. With any code but 0 the header has \`xaction_response="FAILED"\` and
nothing was stored, except for \`nothing_found\` of LocateItems and \`none_available\` of ProductAvailability, which are results and
have \`OK\`. The header of ProductUpdate has no attributes: only the code tells success from failure.

Only 0 and 2040 are numbers of the real service. Ours begin at 7000, so that none can be mistaken for one of its. The names
in the second column are used in the code and its tests; they are not on the wire.`,
    table(['Code', 'Name', 'Text', 'Meaning, and what to do'], rows),
    `The responses of StatusRequest, StatusListRequest and Fulfillments have no field for a code: [contract.md](contract.md)
describes what they return in exceptional cases.`,
    `## Faults

A fault has the form of the message's SOAP version. Its detail contains the key below, the correlation id of the exchange's
log lines (also in the \`X-Request-Id\` header), and the problems found, with line, column and path where
they are known:

\`\`\`xml
<detail><fault xmlns="urn:order-broker:fault"><key>schema-invalid</key><correlationId>…</correlationId>
  <problem line="8" column="20" path="/SubmitOrder/order_request_message/message_body/…">…</problem></fault></detail>
\`\`\`

SOAP 1.1 defines one HTTP status for a fault, 500, and old clients look for faults nowhere else; SOAP 1.2 uses 400 for errors of the
sender. Refusals of HTTP itself, and a service that is temporarily unavailable, have HTTP's status in both. A
503 has a \`Retry-After\` header. SOAP 1.1 forbids a detail about header blocks, so \`must-understand\` has none there.`,
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
    `The key is also in the log (\`outcome\`) and in the metric \`order_broker_soap_exchange_seconds\` (label \`outcome\`),
where \`answered\` means an exchange without a fault and \`caller-gone\` one whose caller disconnected.`,
  );
}

const MEANINGS = {
  new_order: 'Assigned to a location that has not fetched it yet. Also after a reject, at the next location.',
  polled: 'The location has fetched it, or reported that it has.',
  accepted: 'The location will fulfill it.',
  picked: 'The goods are being prepared, or are ready.',
  verified: 'The store has verified that it has the goods. Store pickup only.',
  processed: 'The store has processed the order and has still to prepare the goods. Store pickup only.',
  posted: 'Sent to a partner by the broker.',
  intransit: 'On the way to the store where it is collected.',
  intransit_polled: 'That store has been notified.',
  received: 'It has arrived at that store.',
  partial_fulfilled: 'A part was handed over.',
  fulfilled: 'Shipped to the customer, or collected.',
  rejected:
    'Rejected by a location. Never visible: within the same message it becomes `new_order` elsewhere, or `unfulfillable`.',
  unfulfillable: 'No location can take it. The line is at the unfulfillable location.',
  canceled: 'Called off.',
};

const TYPE_TITLES = {
  DELIVERY: 'Delivery (`DELIVERY`): shipped to the customer',
  PICKUP: 'Pickup (`PICKUP`): collected where the stock is',
  SHIPFORPICKUP: 'Ship for pickup (`SHIPFORPICKUP`): shipped to the store where it is collected',
  RETAILPICKUP: 'Retail pickup (`RETAILPICKUP`): the older form, collected where it was ordered',
  SHIPTOSTORE: 'Ship to store (`SHIPTOSTORE`): the older form, sent by who took the order',
};

/** A type's transitions as a grid: rows are the present status, columns the new one, cells the roles that may make it. */
function grid(type, { statuses, transitions }) {
  const rows = transitions[type];
  const to = statuses.filter((status) => [...rows.values()].some((row) => row.has(status)));
  const cells = (grants = []) =>
    grants
      .map(({ roles, condition }) => [...roles].join(', ') + (condition === undefined ? '' : ` *(${condition})*`))
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
    `A line has one of these statuses; an order's status is derived from its lines. A line that holds stock counts in the
reserved quantity of its location. A line in a final status does not change any more, except that an unfulfillable one may be
canceled, and a canceled one reinstated where the organization allows it.`,
    table(['Status', 'Meaning', 'Holds stock', 'Final'], rows),
    `A system may define other statuses that hold stock (\`reserved_statuses\`, [catalog.md](configuring/catalog.md)). A line at
the virtual location \`IN PROCESS\` is \`new_order\` and holds none: its order was acknowledged and is still to be routed ([routing.md](routing.md)).`,
    `The broker writes the words above. When reading, it ignores case, treats blank, hyphen and underscore alike, and
also accepts these: ${[...aliases].map(([word, status]) => `${code(word)} (${code(status)})`).join(', ')}.`,
    `## Who may change a line

The caller's role follows from the system in \`store_location\` of its message:

| Role | The system |
|---|---|
| originating | that submitted the order |
| fulfilling | of the location that the line is assigned to |
| pickup | of the location where the order is collected |

One system may have several of these roles, and may do what any of them allows. Whom a StatusUpdate speaks for depends on the
location in \`store_location\` too:

| The location | The message speaks for |
|---|---|
| has or had a line of the order, or hands one over | the lines that are now with it, and no others. If it placed the order it may also do what the originating role allows, for all lines |
| a store (its location type is of the category \`store\`) without a part in the order | nothing but the originating role, if its system placed the order |
| any other without a part in the order, an unknown one, or none: a head office | all locations of its system |

What a location had and has lost is rejected with code 7115: its goods must not be shipped. If the preference
\`locations_speak_for_their_system\` is on, the location is ignored. A StatusUpdate without \`store_location\`, or with an empty \`system_cd\`, may do what any role may.

Rows are the present status of a line, columns the new one; a cell names the roles that may make the transition. A mark applies to the roles
right before it, up to a semicolon: in \`pickup; originating, fulfilling *(sent)*\` the pickup location has no condition. If a cell is empty, the transition
is rejected with code 7106; for another role than the cell names, with 7107; from a final status, with 7105
([response-codes.md](response-codes.md)). Steps may be skipped forward, never taken back. Some transitions depend on a preference
([preferences.md](configuring/preferences.md)) and are rejected with a code of their own if it does not allow them:

| Mark | Allowed if | Otherwise |
|---|---|---|
| *brokered* | \`pickup_location_may_reject\` is \`always\`, or \`brokered\` and the routing chose the fulfilling location | 7110 |
| *sent* | \`cancel_after_shipment\` is on | 7109 |
| *reassign* | \`restrict_reassignment_of_canceled_line\` is off | 7111 |`,
    ...Object.entries(TYPE_TITLES).flatMap(([type, title]) => [`### ${title}`, grid(type, tables)]),
    `A line leaves ${code('rejected')} automatically, in the same transaction: a pickup becomes unfulfillable, because the customer
chose that store; the others are routed again ([routing.md](routing.md)). The first part keeps the line's number, further
parts get the next numbers. \`reject_stock_effect\` and \`reject_reasons\` define the effect of the reject on the stock of the location
that failed.

A canceled line that is set to ${code('new_order')} again goes to the location that its order named, otherwise it is routed again. It is also
routed if that location has rejected the line or a part of it; a pickup always returns to the store that the customer chose. The
location must be able to take it as a new order: if it is switched off (7004), has no stock record or, with \`named_location_checks_quantity\`,
too little stock (7002), or if the pickup location is switched off (7012), the message is rejected.

A reject of some lines of an order that is not split because it is flagged \`ship_complete\` takes the other lines along that the location has and
did not ship, with their whole quantity. They are routed together again; only the line that the store named lowers its stock there.
\`ship_complete_reject\` changes this: \`refuse\` rejects the message (7117) unless all of them are rejected, \`separate\` leaves the others.

While an order is under review, its lines may be prepared, but a change to ${codes([...heldBack])} is rejected with code 7108.`,
    `## Repeats

A caller without a response sends its message again (an idempotent replay). An update to the status that a line already has changes nothing. It is answered
\`OK\`, except for a cancel: that is \`FAILED\` with code 7104, as in the real service (\`repeated_status_update\` changes this).
So is an update that the same caller made before, when the line has gone on to another status since it was assigned; and a reject that it
made at any time, wherever the line is by then. Every message is also recognized by its whole content and the identity that its caller gave
it: the \`MessageID\` of WS-Addressing, or without one the \`datetime\` of its header, if that has a time and not only a date. Two identical updates of
some units of a line are therefore two if their MessageIDs differ, or if their \`datetime\` does, by a fraction of a second if need be; a message that is sent again keeps
its MessageID. Of a partially applied one, only what was rejected is retried. A head office's reject without a time of day
is recognized until the next location of the same system fetches the line.

A repeat may bring a carrier or a tracking number that differs: they replace the stored ones, but not if the same message came before, nor by an update
of the whole order that changes other lines.`,
    `## The order's status

1. Canceled lines do not count, unless all are canceled: then the order is ${code('canceled')}.
2. Unfulfillable lines do not count, unless nothing else is left: then it is ${code('unfulfillable')}.
3. If some of the rest is fulfilled, or a part of a line, but not all: ${code('partial_fulfilled')}.
4. Otherwise the status of the least advanced line, in this order: ${codes(progress)}.`,
    '## One update for the whole order, or for lines',
    `* Items with a \`line_no\` other than 0 change those lines, one after the other: a message may take a line through several steps.
  All of them are changed, or none: one rejected change rejects the message. If the preference \`line_updates_all_or_nothing\` is off,
  the other lines are changed; the response is \`FAILED\` with code 7113, names the changed lines and gives the reasons for the others.
  Lines that are already in that status are no reason to reject it, as long as there are others.
* An item with \`line_no="0"\` that has an \`item_id\` or a \`requesting_system_line_no\` names its line by them: both must agree and stand for
  one line, or for one that is with the caller; otherwise the message is rejected with code 7116.
* Without such an item (none at all, or one that names nothing) the message applies to the whole order. So does any message,
  whatever its items, if the organization's preference \`allow_split_order\` is off. Lines that are already in that status, final,
  another role's or another location's are skipped as long as one line can change; a line for which the transition does not exist or is not
  allowed (the marks above), or that is under review, rejects the message.
* The new status is \`item_status\` for a line, otherwise \`order_status\`; for the whole order \`order_status\`, otherwise the
  \`item_status\` of the first item.
* \`item_qty\` counts if the preference \`allow_partial_updates\` is on. Fewer units than the line has become a line of their own:
  it gets the next number and the new status, and the old line keeps the rest and its status. Of seven picked, three fulfilled:
  line 2 has three fulfilled, line 1 four picked. More than the line has is rejected with 7112; 0 is the whole line, as order
  management systems send it. If the preference is off, a line changes as a whole whatever its \`item_qty\`.`,
    ...omsLetters(tables),
  );
}

/** The letters of an OMS, as a section of the page of statuses. */
function omsLetters({ statuses: all, omsOrderTypes, omsLetter, omsWords }) {
  return [
    '## The letter an OMS shows',
    `An order management system shows a letter for a status, which depends on the record it keeps
of the line: its role in the order, and the order's type. \`order-broker orders\` and \`GET /admin/v1/orders\` show status and letter, for
the system in the query, otherwise for the organization's default system. A \`-\` means that it has none, and
\`N/P\` that only the OMS knows which one it shows: N if it could not create an order from what it polled, P if it holds that order. \`A/K/P\` is the
letter that it showed before: it passes \`verified\` and \`processed\` over.`,
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
| ship-for-pickup | placed it, and named one of its own locations to send it: the pick slip is already printed |
| retail pickup | sends, as a fulfilling location, what is collected elsewhere |
| delivery | ships, as a fulfilling location, to the customer |

A system that placed an order which was then assigned to itself keeps two records of it; the list shows the letter of the placing record, the view of a
single order both. A system whose store only hands over goods, or holds the goods of a pickup, keeps none.

Two letters depend on who did something. A brokered backorder that another system or the broker itself canceled shows E. What the
system was to fulfill and rejected keeps J, as a retail pickup or delivery, wherever the line is now.

The letters that are missing here (C, G, H, R, W, Y) describe states that only the OMS knows, such as a request it has not sent yet or a
response that did not arrive.`,
  ];
}

/** Formatting helpers, for the pages that have a file of their own. */
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

/** The generated regions of pages that people write, by path and name: see `withRegions`. */
export function generatedRegions(tables) {
  return {
    'docs/routing.md': routingRegions(tables, writing),
    'docs/change-feed.md': { tables: tables.feedTables.map(feedTableSection).join('\n\n') },
  };
}

/** What a table of the change feed holds, and each of its columns. */
function feedTableSection({ name, row, key, columns }) {
  const kinds = { text: 'text', note: 'long text', number: 'whole number', amount: 'amount, two decimals' };
  const masking = { hidden: '`*****`', prefix: 'first three characters stay' };
  return [
    `### queue_${name}`,
    '',
    `One row is ${row}. Key: \`request_id\`${key === undefined ? '' : `, \`${key}\``}.`,
    '',
    '| Column | Kind | Meaning | When masked |',
    '|---|---|---|---|',
    ...columns.map(
      (column) =>
        `| \`${column.name}\` | ${kinds[column.kind]} | ${column.meaning} | ${masking[column.personal] ?? ''} |`,
    ),
  ].join('\n');
}

/**
 * A page with the text between `<!-- generated: name -->` and `<!-- end -->` replaced, for each region by its name.
 * Throws when the page lacks one.
 */
export function withRegions(text, regions) {
  return Object.entries(regions).reduce((page, [name, content]) => {
    const start = `<!-- generated: ${name} -->\n`;
    const from = page.indexOf(start);
    const to = page.indexOf('\n<!-- end -->', from);
    if (from < 0 || to < 0) throw new Error(`the page has no region "${name}"`);
    return page.slice(0, from + start.length) + content + page.slice(to);
  }, text);
}
