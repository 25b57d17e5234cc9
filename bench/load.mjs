// One round of load: as many callers as asked for, each sending its next message when it has the answer to the last. Answers are looked
// at, so that no fault is measured as a success.
import autocannon from 'autocannon';

/** One answer in so many is read; all have their status counted. */
const SAMPLE = 20;

/**
 * @param {{ url: string, seconds: number, connections: number, message: () => string, headers?: () => Record<string, string>, expected: string }} round
 *   `message` makes a message for each request; `headers` what its HTTP headers have besides
 * @returns {Promise<{ perSecond: number, mean: number, p50: number, p99: number, answers: number }>} times in milliseconds
 * @throws {Error} when an answer was missing, not a success, or not what was expected
 */
export async function round({ url, seconds, connections, message, headers = () => ({}), expected }) {
  let wrong;
  // autocannon itself keeps whole milliseconds only.
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
  if (wrong !== undefined) throw new Error(`${url} did not answer with ${expected} but with ${wrong}`);
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
