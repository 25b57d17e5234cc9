// One round of load: concurrent callers, each sending its next message after the response to the last. Responses are
// checked, so that no fault counts as a success.
import autocannon from 'autocannon';

/** One in this many responses is read; the status of all is counted. */
const SAMPLE = 20;

/**
 * @param {{ url: string, seconds: number, connections: number, message: () => string, headers?: () => Record<string,
 *   string>, expected: string }} round `message` creates the message of each request; `headers` its additional HTTP
 *   headers
 * @returns {Promise<{ perSecond: number, mean: number, p50: number, p99: number, answers: number }>} times in
 *   milliseconds
 * @throws {Error} if a response is missing, not a success, or not as expected
 */
export async function round({ url, seconds, connections, message, headers = () => ({}), expected }) {
  let wrong;
  // autocannon itself records whole milliseconds only.
  const times = [];
  const load = autocannon({
    url,
    connections,
    duration: seconds,
    method: 'POST',
    timeout: 20,
    requests: [
      {
        setupRequest: (request) => ({
          ...request,
          headers: { 'content-type': 'text/xml; charset=utf-8', soapaction: '""', ...headers() },
          body: message(),
        }),
        onResponse: (status, body) => {
          if (wrong === undefined && (status !== 200 || (times.length % SAMPLE === 0 && !body.includes(expected))))
            wrong = `${status}: ${body.slice(0, 1000)}`;
        },
      },
    ],
  });
  load.on('response', (_client, _status, _bytes, milliseconds) => {
    times.push(milliseconds);
  });
  const result = await load;
  if (wrong !== undefined) throw new Error(`${url} returned ${wrong} instead of ${expected}`);
  if (result.errors + result.timeouts + result.non2xx > 0 || times.length === 0) {
    throw new Error(
      `${url}: ${times.length} answers, ${result.errors} errors, ${result.timeouts} timeouts, ${result.non2xx} not 2xx`,
    );
  }
  times.sort((a, b) => a - b);
  return {
    perSecond: result.requests.total / result.duration,
    answers: times.length,
    mean: times.reduce((sum, time) => sum + time, 0) / times.length,
    p50: times[Math.floor(times.length * 0.5)],
    p99: times[Math.floor(times.length * 0.99)],
  };
}
