import { stringify } from 'yaml';
import { parseCatalogDocument } from '../../../src/formats/catalog/catalog-document.js';
import { parseCatalogOffThread } from '../../../src/formats/catalog/parse-off-thread.js';
import { loadDocument } from '../../../src/formats/catalog/load-document.js';
import { Database } from '../../../src/store/database.js';

/** 30,000 stock records of 3 MB: without interruptions the event loop waits for seconds. */
const LOCATIONS = 30;
const ITEMS = 1_000;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const CATALOG = {
  organization: { code: 'ORG', account: 'LOCATE', default_system: 'S' },
  systems: [
    { system_cd: 'S', locations: numbers(LOCATIONS).map((i) => ({ location_cd: `L${String(i)}`, name: 'Store' })) },
  ],
  products: numbers(ITEMS).map((i) => ({
    product_cd: `P${String(i)}`,
    description: 'Product',
    system_products: [{ system_cd: 'S', item_id: `I${String(i)}` }],
  })),
  inventory: numbers(LOCATIONS * ITEMS).map((i) => ({
    system_cd: 'S',
    location_cd: `L${String(Math.floor(i / ITEMS))}`,
    item_id: `I${String(i % ITEMS)}`,
    available_qty: 5,
  })),
};

/** The most processor time in ms between two turns of the event loop while work runs; other processes are not counted. */
async function longestHold(work: () => Promise<void>): Promise<number> {
  let longest = 0;
  let last = process.cpuUsage();
  const turn = (): void => {
    const { user } = process.cpuUsage(last);
    longest = Math.max(longest, user / 1000);
    last = process.cpuUsage();
  };
  const timer = setInterval(turn, 1);
  await work();
  turn();
  clearInterval(timer);
  return longest;
}

test('a catalog of 30,000 stock records is checked and written in slices', async () => {
  const text = JSON.stringify(CATALOG);
  const database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 5_000 });
  try {
    let result: unknown;
    const hold = await longestHold(async () => {
      const parsed = await parseCatalogDocument.yielding(text, 'json');
      result = await loadDocument({ database, clock: () => new Date() }, parsed);
    });
    expect(result).toMatchObject({ changes: { inventory: { created: LOCATIONS * ITEMS, updated: 0 } } });
    expect(hold).toBeLessThan(250);
  } finally {
    await database.close();
  }
});

test('a large catalog of YAML is parsed in a thread, with the same result', async () => {
  const inventory = CATALOG.inventory.slice(0, 2_000).map((entry, i) => (i === 1_234 ? { ...entry, item: 1 } : entry));
  for (const catalog of [
    { ...CATALOG, inventory },
    { ...CATALOG, inventory: CATALOG.inventory.slice(0, 2_000) },
  ]) {
    const text = stringify(catalog);
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 1);
    const parsed = await parseCatalogOffThread(text, 'yaml');
    clearInterval(timer);
    expect(parsed).toEqual(parseCatalogDocument(text, 'yaml'));
    // The event loop went on meanwhile; parsed here, the text would have let it turn once at most.
    expect(turns).toBeGreaterThan(5);
  }
});

test('the faults of a long list have the paths of the document', () => {
  const inventory = CATALOG.inventory.map((entry, i) =>
    i === 12_345 ? { ...entry, available_qty: 'many' } : i === 20_000 ? { ...entry, item: 1 } : entry,
  );
  const text = JSON.stringify({ ...CATALOG, inventory: [...inventory, inventory[7]] });
  expect(parseCatalogDocument(text, 'json')).toMatchObject({
    faults: [
      { path: 'inventory[12345].available_qty', reason: 'found "many", expected a number without quotes' },
      { path: 'inventory[20000].item' },
      { path: 'inventory[30000].item_id' },
    ],
  });
});

test.each([
  ['{"systems":\n [}', /^line 2, column 3: the document is not JSON: |^the document is not JSON: /, ''],
  ['{"zones":[],"zones":[]}', /^found the name twice, expected it once$/, 'zones'],
  ['{"zones":[],}', /^(?:line 1, column 13: )?the document is not JSON: /, ''],
])('JSON is read strictly: %s', (text, reason, path) => {
  expect(parseCatalogDocument(text, 'json')).toEqual({
    faults: [{ path, reason: expect.stringMatching(reason) as string }],
  });
});
