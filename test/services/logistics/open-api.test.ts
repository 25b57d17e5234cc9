import { openApi } from '../../../src/services/logistics/open-api.js';
import { readOutbound } from '../../../src/services/logistics/read-outbound.js';
import { outboundOf } from '../../support/server/outbound.js';

type Properties = Readonly<Record<string, { readonly items?: { readonly properties: object } }>>;

/** The described fields of the request for an outbound. */
function described(): Properties {
  const operation = {
    name: 'CreateOutbound',
    method: 'POST',
    path: '/oms',
    handle: () => Promise.reject(new Error('is not called')),
  } as const;
  const { paths } = openApi([operation], '') as {
    paths: Record<
      string,
      { post: { requestBody: { content: Record<string, { schema: { properties: Properties } }> } } }
    >;
  };
  return paths['/oms']?.post.requestBody.content['application/json']?.schema.properties ?? {};
}

/** Notes which members of an object are looked at. */
function watched(target: object, seen: Set<string>): object {
  const note = (name: string | symbol): void => {
    if (typeof name === 'string') seen.add(name);
  };
  return new Proxy(target, {
    get: (from, name): unknown => {
      note(name);
      return Reflect.get(from, name);
    },
    has: (from, name) => {
      note(name);
      return Reflect.has(from, name);
    },
    getOwnPropertyDescriptor: (from, name) => {
      note(name);
      return Reflect.getOwnPropertyDescriptor(from, name);
    },
  });
}

test('every field that is read of an outbound is described, and every described one is read', () => {
  const [fields, details] = [new Set<string>(), new Set<string>()];
  // Present fields are read by their described names; other spellings are looked for only where one is absent.
  const detail = watched({ sku: 'MUG', quantity: 1, unit_price: 1 }, details);
  const body = { ...outboundOf('SO-1'), platform: 'shop', seller_remark: 'none', details: [detail] };
  readOutbound(watched(body, fields));
  expect([...fields].sort()).toEqual(Object.keys(described()).sort());
  expect([...details].sort()).toEqual(Object.keys(described().details?.items?.properties ?? {}).sort());
});
