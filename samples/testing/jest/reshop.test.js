const { startBroker } = require('order-broker/testing');

let broker;
beforeAll(async () => { broker = await startBroker(); }, 30_000);
beforeEach(() => broker.reset());
afterAll(() => broker?.stop());

test('an order that a location rejects goes to another one', async () => {
  const order = await broker.submit('PENCIL:2');
  const rejected = await broker.reject(order, { reason: '8', note: 'damaged' });
  expect(rejected.lines[0].at).not.toBe(order.lines[0].at);
  await broker.expectStatus(order, 'new_order', { at: 'STC/1234' });
});

test('what my client sends arrives', async () => {
  // Instead of this, run your own client with `broker.endpoint`.
  await myClient(broker.endpoint);
  expect(broker.lastMessage('EchoTest')).toMatchObject({ httpStatus: 200, request: expect.stringContaining('Hello') });
});

const myClient = (endpoint) =>
  fetch(endpoint, {
    method: 'POST',
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
    body: `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>
      <EchoTest xmlns="http://microsretail.com/Locate"><TestMesg xmlns="">Hello</TestMesg></EchoTest>
    </soap:Body></soap:Envelope>`,
  });
