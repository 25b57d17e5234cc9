import { ROLES_OF_OPERATIONS, TOKEN_KINDS } from './operations.js';
import { onEveryEngine } from '../../support/databases.js';
import { openDesk, TOKENS } from './support.js';
import type { Desk, Token, WireRequest } from './support.js';

/** Every operation by everybody there is. */
onEveryEngine((engine) => {
  let desk: Desk;
  let own: number;
  let order: number;
  beforeAll(async () => {
    desk = await openDesk(engine);
    own = await desk.request('ACCESS-1', [{ item: 'SHELF', qty: 1 }]);
    order = (await desk.call<WireRequest>('account', `GET /fulfillment-requests/${String(own)}`)).body.orderId;
  }, 60_000);
  afterAll(() => desk.close());

  test('the table has every operation of the OpenAPI document', async () => {
    const { body } = await desk.call<{ paths: Record<string, Record<string, unknown>> }>(
      'channel',
      'GET /fulfillment-requests/openapi.json',
    );
    const described = Object.entries(body.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(ROLES_OF_OPERATIONS.map(({ operation }) => operation).sort()).toEqual(described.sort());
  });

  /** The target of an operation, for a request or an order. */
  const targetOf = (operation: string, id: number): string => operation.replace('{id}', String(id));
  const subjectOf = (operation: string): number => (operation.includes('/orders') ? order : own);

  test.each(ROLES_OF_OPERATIONS)('$operation is for $kinds alone', async ({ operation, kinds }) => {
    for (const token of TOKENS) {
      // What is wrong with the body is told only to those who may call.
      const answer = await desk.call(
        token,
        targetOf(operation, subjectOf(operation)),
        operation.startsWith('GET') ? undefined : { nonsense: 1 },
      );
      const kind = TOKEN_KINDS[token];
      if (kind === undefined) expect([answer.status, answer.body.key]).toEqual([403, 'not-authorized']);
      else if (kinds.includes(kind)) expect([token, answer.body.key]).not.toEqual([token, 'wrong-token']);
      else {
        expect([token, answer.status, answer.body.key]).toEqual([token, 403, 'wrong-token']);
        for (const right of kinds) expect(answer.body.detail).toContain(`${right} token`);
      }
    }
    const nobody = await desk.call(undefined, targetOf(operation, own), operation.startsWith('GET') ? undefined : {});
    expect([nobody.status, nobody.body.key]).toEqual([401, 'authentication-required']);
  });

  const SOURCE_ACTS: readonly (readonly [string, unknown])[] = [
    ['GET /fulfillment-requests/{id}', undefined],
    ['PATCH /fulfillment-requests/{id}/processed', undefined],
    ['PATCH /fulfillment-requests/{id}/acknowledge', undefined],
    ['POST /fulfillment-requests/{id}/acknowledge', undefined],
    ['PATCH /fulfillment-requests/{id}/processing-failed', { error: 'x' }],
    ['PATCH /fulfillment-requests/{id}/cancel', undefined],
    ['POST /fulfillment-requests/{id}/adjust', { items: [{ id: 1, acknowledgedQuantity: 1 }] }],
    ['PATCH /fulfillment-requests/{id}/committed-stock', undefined],
    ['PATCH /fulfillment-requests/{id}/accounting-sync', undefined],
  ];
  test.each(SOURCE_ACTS)('%s of another source is unknown', async (operation, body) => {
    const before = await desk.call('account', `GET /fulfillment-requests/${String(own)}`);
    const foreign = await desk.call('sourceB', targetOf(operation, own), body);
    const unknown = await desk.call('sourceB', targetOf(operation, 999_999), body);
    expect([foreign.status, foreign.body.key]).toEqual([404, 'request-unknown']);
    expect(foreign.body.detail).toBe(String(unknown.body.detail).replace('999999', String(own)));
    expect(await desk.call('account', `GET /fulfillment-requests/${String(own)}`)).toMatchObject({ body: before.body });
  });

  test('a source ships nothing of another, and lists show each only what is its own', async () => {
    const report = { purchaseOrderId: own, shipment: { trackingNumber: 'X' } };
    expect(await desk.call('sourceB', 'POST /shipments', report)).toMatchObject({ status: 404 });
    const seen = async (token: Token, target: string): Promise<number> =>
      (await desk.call<unknown[]>(token, target)).body.length;
    expect(await seen('sourceA', 'GET /fulfillment-requests')).toBe(1);
    expect(await seen('sourceB', 'GET /fulfillment-requests')).toBe(0);
    expect(await seen('sourceB', 'GET /fulfillment-requests/processing')).toBe(0);
    expect(await seen('channel', 'GET /orders')).toBe(1);
    expect(await seen('otherChannel', 'GET /orders')).toBe(0);
    for (const target of [`GET /orders/${String(order)}`, `PATCH /orders/${String(order)}/status?status=Canceled`])
      expect(await desk.call('otherChannel', target)).toMatchObject({ status: 404, body: { key: 'order-unknown' } });
    await desk.call('sourceA', `PATCH /fulfillment-requests/${String(own)}/acknowledge`);
    expect((await desk.call('sourceA', 'POST /shipments', report)).status).toBe(200);
    expect(await seen('sourceA', 'GET /shipments')).toBe(1);
    expect(await seen('sourceB', 'GET /shipments')).toBe(0);
    expect(await seen('channel', 'GET /shipments')).toBe(1);
    expect(await seen('otherChannel', 'GET /shipments')).toBe(0);
    expect(await seen('account', 'GET /shipments')).toBe(1);
  });

  test('a wrong key is refused', async () => {
    const wrong = { 'X-API-TOKEN': `${desk.tokens.account.slice(0, -2)}xx` };
    expect(await desk.call(undefined, 'GET /orders', undefined, wrong)).toMatchObject({
      status: 401,
      body: { key: 'sign-in-refused' },
    });
  });

  test('HTTP Basic signs in as the header does, and a key elsewhere does not', async () => {
    const bearer = { Authorization: `Bearer ${desk.tokens.account}` };
    expect((await desk.call(undefined, 'GET /orders', undefined, bearer)).status).toBe(401);
    const both = { Authorization: 'Basic b21zOng=' };
    expect((await desk.call('account', 'GET /orders', undefined, both)).status).toBe(401);
  });
});
