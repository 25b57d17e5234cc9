// The documentation of routing that is made from the code: the pages of preferences and probability rules, and the
// tables of criteria in docs/routing.md.

export function preferences({ preferences: all }, { page, table, code, cell }) {
  const row = ([name, one]) => [code(name), cell(one.defaultText), cell(one.range), cell(one.meaning)];
  const weighted = Object.keys(all.weights.default).map(code);
  const of = (level) =>
    table(
      ['Preference', 'Default', 'Values', 'Meaning'],
      Object.entries(all)
        .filter(([, one]) => one.level === level)
        .map(row),
    );
  return page(
    '# Preferences',
    `Preferences are part of the catalog ([catalog.md](catalog.md)) and take effect with the next message. Their effect in
detail: [routing.md](../routing.md).`,
    '## At every level',
    `They may be set at a location, at a location type and for the organization. The first of these that sets one decides;
if none does, the default applies. \`null\` counts as set: a location with \`max_orders_per_day: null\` has no limit, whatever
its type says.`,
    of('every level'),
    '## For the organization',
    'At a location or a location type they are errors.',
    of('organization'),
    `\`weights\` must give all of ${weighted.slice(0, -1).join(', ')} and ${weighted.at(-1)}. An
entry of \`brokering_overrides\` has \`order_type\`, \`system_cd\` and \`express\` (all required), and \`standard_brokering\`,
\`use_weighted_brokering\` and \`weights\`; what it omits is as for every order.`,
  );
}

/** The tables of criteria in docs/routing.md, by the name of their region. */
export function routingRegions({ standardCriteria, scoreCriteria }, { table, code }) {
  return {
    'standard criteria': table(
      ['Criterion', 'Prefers'],
      Object.values(standardCriteria).map(({ name, meaning }) => [code(name), meaning]),
    ),
    'score criteria': table(
      ['Criterion', 'Prefers', 'Unknown when'],
      Object.values(scoreCriteria).map(({ name, meaning, unknown }) => [code(name), meaning, unknown]),
    ),
  };
}

export function probabilityRules({ variables, functions, operators }, { page, table, code, cell }) {
  return page(
    '# Probability rules',
    `A probability rule changes what a location may promise of a product: it excludes the product there, or recalculates a
quantity or date. Rules change decisions, never the stored quantities. They change the quantity on hand; reserved units and
the \`backup_quantity\` are still subtracted from it. They apply to orders, searches and previews, but not to a line that names its location.`,
    '## Examples',
    `Rules are part of a catalog document ([catalog.md](catalog.md)): a rule says what changes, an assignment where and when.

\`\`\`yaml
probability_rules:
  - name: KEEP-A-DAY                 # a store sells over the counter too: leave it a day's worth
    result: { figure: available_qty, as: available - daily_sell_through }
  - name: SHRINK                     # stolen units are still counted
    when: shrink_rate > 0
    result: { figure: available_qty, as: floor(available * (1 - shrink_rate / 100)) }
  - name: OLD-AND-FEW                # nobody counted for a day, and hardly any are left: do not promise
    when: hours_since_update > 24 && promised < 3
    result: exclude

probability_assignments:
  - { rule: SHRINK, sequence: 10 }                              # everywhere
  - { rule: KEEP-A-DAY, sequence: 20, location_type: STORE }
  - { rule: OLD-AND-FEW, sequence: 30, location: { system_cd: STC, location_cd: "7" }, from: "2026-11-01", to: "2026-12-31" }
\`\`\`

A store has 40 units of a product, a shrink rate of 5, and sells 6 a day; 2 are reserved, and there is no safety stock. Its stock
record is an hour old.

| Step | On hand | Because |
|---|---|---|
| stored | 40 | |
| \`SHRINK\` | 38 | 40 * (1 - 5 / 100) |
| \`KEEP-A-DAY\` | 32 | 38 - 6: a rule sees the result of the earlier ones |
| \`OLD-AND-FEW\` | 32 | does not apply: the record is not older than 24 hours |
| can be promised | 30 | 32 less the 2 that are reserved |

With 9 on hand, nothing reserved and a record two days old, \`SHRINK\` leaves 8 (8.55 rounded down), \`KEEP-A-DAY\` leaves 2, and at store 7
\`OLD-AND-FEW\` excludes the product: 2 is less than 3. Elsewhere 2 could be promised.

A fourth rule is about the next delivery. \`next_po_date\` is calculated in days from today, so this gives customers a date
three days after the purchase order is due:

\`\`\`yaml
  - name: UNPACK
    when: next_po_qty > 0
    result: { figure: next_po_date, as: days_to_next_po + 3 }
\`\`\``,
    '## In which order, where, when',
    `* A rule without an assignment does nothing. An assignment is for all locations, for those of a type, or for one; from and to are
  days (UTC), both inclusive; \`active: false\` switches it off.
* Assignments apply by \`sequence\`, those with the same sequence by the rule's name. A rule that is assigned twice applies twice.
* \`exclude\` ends the evaluation; the reason in the trace is \`probability_rule\`.
* A location where \`use_probability_rules\` is false has none.`,
    '## Expressions',
    `\`when\` is a condition, \`as\` a number, each at most 1000 characters and 50 levels deep. They may contain numbers, \`true\`, \`false\`, the
names below, parentheses and the operators. An error is reported when the catalog is loaded, and then nothing of the catalog is stored:

\`\`\`
path                       error
-------------------------  ---------------------------------------------------------------------------------
probability_rules[0].when  cannot be read at character 13: Expected expression after >
\`\`\``,
    table(
      ['Variable', 'Unit', 'Meaning'],
      variables.map((one) => [code(one.name), cell(one.unit), cell(one.meaning)]),
    ),
    'A variable that was not recorded is 0.',
    table(
      ['Function', 'Meaning'],
      functions.map((one) => [code(one.usage), cell(one.meaning)]),
    ),
    `Operators: ${operators
      .split(/ (?!:)/)
      .map((one) => `\`${one}\``)
      .join(', ')}. They bind as in JavaScript. \`&&\`, \`||\` and \`? :\` evaluate only what
they need, so \`sell_multiple > 0 && available / sell_multiple > 2\` never divides by zero.`,
    '## Results',
    `* A quantity is rounded down to whole units and is never below 0. A date is a number of days from today, rounded up, today at the earliest.
* An expression that divides by zero, or whose result is not finite, more than 999999999 units or a date beyond the year 9999, has no result: the
  rule is skipped for that product at that location, and the others still apply.
* \`next_po_qty\` and \`next_po_date\` are returned by LocateItems; orders do not depend on them.`,
  );
}
