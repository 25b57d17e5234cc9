// The processor time of logging one SubmitOrder in the message log, in one process on a SQLite file: recording,
// masking, writing. Processor time, because it is least affected by other disk load.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { MessageLog } from '../../dist/broker/messages/message-log.js';
import { LOCATE_MASKS } from '../../dist/services/locate/personal-data.js';
import { Database } from '../../dist/store/database.js';
import { orderMessage } from '../order-message.mjs';

const EXCHANGES = 2000;
const RESPONSE = `<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Body>${'<a b="c">d</a>'.repeat(70)}</soap:Body></soap:Envelope>`;

export async function benchMessageLog() {
  const folder = mkdtempSync(join(tmpdir(), 'order-broker-bench-'));
  const database = await Database.open({ url: `sqlite:${join(folder, 'log.db')}`, pool: 1, acquireTimeout: 10_000 });
  try {
    await logExchanges(database, 'all');
    const [none, all] = [await logExchanges(database, 'none'), await logExchanges(database, 'all')];
    console.log(
      `logging a SubmitOrder of ${orderMessage('1-1').length} characters: ${(all - none).toFixed(3)} ms of CPU time\n`,
    );
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

/** @returns CPU time per exchange in milliseconds */
async function logExchanges(database, level) {
  const log = new MessageLog({ database, log: pino({ level: 'silent' }) }, { level, personalData: 'masked' });
  const before = process.cpuUsage();
  for (let number = 1; number <= EXCHANGES; number += 1) {
    log.record({
      at: new Date(),
      milliseconds: 4,
      correlationId: crypto.randomUUID(),
      user: '',
      operation: 'SubmitOrder',
      soap: '1.1',
      outcome: 'answered',
      status: 200,
      delivered: true,
      responseCode: 0,
      requestId: number,
      orderId: `B-${number}`,
      requestBytes: 5500,
      request: orderMessage(`B-${number}`),
      response: RESPONSE,
      masks: LOCATE_MASKS,
    });
  }
  await log.stop(60_000);
  if (log.counts.dropped > 0) throw new Error(`${log.counts.dropped} exchanges were dropped`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / EXCHANGES;
}
