// The pages about routing that are made from the code: preferences, and the words of probability rules.

export function preferences({ preferences: all }, { page, table, code, cell }) {
  const row = ([name, one]) => [code(name), cell(one.default), cell(one.range), cell(one.meaning)];
  const of = (level) =>
    table(
      ['Preference', 'Default', 'Values', 'Meaning'],
      Object.entries(all)
        .filter(([, one]) => one.level === level)
        .map(row),
    );
  return page(
    '# Preferences',
    `Preferences stand in the catalog ([catalog.md](catalog.md)) and are in force with the next message. What they do in
detail: [routing.md](../routing.md).`,
    '## At every level',
    `They may be set at a location, at a location type and for the organization. The first of these that sets one decides;
where none does, the default holds. \`null\` counts as set: a location with \`max_orders_per_day: null\` has no limit, whatever
its type says.`,
    of('every level'),
    '## For the organization',
    'At a location or a location type they are faults.',
    of('organization'),
    `In \`weights\` all six of \`labor_cost\`, \`gross_margin\`, \`proximity\`, \`on_hand\`, \`sales_velocity\` and \`priority\` must be given. An
entry of \`brokering_overrides\` has \`order_type\`, \`system_cd\` and \`express\` (all required), and \`standard_brokering\`,
\`use_weighted_brokering\` and \`weights\`; what it leaves out is as for every order.`,
  );
}

export function probabilityRules({ figures, functions, operators }, { page, table, code, cell }) {
  return page(
    '# Probability rules',
    `A probability rule changes what a location may promise of a product: it takes the product out there, or calculates its
figure anew. Rules change decisions, never the stored figures. What they change is what is on hand: what is reserved, and
the \`backup_quantity\`, still go off it. They are in force for orders, searches and previews; not for a line that names its location.`,
    '## Examples',
    `They stand in a catalog document ([catalog.md](catalog.md)): rules say what, assignments where and when.

\`\`\`yaml
probability_rules:
  - name: KEEP-A-DAY                 # a store sells over the counter too: leave it a day's worth
    result: { figure: available_qty, as: available - daily_sell_through }
  - name: SHRINK                     # what was stolen is still counted
    when: shrink_rate > 0
    result: { figure: available_qty, as: floor(available * (1 - shrink_rate / 100)) }
  - name: OLD-AND-FEW                # nobody looked for a day, and there are hardly any: do not promise
    when: hours_since_update > 24 && promised < 3
    result: exclude

probability_assignments:
  - { rule: SHRINK, sequence: 10 }                              # everywhere
  - { rule: KEEP-A-DAY, sequence: 20, location_type: STORE }
  - { rule: OLD-AND-FEW, sequence: 30, location: { system_cd: STC, location_cd: "7" }, from: "2026-11-01", to: "2026-12-31" }
\`\`\`

A store has 40 units of a product, a shrink rate of 5 and sells 6 a day; 2 are reserved, and no safety stock is kept. Its figures
are an hour old.

| Step | On hand | Because |
|---|---|---|
| stored | 40 | |
| \`SHRINK\` | 38 | 40 * (1 - 5 / 100) |
| \`KEEP-A-DAY\` | 32 | 38 - 6: a rule sees what the earlier ones left |
| \`OLD-AND-FEW\` | 32 | does not apply: the figures are not older than 24 hours |
| can be promised | 30 | 32 less the 2 that are reserved |

With 9 on hand, nothing reserved and figures two days old, \`SHRINK\` leaves 8 (8.55 rounded down), \`KEEP-A-DAY\` leaves 2, and at store 7
\`OLD-AND-FEW\` takes the product out: 2 is less than 3. Elsewhere 2 could be promised.

The fourth is about the next delivery. \`next_po_date\` is calculated in days from today, so this tells customers a date
three days after the purchase order is due:

\`\`\`yaml
  - name: UNPACK
    when: next_po_qty > 0
    result: { figure: next_po_date, as: days_to_next_po + 3 }
\`\`\``,
    '## In which order, where, when',
    `* A rule without an assignment does nothing. An assignment is for all locations, for those of a type, or for one; from and to are
  days (UTC), both included; \`active: false\` switches it off.
* Assignments apply by \`sequence\`, those of one sequence by the rule's name. A rule that is assigned twice applies twice.
* \`exclude\` ends the matter; the reason in the trace is \`probability_rule\`.
* A location where \`use_probability_rules\` is false has none.`,
    '## Expressions',
    `\`when\` is a condition, \`as\` a number, each at most 1000 characters and 50 deep. Nothing but numbers, \`true\`, \`false\`, the
names below, parentheses and the operators is understood. A fault is told when the catalog is loaded, and nothing of it is stored:

\`\`\`
where                      what is wrong
-------------------------  ---------------------------------------------------------------------------------
probability_rules[0].when  cannot be read at character 13: Expected expression after >
\`\`\``,
    table(
      ['Figure', 'Unit', 'Meaning'],
      figures.map((one) => [code(one.name), cell(one.unit), cell(one.meaning)]),
    ),
    'A figure that nobody recorded is 0.',
    table(
      ['Function', 'Meaning'],
      functions.map((one) => [code(one.usage), cell(one.meaning)]),
    ),
    `Operators: ${operators
      .split(/ (?!:)/)
      .map((one) => `\`${one}\``)
      .join(', ')}. They bind as in JavaScript. \`&&\`, \`||\` and \`? :\` look only at what
they need, so \`sell_multiple > 0 && available / sell_multiple > 2\` never divides by zero.`,
    '## What comes out',
    `* A quantity is rounded down to whole units and is never below 0. A date is so many days from today, rounded up, today at the earliest.
* What divides by zero, or comes to no finite number, more than 999999999 units or a date beyond the year 9999, has no result: the rule is
  passed over for that product at that location, and the others go on.
* \`next_po_qty\` and \`next_po_date\` are what LocateItems tells; orders do not go by them.`,
  );
}
