import { readFile } from 'node:fs/promises';
import type { XmlElement } from '../platform/xml/element.js';
import { parseXml } from '../platform/xml/parse.js';
import { ClientError } from '../client/client-error.js';
import type { Server } from '../client/http.js';
import { attribute, bodyOf, child, explainFault, isFault, LIMITS, payloadOf, text } from '../client/locate/response.js';
import { assertionOf } from './assertion.js';
import type { AssertionResult } from './assertion.js';
import { firstDifference } from './compare.js';
import type { CompareOptions } from './compare.js';
import { exchange, soapPost } from './exchange.js';
import { describeMessage } from './message-file.js';
import type { Plan, PlannedStep } from './plan.js';
import { RunNames } from './run-names.js';

/** The result of one step. */
export interface StepReport extends Omit<AssertionResult, 'result'> {
  readonly file: string;
  /** `?` for a file that is not well-formed XML. */
  readonly operation: string;
  /** 0 when there was no readable response. */
  readonly httpStatus: number;
  readonly milliseconds: number;
  /** Empty when the response has none, like `requestId`. */
  readonly responseCode: string;
  readonly requestId: string;
  readonly result: AssertionResult['result'] | 'recorded';
}

export interface ReplayOptions {
  /** Whether to write the response of a step without an expected response to its file. */
  readonly record: boolean;
  /** Makes the order numbers of this run unique. */
  readonly suffix: string;
}

/**
 * Sends the messages of a plan one after the other.
 *
 * For each step:
 * 1. the file's bytes are sent unchanged, except for the names of this run;
 * 2. in the response, values of this run are translated back to the names in the files; a new request id is stored
 *    under the step's name;
 * 3. the response is compared with the expected one. Without an expected response, anything but a fault passes, or is
 *    recorded on request.
 *
 * @param onStep called after each step
 * @throws {ClientError} when a file cannot be read or the server is unreachable
 */
export async function replay(
  server: Server,
  plan: Plan,
  options: ReplayOptions,
  onStep: (report: StepReport) => void,
): Promise<StepReport[]> {
  const names = new RunNames(plan.unique, plan.unique.length === 0 ? '' : options.suffix);
  const tolerance = { anyDateTime: new Set(plan.any_date_time), anyValue: new Set(plan.any_value) };
  const reports: StepReport[] = [];
  for (const step of plan.steps) {
    const report = await replayStep(server, step, names, tolerance, options);
    reports.push(report);
    onStep(report);
  }
  return reports;
}

async function replayStep(
  server: Server,
  step: PlannedStep,
  names: RunNames,
  tolerance: CompareOptions,
  options: ReplayOptions,
): Promise<StepReport> {
  const bytes = await readFile(step.file).catch((error: unknown) => {
    throw new ClientError(`cannot read ${step.file}: ${(error as Error).message}`);
  });
  const message = describeMessage(bytes);
  const { path, init } = soapPost(names.outgoing(bytes), message.contentType);
  const started = performance.now();
  const response = await exchange(server, path, init);
  const milliseconds = performance.now() - started;
  const unreadable = (error: Error): StepReport => ({
    file: step.file,
    operation: message.operation,
    httpStatus: 0,
    milliseconds,
    responseCode: '',
    requestId: '',
    result: 'failed',
    reason: `no readable response: ${error.message}`,
  });
  if (response instanceof Error) return unreadable(response);
  const envelope = parseResponse(response.body);
  if (envelope instanceof Error) return unreadable(envelope);
  const payload = payloadOf(envelope);
  const body = payload === undefined ? undefined : bodyOf(payload);
  const result = child(body, 'response');
  const requestId = attribute(result, 'request_id');
  if (step.requestId !== undefined && /^[1-9]\d*$/.test(requestId)) names.assign(requestId, step.requestId);
  return {
    file: step.file,
    operation: message.operation,
    httpStatus: response.status,
    milliseconds,
    responseCode: attribute(result, 'response_code') || text(child(body, 'response_cd')),
    requestId,
    ...(await assertResponse(step, names.incoming(envelope), response.status, tolerance, options)),
  };
}

function parseResponse(body: string): XmlElement | Error {
  try {
    return parseXml(body, LIMITS);
  } catch (error) {
    return error as Error;
  }
}

async function assertResponse(
  step: PlannedStep,
  response: XmlElement,
  httpStatus: number,
  tolerance: CompareOptions,
  options: ReplayOptions,
): Promise<Pick<StepReport, 'result' | 'reason' | 'difference'>> {
  const payload = payloadOf(response);
  const fault = isFault(payload) ? payload : undefined;
  const expectedText = await readFile(step.responseFile, 'utf8').catch(() => undefined);
  if (expectedText === undefined) {
    if (options.record) {
      const { recordExpected } = await import('./record.js');
      await recordExpected(step.responseFile, response);
      return { result: 'recorded', reason: `written to ${step.responseFile}` };
    }
    if (fault !== undefined) return { result: 'failed', reason: `SOAP fault: ${explainFault(fault)}` };
    if (httpStatus !== 200) return { result: 'failed', reason: `expected HTTP status 200, found ${httpStatus}` };
    return { result: 'passed', reason: 'no expected response to compare with' };
  }
  let expected: XmlElement;
  try {
    expected = parseXml(expectedText.replace(/^\uFEFF/, ''), LIMITS);
  } catch (error) {
    return { result: 'failed', reason: `cannot parse ${step.responseFile}: ${(error as Error).message}` };
  }
  // The reasons of a fault that nobody expected say more than where it differs.
  if (fault !== undefined && !isFault(payloadOf(expected)))
    return { result: 'failed', reason: `SOAP fault: ${explainFault(fault)}` };
  return assertionOf(firstDifference(expected, response, tolerance));
}
