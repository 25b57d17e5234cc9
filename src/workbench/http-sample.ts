import { readFile } from 'node:fs/promises';
import { STATUS_CODES } from 'node:http';
import { assertionOf } from './assertion.js';
import type { CompareOptions, Difference } from './compare.js';
import { firstJsonDifference } from './compare-json.js';
import type { RawResponse } from './exchange.js';
import { parseHttpRequest, parseHttpResponse, writeHttpResponse } from './http-file.js';
import type { HttpResponseFile } from './http-file.js';
import type { PlannedStep } from './plan.js';
import { failure } from './sample.js';
import type { Sample, SampleResult } from './sample.js';
import type { SampleRun } from './soap-sample.js';

/** How much of a body that nobody expected is shown. */
const EXCERPT = 300;

/**
 * A request of one of the services that speak JSON. It is sent as the file says, with the values of the run.
 * @throws {ClientError} for a file that is no request
 */
export function httpSample(step: PlannedStep, bytes: Buffer, run: SampleRun): Sample {
  const { method, path, headers, body } = parseHttpRequest(bytes.toString('utf8'), step.file);
  const { values } = run;
  const filled = Object.entries(headers).map(([name, value]) => [name, values.fill(value)] as const);
  return {
    operation: `${method} ${path.replace(/\?.*/, '')}`,
    path: values.fill(path, encodeURIComponent),
    init: {
      method,
      headers: Object.fromEntries(filled),
      // What a JSON text has between its quotation marks, and a number is the same.
      ...(body === '' ? {} : { body: values.fill(body, (value) => JSON.stringify(value).slice(1, -1)) }),
    },
    assert: (response) => assertHttp(step, response, run),
  };
}

async function assertHttp(step: PlannedStep, response: RawResponse, run: SampleRun): Promise<SampleResult> {
  const none = { responseCode: '', requestId: '' };
  const text = await readFile(step.responseFile, 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (run.record) {
      const { recordText } = await import('./record.js');
      const body = indented(response.body);
      await recordText(
        step.responseFile,
        run.values.generalized(writeHttpResponse(response.status, STATUS_CODES[response.status] ?? '', body)),
      );
      return { ...none, result: 'recorded', reason: `written to ${step.responseFile}` };
    }
    if (response.status >= 300) return failure(unexpected(response));
    return { ...none, result: 'passed', reason: 'no expected response to compare with' };
  }
  let expected: HttpResponseFile;
  try {
    expected = parseHttpResponse(text, step.responseFile);
  } catch (error) {
    return failure((error as Error).message);
  }
  const options: CompareOptions = { ...run.tolerance, values: run.values };
  const difference = firstHttpDifference(expected, response, options);
  const compared = { ...none, ...assertionOf(difference) };
  // What a refusal says helps more than that its status differs.
  return difference?.path === 'status' ? { ...compared, reason: unexpected(response) } : compared;
}

const unexpected = ({ status, body }: RawResponse): string =>
  `HTTP status ${String(status)}${body === '' ? '' : `: ${body.slice(0, EXCERPT)}`}`;

/** Compares the status, the headers that the file names, and the body. */
function firstHttpDifference(
  expected: HttpResponseFile,
  found: RawResponse,
  options: CompareOptions,
): Difference | undefined {
  if (expected.status !== found.status)
    return { path: 'status', expected: String(expected.status), found: String(found.status) };
  for (const [name, value] of Object.entries(expected.headers)) {
    const other = found.headers.get(name) ?? undefined;
    const difference = firstJsonDifference(value, other, options, `headers.${name}`, name);
    if (difference !== undefined) return difference;
  }
  return firstJsonDifference(valueOf(expected.body), valueOf(found.body), options, 'body');
}

/** A body as JSON; text that is none as it is; undefined for no body. */
function valueOf(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function indented(body: string): string {
  const value = valueOf(body);
  return value === undefined || value === body ? body : JSON.stringify(value, undefined, 2);
}
