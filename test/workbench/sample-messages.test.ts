import { readdir, readFile } from 'node:fs/promises';
import { child, LIMITS } from '../../src/client/locate/response.js';
import { parseXml } from '../../src/platform/xml/parse.js';
import { planFor } from '../../src/workbench/plan.js';

describe('the sample messages', () => {
  const manifest = 'samples/locate/replay.yaml';

  it('are all in the manifest, exist and are well-formed', async () => {
    const plan = await planFor('samples/locate');
    const names = new Set((await readdir('samples/locate')).map((name) => `samples/locate/${name}`));
    const used = new Set([manifest, ...plan.steps.flatMap(({ file, responseFile }) => [file, responseFile])]);
    expect([...names].filter((name) => !used.has(name))).toEqual([]);
    expect(plan.steps.filter(({ file }) => !names.has(file))).toEqual([]);
    for (const name of names) {
      if (name !== manifest) expect(parseXml(await readFile(name, 'utf8'), LIMITS).local).toBe('Envelope');
    }
  });

  it('cover every operation and order type', async () => {
    const texts = await Promise.all((await planFor('samples/locate')).steps.map(({ file }) => readFile(file, 'utf8')));
    const operations = new Set(texts.map((text) => child(parseXml(text, LIMITS), 'Body')?.children[0]?.local));
    expect([...operations].sort()).toEqual([
      'EchoTest',
      'Fulfillments',
      'Intransit',
      'LocateItems',
      'OrderSearch',
      'OrderUpdate',
      'ProductAvailability',
      'ProductUpdate',
      'StatusListRequest',
      'StatusRequest',
      'StatusUpdate',
      'SubmitOrder',
    ]);
    const types = new Set(texts.flatMap((text) => /transaction_type_id="(\w+)"/.exec(text)?.[1] ?? []));
    expect([...types].sort()).toEqual(['DELIVERY', 'PICKUP', 'RETAILPICKUP', 'SHIPFORPICKUP', 'SHIPTOSTORE']);
  });
});
