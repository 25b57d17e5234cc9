// One round of load: every message is a new order, and answers are looked at, so that no fault is measured as a success.
import autocannon from 'autocannon';
import { orderMessage } from './order-message.mjs';

/** One answer in so many is read; all have their status counted. */
const SAMPLE = 20;
let orders = 0;

/**
 * @param {{ url: string, seconds: number, connections: number, expected: string }} round
 * @returns {Promise<{ perSecond: number, p50: number, p99: number, answers: number }>}
 * @throws {Error} when an answer was missing, not a success, or not what was expected
 */
export async function round({ url, seconds, connections, expected }) {
  let answers = 0;
  let wrong;
  const result = await autocannon({
    url, connections, duration: seconds, method: 'POST', timeout: 20,
    headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""' },
    requests: [{
      setupRequest: (request) => ({ ...request, body: orderMessage(`${process.pid}-${orders += 1}`) }),
      onResponse: (status, body) => {
        answers += 1;
        if (wrong === undefined && (status !== 200 || (answers % SAMPLE === 0 && !body.includes(expected)))) wrong = `${status}: ${body.slice(0, 1000)}`;
      },
    }],
  });
  if (wrong !== undefined) throw new Error(`${url} did not answer with ${expected} but with ${wrong}`);
  if (result.errors + result.timeouts + result.non2xx > 0 || answers === 0) {
    throw new Error(`${url}: ${answers} answers, ${result.errors} errors, ${result.timeouts} timeouts, ${result.non2xx} not 2xx`);
  }
  return { perSecond: result.requests.total / result.duration, p50: result.latency.p50, p99: result.latency.p99, answers };
}
