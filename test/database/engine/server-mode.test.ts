import { setTimeout as sleep } from 'node:timers/promises';
import { createConnection } from 'mysql2/promise';
import { Database } from '../../../src/store/database.js';
import { onMysql } from '../../support/databases.js';
import { OwnMariadb } from '../../support/own-mariadb.js';
import { brokerOn, CUSTOMER, orderOf, submitted } from '../../support/server/broker.js';
import { Processes } from '../../support/server/processes.js';

/** A server whose own mode reads backslashes as text: escaped values would end where a quotation mark is. */
onMysql(() => {
  const processes = new Processes();
  let server: OwnMariadb;
  const open = (): Promise<Database> => Database.open({ url: server.url, pool: 4, acquireTimeout: 10_000 });

  beforeAll(async () => {
    server = await OwnMariadb.install(processes);
    await server.ask("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
  }, 120_000);
  afterAll(async () => {
    await processes.dispose();
  });

  test('a name with a quotation mark is stored as text, by orders and by migrations', async () => {
    const company = "O'NEIL', '', '', '', '', '', '', ''); --";
    const soldTo = { ...CUSTOMER, name: { ...CUSTOMER.name, company } };
    const stored = () => server.ask('SELECT request_id, company FROM broker.order_customer');
    const database = await open();
    const broker = await brokerOn(database);
    const command = orderOf('A', [{ item: 'PENCIL' }], { details: { ...orderOf('', []).details, soldTo } });
    const { requestId } = await submitted(broker, command);
    await database.close();
    expect(await stored()).toContainEqual({ request_id: requestId, company });

    // The migration that reads the persons out of stored orders runs again.
    await server.ask('DROP TABLE broker.order_customer');
    await server.ask("DELETE FROM broker.schema_migration WHERE name LIKE 'OrderSearch%'");
    await (await open()).close();
    expect(await stored()).toContainEqual({ request_id: requestId, company });
  }, 60_000);

  test('an instance waits for the one that migrates, longer than the server lets others wait for a lock', async () => {
    await (await open()).close();
    await server.ask('SET GLOBAL innodb_lock_wait_timeout = 1');
    const migrating = await createConnection({ uri: server.url });
    await migrating.query('START TRANSACTION');
    await migrating.query('SELECT id FROM migration_lock WHERE id = 1 FOR UPDATE');
    const opened = open();
    await sleep(2_500);
    await migrating.query('COMMIT');
    await migrating.end();
    await (await opened).close();
  }, 60_000);
});
