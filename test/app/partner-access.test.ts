import { addUser } from '../../src/broker/access/users.js';
import type { RunningBroker } from '../../src/app/main.js';
import { JSON_REQUESTS } from '../fuzz/partners/json-requests.js';
import { SOAP_REQUESTS } from '../fuzz/partners/soap-requests.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { Random } from '../support/random.js';
import { brokerOn } from '../support/server/broker.js';
import { basic, startInstance } from '../support/server/closed-broker.js';

/** Every operation of every partner service, by nobody, by the users of the other services, and by its own. */

const GROUPS = ['Locate', 'direct-fulfillment', 'threepl', 'requests', 'outbound'] as const;
type Group = (typeof GROUPS)[number];
const PASSWORD = 'the password of a partner';

/** The service of an address, and thus who may call it. */
function groupOf(target: string): Group {
  if (target.startsWith('/soap/')) return 'direct-fulfillment';
  if (target.startsWith('/3.0/')) return 'threepl';
  return target.startsWith('/v3/') ? 'outbound' : 'requests';
}

const REQUESTS = [...SOAP_REQUESTS, ...JSON_REQUESTS]
  .map((make) => make(new Random(1)))
  // Carriers sign what they send, and have no user (services/logistics).
  .filter(({ operation }) => !operation.includes('/logistics/webhook/'))
  .map((request) => ({ ...request, group: groupOf(request.target) }));

onEveryEngine((engine) => {
  let home: TestDatabase;
  let server: RunningBroker;
  beforeAll(async () => {
    home = await engine.create();
    const database = await home.open();
    await brokerOn(database);
    for (const group of GROUPS)
      await addUser(
        { database, clock: () => new Date() },
        { name: group, systems: ['6', 'STC'], groups: [group], password: PASSWORD, digest: false },
        undefined,
      );
    await database.close();
    server = await startInstance(home, { SERVICES: 'locate,direct-fulfillment,threepl,requests,outbound' });
  }, 60_000);
  afterAll(async () => {
    await server.stop();
    await home.drop();
  });

  test.each(REQUESTS)('$method $operation of $group', async ({ edge, method, target, type, body, group }) => {
    const ask = async (as: Group | undefined): Promise<{ status: number; text: string }> => {
      const response = await fetch(server.gateway.url + target, {
        method,
        headers: { ...(type === '' ? {} : { 'Content-Type': type }), ...(as === undefined ? {} : basic(as, PASSWORD)) },
        // A header block with other credentials would be a contradiction of its own.
        ...(body === '' ? {} : { body: body.replace(/<s:Header>.*<\/s:Header>/, '') }),
      });
      return { status: response.status, text: await response.text() };
    };
    const nobody = await ask(undefined);
    expect(nobody.status).toBe(401);
    for (const other of GROUPS.filter((one) => one !== group)) {
      const { status, text } = await ask(other);
      expect([other, status, text]).toEqual([
        other,
        403,
        expect.stringContaining(`the service group ${group} is not among`),
      ]);
    }
    const own = await ask(group);
    expect([own.status === 401, own.text]).toEqual([
      false,
      expect.not.stringMatching(/the service group \S+ is not among/),
    ]);
    if (edge === 'soap') expect(own.status).toBe(200);
    else expect(own.status).toBeLessThan(500);
  });
});
