import type { SqlValue } from '../../src/platform/db/session.js';
import { Database } from '../../src/store/database.js';
import { parseXml } from '../../src/platform/xml/parse.js';
import { startBuiltServer, temporaryFolder } from '../support/server/built-server.js';
import { onEveryEngine } from '../support/databases.js';
import type { TestDatabase } from '../support/databases.js';
import { CREDENTIALS, fullPayload, inEnvelope, MARK, OPERATIONS, WRITINGS } from '../support/marked-messages.js';

const LIMITS = { depth: 60, elements: 10_000, attributes: 100, nameLength: 200, textLength: 100_000 };

/**
 * The broker as a user starts it, with full logging. Its messages contain personal data in every field of every
 * request, and in places where no message should contain any.
 */
onEveryEngine((engine) => {
  let home: TestDatabase;
  beforeEach(async () => {
    home = await engine.create();
  });
  afterEach(() => home.drop());

  test('the message log and the output of the broker contain no personal data', async () => {
    const folder = temporaryFolder();
    const server = await startBuiltServer(
      {
        DATABASE_URL: home.url,
        LOG_LEVEL: 'trace',
        MESSAGE_LOG: 'all',
        MAX_XML_TEXT_LENGTH: '5000',
        DEMO_DATA: 'true',
      },
      folder.path,
    );
    const known = {
      system_cd: '6',
      location_cd: '1',
      item_id: 'PENCIL',
      destination: 'LOCATE',
      version: '19.0',
      transaction_type_id: 'DELIVERY',
      line_item_no: '1',
      unit_price: '1.00',
      under_review: 'N',
      ship_complete: 'N',
      gift: 'N',
      order_line_gift_wrap: 'N',
      request_id: '1',
      order_status: 'accepted',
      item_status: 'accepted',
      fulfillment_type: 'DELIVERY',
      response_type: 'FULL',
      unit: 'MI',
      distance: '100',
      range_distance: '100',
      range_unit: 'MI',
    };
    let orders = 0;
    const message = (operation: string, index: number, values: Readonly<Record<string, string>> = {}): string =>
      fullPayload(operation, WRITINGS[index % WRITINGS.length] ?? WRITINGS[0] ?? { namespace: '', prefix: '' }, {
        ...known,
        order_id: `A-${String((orders += 1))}`,
        ...values,
      });
    const order = inEnvelope(message('SubmitOrder', 0));
    const messages = [
      ...WRITINGS.flatMap((_, index) => OPERATIONS.map((operation) => inEnvelope(message(operation, index)))),
      ...OPERATIONS.map((operation, index) => inEnvelope(message(operation, index), CREDENTIALS)),
      // Requests sent by mistake, by broken clients, or by an attacker.
      ...OPERATIONS.map((operation, index) =>
        inEnvelope(message(operation, index).replace(/>(PERSONAL[^<]*)</g, '>&#160;<![CDATA[$1<b>]]>$1<')),
      ),
      inEnvelope(message('SubmitOrder', 0, { qty: MARK, transaction_total: MARK, amount: MARK })),
      inEnvelope(message('SubmitOrder', 0, { transaction_type_id: 'X', postal: '', last: '' })),
      inEnvelope(message('LocateItems', 0, { postal: MARK, city: MARK })),
      inEnvelope(`<stranger>${MARK}</stranger>`),
      inEnvelope(`<q:Unknown xmlns:q="http://microsretail.com/Locate" x="${MARK}"/>`),
      inEnvelope(`${MARK}<a/>`),
      `<!--${MARK}--><?${MARK} ${MARK}?>${order}<!--${MARK}-->`,
      order.slice(0, 2000),
      `<!DOCTYPE x [<!ENTITY e "${MARK}">]>${order}`,
      inEnvelope(`<a>${MARK.repeat(1000)}</a>`),
      MARK,
      '',
    ];
    for (const [index, body] of messages.entries()) {
      await fetch(server.soapUrl, {
        method: 'POST',
        body,
        headers: {
          'content-type': index === 3 ? `text/${MARK}` : 'text/xml; charset=utf-8',
          soapaction: index % 7 === 0 ? `"${MARK}"` : '""',
          authorization: `Basic ${Buffer.from(`${MARK}:${MARK}`).toString('base64')}`,
          'x-request-id': `${MARK} with blanks`,
        },
      });
    }
    await fetch(`${server.url}/admin/v1/messages?order_id=A-1`);
    await server.stop();

    const printed = server.printed();
    expect(printed.split('\n').filter((line) => line.includes('"exchange"'))).toHaveLength(messages.length);
    expect(printed).not.toContain(MARK);
    const database = await Database.open({ url: home.url, pool: 2, acquireTimeout: 5_000 });
    try {
      const all = (table: string): Promise<Readonly<Record<string, SqlValue>>[]> =>
        database.transaction((session) => session.all(`SELECT * FROM ${table}`));
      const [log, texts] = [await all('message_log'), await all('message_text')];
      expect(log).toHaveLength(messages.length);
      expect(JSON.stringify([log, texts])).not.toContain(MARK);
      expect(JSON.stringify([log, texts])).not.toContain(Buffer.from(MARK).toString('base64').slice(0, 8));
      for (const one of texts.flatMap(({ request, response }) => [request, response]))
        if (one !== null) parseXml(String(one), LIMITS);
      expect(texts.filter(({ request }) => request !== null).length).toBeGreaterThan(5 * OPERATIONS.length);
      // The data did pass through: orders with it were accepted.
      expect(
        log.filter(({ operation, response_code }) => operation === 'SubmitOrder' && response_code === 0).length,
      ).toBeGreaterThan(3);
      expect(JSON.stringify(await all('customer_order'))).toContain(MARK);
    } finally {
      await database.close();
      folder.remove();
    }
  }, 120_000);
});
