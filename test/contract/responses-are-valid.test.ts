import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import type { BuiltServer } from '../support/server/built-server.js';
import { runCli } from '../support/server/cli.js';
import { answerProblems, isFaultAnswer } from '../support/contract-answer.js';
import { startRecordingProxy } from '../support/proxies/recording-proxy.js';
import type { Exchange, RecordingProxy } from '../support/proxies/recording-proxy.js';
import { parse } from '../platform/xml/documents.js';

/** For every request the broker returns a strictly valid response, or a fault of the caller's SOAP version. */

const SOAP_11 = 'http://schemas.xmlsoap.org/soap/envelope/';
const SOAP_12 = 'http://www.w3.org/2003/05/soap-envelope';
const VERSIONS = [
  { version: '1.1', namespace: SOAP_11, type: 'text/xml; charset=utf-8' },
  { version: '1.2', namespace: SOAP_12, type: 'application/soap+xml; charset=utf-8' },
];

const folder = temporaryFolder();
let server: BuiltServer;
let proxy: RecordingProxy;

beforeAll(async () => {
  server = await startBuiltServer({ DATABASE_URL: `sqlite:${folder.path}/broker.db` }, folder.path);
  proxy = await startRecordingProxy(server.url);
});

afterAll(async () => {
  try {
    await proxy.close();
    await server.stop();
  } finally {
    folder.remove();
  }
});

async function ask(text: string, type: string): Promise<Exchange> {
  const response = await fetch(server.soapUrl, {
    method: 'POST',
    headers: { 'content-type': type, soapaction: '""' },
    body: text,
  });
  return {
    request: text,
    status: response.status,
    contentType: response.headers.get('content-type') ?? '',
    response: await response.text(),
  };
}

const envelope = (namespace: string, body: string, header = ''): string =>
  `<e:Envelope xmlns:e="${namespace}">${header}<e:Body>${body}</e:Body></e:Envelope>`;

test('all sample messages, in order, get valid responses', async () => {
  await runCli(['replay', 'samples/locate', 'samples/versions', '--url', proxy.url]);
  expect(proxy.exchanges.length).toBeGreaterThan(40);
  expect(
    proxy.exchanges.flatMap((exchange) =>
      answerProblems(exchange).map((problem) => `${problem} in ${exchange.response}`),
    ),
  ).toEqual([]);
});

test('an order with anonymized personal data is returned in a valid response', async () => {
  const seen = proxy.exchanges.length;
  const { out } = await runCli(['job', 'purge', '--request-id', '1', '--as-of', '9000-01-01', '--url', server.url]);
  expect(out).toContain('masked 1');
  await runCli(['status', '1', '--as', '6/1', '--url', proxy.url]);
  const asked = proxy.exchanges.slice(seen);
  expect(
    asked.map((exchange) => [isFaultAnswer(exchange), exchange.response.includes('*****'), answerProblems(exchange)]),
  ).toEqual([[false, true, []]]);
});

describe.each(VERSIONS)('SOAP $version', ({ namespace, type }) => {
  test.each(['http://microsretail.com/Locate', 'http://retail.com/Locate'])(
    'an answer in the namespace %s',
    async (locate) => {
      const exchange = await ask(
        envelope(namespace, `<l:EchoTest xmlns:l="${locate}"><TestMesg>a</TestMesg></l:EchoTest>`),
        type,
      );
      expect([isFaultAnswer(exchange), answerProblems(exchange)]).toEqual([false, []]);
    },
  );

  test.each([
    'SubmitOrder',
    'StatusRequest',
    'StatusListRequest',
    'StatusUpdate',
    'Fulfillments',
    'Intransit',
    'LocateItems',
    'ProductAvailability',
    'ProductUpdate',
    'OrderUpdate',
    'OrderSearch',
  ])('%s without its inner element gets a valid response', async (operation) => {
    const exchange = await ask(envelope(namespace, `<l:${operation} xmlns:l="http://microsretail.com/Locate"/>`), type);
    expect([isFaultAnswer(exchange), answerProblems(exchange)]).toEqual([false, []]);
  });

  test.each([
    ['an unknown operation', '<Nothing xmlns="urn:nobody"/>', ''],
    ['an empty body', '', ''],
    [
      'a message that breaks the schema',
      '<l:SubmitOrder xmlns:l="http://microsretail.com/Locate"><l:order_request_message/></l:SubmitOrder>',
      '',
    ],
    [
      'a header that must be understood',
      '<l:EchoTest xmlns:l="http://microsretail.com/Locate"/>',
      '<e:Header><a:Security xmlns:a="urn:a" e:mustUnderstand="1"/></e:Header>',
    ],
  ])('%s returns a fault', async (_name, body, header) => {
    const exchange = await ask(envelope(namespace, body, header), type);
    expect([isFaultAnswer(exchange), answerProblems(exchange)]).toEqual([true, []]);
  });

  test('a body that is not XML returns a fault of the SOAP version of its media type', async () => {
    const { response, contentType, status } = await ask('<no', type);
    expect(parse(response).uri).toBe(namespace);
    expect([contentType.split(';')[0], status]).toEqual([type.split(';')[0], namespace === SOAP_11 ? 500 : 400]);
  });
});
