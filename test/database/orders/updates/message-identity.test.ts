import { brokerOn, orderOf, SMALL_RETAILER, submitted } from '../../../support/server/broker.js';
import type { TestBroker } from '../../../support/server/broker.js';
import { send, startInstance } from '../../../support/server/closed-broker.js';
import { onEveryEngine } from '../../../support/databases.js';
import { freshForEach, stateOf } from '../../../support/server/fresh-broker.js';

type Soap = '1.1' | '1.2';

const NS = 'http://microsretail.com/Locate';
const WSA = 'http://www.w3.org/2005/08/addressing';
const VERSIONS: readonly Soap[] = ['1.1', '1.2'];
const NOON = '2030-01-02T12:00:00';

/** One pencil of line 1 is fulfilled. */
const onePencil = (requestId: number, datetime: string): string =>
  `<n:StatusUpdate xmlns:n="${NS}"><n:status_update_request_message><message_header xaction_type="INSERT" xaction_response="1" message_type="">` +
  `<datetime>${datetime}</datetime><version>5.0</version><source>STC</source><destination>LOCATE</destination></message_header><message_body>` +
  `<order request_id="${requestId}" order_id="" order_status="" order_status_reason_code="" order_status_reason_note=""><employee_id/>` +
  '<store_location system_cd="STC" location_cd="10"/><items><item item_id="" item_qty="1" shipping_agent="" tracking_number="" item_status="fulfilled" ' +
  'fulfilling_location_cd="" fulfilling_system_cd="" line_no="1" requesting_system_line_no="0" status_date="" item_status_reason_code="" item_status_reason_note=""/>' +
  '</items></order></message_body></n:status_update_request_message></n:StatusUpdate>';

onEveryEngine((engine) => {
  let broker: TestBroker;
  let instance: Awaited<ReturnType<typeof startInstance>>;

  freshForEach(engine, (fresh) => {
    ({ broker } = fresh);
    start = async () => {
      await brokerOn(fresh.database, { preferences: { ...SMALL_RETAILER.preferences, allow_partial_updates: true } });
      instance = await startInstance(fresh.home, { AUTH: 'none' });
    };
  });
  let start: () => Promise<void>;
  beforeEach(() => start());
  afterEach(() => instance.stop());

  const order = async (): Promise<number> =>
    (await submitted(broker, orderOf('A', [{ item: 'PENCIL', qty: 5, at: 'STC/10' }]))).requestId;
  const fulfill = async (
    requestId: number,
    { id, datetime = NOON, soap = '1.1' }: { id?: string; datetime?: string; soap?: Soap },
  ): Promise<void> => {
    const block = id === undefined ? '' : `<a:MessageID xmlns:a="${WSA}">${id}</a:MessageID>`;
    const answer = await send(instance, onePencil(requestId, datetime), {}, `<s:Header>${block}</s:Header>`, soap);
    expect(answer.text).toContain('response_code="0"');
  };
  const fulfilled = async (requestId: number): Promise<number> =>
    [...(await stateOf(broker, requestId)).matchAll(/10 fulfilled/g)].length;

  describe('equal updates of one unit within a second', () => {
    test.each(VERSIONS)('are two if the caller says so by their MessageIDs (SOAP %s)', async (soap) => {
      const requestId = await order();
      for (const id of ['urn:uuid:1', 'urn:uuid:2', 'urn:uuid:1', 'urn:uuid:2']) await fulfill(requestId, { id, soap });
      expect(await fulfilled(requestId)).toBe(2);
    });

    test('are two if their times differ by a fraction of it', async () => {
      const requestId = await order();
      for (const fraction of ['.001', '.002', '.001']) await fulfill(requestId, { datetime: NOON + fraction });
      expect(await fulfilled(requestId)).toBe(2);
    });

    test('are one if nothing distinguishes them', async () => {
      const requestId = await order();
      for (const id of [undefined, undefined, ' ', '']) await fulfill(requestId, id === undefined ? {} : { id });
      expect(await fulfilled(requestId)).toBe(1);
    });
  });

  test('a message that is sent again with its MessageID is one, whatever its time is, or if that is only a day', async () => {
    const requestId = await order();
    for (const datetime of [NOON, '2030-01-02T12:07:00', '2030-01-02'])
      await fulfill(requestId, { id: 'urn:uuid:1', datetime });
    expect(await fulfilled(requestId)).toBe(1);
  });

  test('a message with a time and without a MessageID is one with that time alone', async () => {
    const requestId = await order();
    for (const datetime of [NOON, '2030-01-02T12:07:00', '2030-01-02T12:07:00', '2030-01-02', '2030-01-02'])
      await fulfill(requestId, { datetime });
    expect(await fulfilled(requestId)).toBe(4);
  });
});
