import { orderUpdateMessage, statusUpdateMessage } from '../../src/client/locate/update-messages.js';
import { writeRequest } from '../../src/client/locate/envelope.js';
import type { RunningBroker } from '../../src/app/main.js';
import { orderOf, submitted } from '../support/server/broker.js';
import { basic, fillWithUsers, makeTokens, PASSWORDS, startInstance } from '../support/server/closed-broker.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import type { Database } from '../../src/store/database.js';

/** What a role is shown and may do within a route that it may use. */

onEveryEngine((engine) => {
  let home: TestDatabase;
  let database: Database;
  let broker: RunningBroker;
  let tokens: Awaited<ReturnType<typeof makeTokens>>;
  let requestId: number;
  beforeAll(async () => {
    home = await engine.create();
    database = await home.open();
    const context = await fillWithUsers(database);
    tokens = await makeTokens(database);
    broker = await startInstance(home);
    ({ requestId } = await submitted(context, orderOf('ROLES', [{ item: 'PENCIL' }])));
    const options = { account: 'LOCATE', as: { system: '6', location: '1' } };
    const change = { status: 'canceled', reason: '1', note: 'Mrs. Example called', shipVia: '', tracking: '' };
    const reviewed = writeRequest('OrderUpdate', orderUpdateMessage(String(requestId), true, options));
    const canceled = writeRequest('StatusUpdate', statusUpdateMessage(String(requestId), change, options));
    for (const message of [reviewed, canceled]) {
      const answer = await fetch(`${broker.gateway.url}/Locate/LocateServices`, {
        method: 'POST',
        headers: { 'content-type': 'text/xml', ...basic('oms', PASSWORDS.oms) },
        body: message.replace('<employee_id></employee_id>', '<employee_id>JDOE</employee_id>'),
      });
      expect(await answer.text()).toContain('response_code="0"');
    }
  }, 120_000);
  afterAll(async () => {
    await broker.stop();
    await database.close();
    await home.drop();
  });

  const ask = async (
    role: keyof typeof tokens,
    path: string,
    method = 'GET',
  ): Promise<{ status: number; text: string }> => {
    const response = await fetch(`${broker.gateway.url}/admin/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${tokens[role]}` },
    });
    return { status: response.status, text: await response.text() };
  };

  test('employees and notes of an order are for those who may operate', async () => {
    for (const path of [`/orders/${String(requestId)}`, `/orders/${String(requestId)}?customer=true`]) {
      const { text } = await ask('read', path);
      expect(text).not.toMatch(/JDOE|Mrs\. Example/);
      expect(JSON.parse(text)).toMatchObject({
        history: expect.arrayContaining([
          expect.objectContaining({ system_cd: '6', employee_id: '***', reason_code: '1', reason_note: '***' }),
        ]) as unknown,
        reviews: [{ under_review: true, employee_id: '***' }],
      });
    }
    for (const role of ['operate', 'administer'] as const)
      expect(JSON.parse((await ask(role, `/orders/${String(requestId)}`)).text)).toMatchObject({
        history: expect.arrayContaining([
          expect.objectContaining({ employee_id: 'JDOE', reason_note: 'Mrs. Example called' }),
        ]) as unknown,
        reviews: [{ employee_id: 'JDOE' }],
      });
  });

  test.each([
    ['operate', 'purge', '&as_of=9000-01-01', 403],
    ['operate', 'auto-cancel', '&as_of=9000-01-01', 403],
    ['operate', 'purge', '&as_of=9000-01-01&dry_run=true', 200],
    ['operate', 'purge', `&as_of=${new Date().toISOString().slice(0, 10)}`, 200],
    ['operate', 'purge', '&as_of=2001-01-01', 200],
    ['read', 'purge', '&as_of=2001-01-01', 403],
    ['administer', 'purge', '&as_of=9000-01-01', 200],
  ] as const)('a token of %s asks for %s with %s: %i', async (role, job, options, status) => {
    const answer = await ask(role, `/jobs/${job}/run?request_id=${String(requestId)}${options}`, 'POST');
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.text).toContain('needs a token of the role');
  });
});
