import { readdir, readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { LIMITS, payloadOf } from '../../src/client/locate/response.js';
import { parseXml } from '../../src/platform/xml/parse.js';
import { parseHttpRequest, parseHttpResponse } from '../../src/workbench/http-file.js';
import { planFor } from '../../src/workbench/plan.js';

const FOLDERS = ['locate', 'direct-fulfillment', 'third-party-logistics', 'fulfillment-requests', 'logistics'];

/** Names of the payloads of a folder's messages, and its HTTP requests as `METHOD /path`. */
async function sentFrom(folder: string): Promise<{ operations: Set<string>; requests: string[]; texts: string[] }> {
  const operations = new Set<string>();
  const requests: string[] = [];
  const texts: string[] = [];
  for (const { file } of (await planFor(`samples/${folder}`)).steps) {
    const text = await readFile(file, 'utf8');
    texts.push(text);
    if (file.endsWith('.http')) {
      const { method, path } = parseHttpRequest(text, file);
      requests.push(`${method} ${path.replace(/\?.*/, '')}`);
    } else operations.add(payloadOf(parseXml(text, LIMITS))?.local ?? '');
  }
  return { operations, requests, texts };
}

/** The operations of a served contract. */
async function operationsOf(wsdl: string): Promise<Set<string>> {
  const text = await readFile(`api/${wsdl}.wsdl`, 'utf8');
  return new Set([...text.matchAll(/<wsdl:operation name="(\w+)"/g)].map(([, name]) => name ?? ''));
}

/** Routes of a served description that no request has. */
async function unsent(document: string, requests: readonly string[]): Promise<string[]> {
  const { paths } = JSON.parse(await readFile(`api/${document}.json`, 'utf8')) as { paths: Record<string, object> };
  return Object.entries(paths)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`))
    .filter((route) => {
      // A path without parameters is a route of its own where a parameter would fit as well.
      const pattern = new RegExp(
        `^${route.replace(/\{\w+\}/g, '(?:\\{\\{\\w+\\}\\}|[\\w-]*\\{\\{\\w+\\}\\}|land|instant)')}$`,
      );
      return !requests.some((request) => pattern.test(request));
    });
}

describe('the sample messages', () => {
  it.each(FOLDERS)(
    'of %s are all in the manifest, exist, have expected responses and are well-formed',
    async (folder) => {
      const path = `samples/${folder}`;
      const plan = await planFor(path);
      const names = new Set((await readdir(path)).map((name) => `${path}/${name}`));
      const used = new Set([`${path}/replay.yaml`, ...plan.steps.flatMap((step) => [step.file, step.responseFile])]);
      expect([...names].filter((name) => !used.has(name))).toEqual([]);
      expect([...used].filter((name) => !names.has(name))).toEqual([]);
      for (const name of names) {
        const text = await readFile(name, 'utf8');
        if (name.endsWith('.xml')) expect(parseXml(text, LIMITS).local).toBe('Envelope');
        else if (basename(name).includes('.response.')) expect(parseHttpResponse(text, name).status).toBeGreaterThan(0);
      }
    },
  );

  it('cover every operation and order type of Locate', async () => {
    const { operations, texts } = await sentFrom('locate');
    expect([...operations].sort()).toEqual([...(await operationsOf('locate'))].sort());
    const types = new Set(texts.flatMap((text) => /transaction_type_id="(\w+)"/.exec(text)?.[1] ?? []));
    expect([...types].sort()).toEqual(['DELIVERY', 'PICKUP', 'RETAILPICKUP', 'SHIPFORPICKUP', 'SHIPTOSTORE']);
  });

  it('cover every call of direct fulfillment', async () => {
    const { operations } = await sentFrom('direct-fulfillment');
    const missing = [...(await operationsOf('direct-fulfillment'))].filter((name) => !operations.has(name));
    expect(missing).toEqual([]);
  });

  it('cover every operation of third-party logistics, by SOAP and by REST', async () => {
    const { operations, requests } = await sentFrom('third-party-logistics');
    const all = [...(await operationsOf('third-party-logistics'))];
    expect(all.length).toBeGreaterThan(0);
    expect(all.filter((name) => !operations.has(`${name}Request`))).toEqual([]);
    expect([...new Set(requests)].sort()).toEqual([
      'GET /3.0/orders',
      'PATCH /3.0/orders',
      'POST /3.0/orders/status',
      'POST /3.0/orders/statusbatch',
    ]);
  });

  it.each([
    ['fulfillment-requests', 'fulfillment-requests'],
    ['logistics', 'outbound'],
  ])('cover every route of %s', async (folder, document) => {
    expect(await unsent(document, (await sentFrom(folder)).requests)).toEqual([]);
  });
});
