import { FaultInjection } from '../../../src/broker/faults/fault-injection.js';
import type { NewFault } from '../../../src/broker/faults/fault-injection.js';
import type { Database } from '../../../src/store/database.js';
import { onEveryEngine } from '../../support/databases.js';
import type { TestBroker } from '../../support/server/broker.js';
import { freshForEach } from '../../support/server/fresh-broker.js';
import { watched } from '../../support/watched-database.js';

const MESSAGE = { operation: 'SubmitOrder', user: '', isSoap: true, hasResponseCodes: true, fields: () => [] };
const CUT: NewFault = { action: 'cut-after', minutes: 60 };

onEveryEngine((engine) => {
  let database: Database;
  let broker: TestBroker;
  freshForEach(engine, (fresh) => {
    ({ database, broker } = fresh);
  });
  const process = (on: Database = database): FaultInjection =>
    new FaultInjection(
      { ...broker, clock: () => broker.now, database: on },
      { soapFaults: new Set(['unavailable']), count: () => undefined },
    );

  test('several processes together hit no more messages than the fault says', async () => {
    const [one, other] = [process(), process()];
    await one.add({ ...CUT, name: 'limited', hits: 3 });
    await one.add({ ...CUT, name: 'first', operation: 'None', first: 1 });
    await other.refresh();
    const injected = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? one : other).faultFor(MESSAGE)),
    );
    expect(injected.filter((fault) => fault !== undefined)).toHaveLength(3);
    expect(await other.list()).toMatchObject([
      { name: 'limited', matched: 3, hit: 3 },
      { name: 'first', matched: 0 },
    ]);
  });

  test('each third of the messages of all processes is hit', async () => {
    const [one, other] = [process(), process()];
    await one.add({ ...CUT, each: 3 });
    await other.refresh();
    const injected = await Promise.all(
      Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? one : other).faultFor(MESSAGE)),
    );
    expect(injected.filter((fault) => fault !== undefined)).toHaveLength(4);
    expect(await one.list()).toMatchObject([{ name: 'cut-after-1', matched: 12, hit: 4 }]);
  });

  test('the first fault that hits is injected, and those behind it do not count the message', async () => {
    const faults = process();
    await faults.add({ ...CUT, name: 'second-only', each: 2 });
    broker.now = new Date(broker.now.getTime() + 1);
    await faults.add({ action: 'delay', milliseconds: 5, name: 'rest', minutes: 60 });
    const names = [];
    for (let message = 0; message < 4; message += 1) names.push((await faults.faultFor(MESSAGE))?.name);
    expect(names).toEqual(['rest', 'second-only', 'rest', 'second-only']);
    expect(await faults.list()).toMatchObject([
      { matched: 4, hit: 2 },
      { matched: 2, hit: 2 },
    ]);
  });

  test('a fault ends when its time is over, in the list and for messages', async () => {
    const faults = process();
    await faults.add({ ...CUT, minutes: 1 });
    broker.now = new Date(broker.now.getTime() + 60_000);
    expect(await faults.faultFor(MESSAGE)).toBeUndefined();
    expect({ active: faults.isActive, list: await faults.list() }).toEqual({ active: false, list: [] });
  });

  test('while there is no fault, a message costs no statement', async () => {
    const seen: string[] = [];
    const faults = process(watched(database, seen));
    await faults.refresh();
    seen.length = 0;
    expect({ active: faults.isActive, fault: await faults.faultFor(MESSAGE), seen }).toEqual({
      active: false,
      fault: undefined,
      seen: [],
    });
    await faults.add({ ...CUT, operation: 'StatusUpdate' });
    seen.length = 0;
    expect({ fault: await faults.faultFor(MESSAGE), seen }).toEqual({ fault: undefined, seen: [] });
  });

  test('there are a hundred faults at most, each with a name of its own and of a known key', async () => {
    const faults = process();
    expect(await faults.add({ action: 'soap-fault', soap_fault: 'unavailble', minutes: 1 })).toEqual({
      path: 'soap_fault',
      reason: 'found "unavailble", expected one of unavailable',
    });
    await faults.add({ ...CUT, name: 'mine' });
    expect(await faults.add({ ...CUT, name: 'mine' })).toEqual({
      refused: 'there is a fault mine already: remove it first, or choose another name',
    });
    for (let count = 1; count < 100; count += 1) await faults.add(CUT);
    expect(await faults.add(CUT)).toEqual({
      refused: 'there are 100 faults, the most that there can be: remove one first',
    });
    expect(await faults.remove('mine')).toBe(true);
    expect(await faults.remove('mine')).toBe(false);
    expect(await faults.removeAll()).toBe(99);
    expect(faults.isActive).toBe(false);
  });

  test('a response code is for messages of operations that have them, a SOAP fault for SOAP', async () => {
    const faults = process();
    await faults.add({ action: 'response-code', response_code: 7001, minutes: 1 });
    await faults.add({ action: 'soap-fault', soap_fault: 'unavailable', minutes: 1 });
    expect(await faults.faultFor({ ...MESSAGE, hasResponseCodes: false })).toMatchObject({ key: 'unavailable' });
    expect(await faults.faultFor({ ...MESSAGE, hasResponseCodes: false, isSoap: false })).toBeUndefined();
  });
});
