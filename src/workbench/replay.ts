import { readFile } from 'node:fs/promises';
import type { XmlElement } from '../platform/xml/element.js';
import { parseXml } from '../platform/xml/parse.js';
import { ClientError } from '../client/client-error.js';
import { request as send, ServerUnreachableError } from '../cli/server.js';
import type { Server } from '../cli/server.js';
import { attribute, descend, describeFault, isFault, LIMITS, payloadOf, text } from '../client/locate/answer.js';
import { firstDifference } from './compare.js';
import type { CompareOptions, Difference } from './compare.js';
import { describeMessage } from './message-file.js';
import type { Plan, PlannedStep } from './plan.js';
import { RunNames } from './run-names.js';

export type Result = 'passed' | 'failed' | 'recorded';

/** What became of one step. */
export interface StepReport {
  readonly file: string;
  readonly operation: string;
  readonly httpStatus: number;
  readonly milliseconds: number;
  readonly responseCode: string;
  readonly requestId: string;
  readonly result: Result;
  /** Why it failed, or what a passed step could not be compared with. */
  readonly reason: string;
  readonly difference?: Difference;
}

export interface ReplayOptions {
  readonly record: boolean;
  /** Told apart from every other run's. */
  readonly suffix: string;
}

/**
 * Sends the messages of a plan one after the other and reports each as it comes back.
 *
 * For each step:
 * 1. the file's bytes, with this run's names put in, are sent as they are;
 * 2. the answer gets the names of the files back; a request id given out is remembered under the step's name;
 * 3. it is compared with the expected response. Without one, anything but a fault passes, or is written down when
 *    answers are being recorded.
 */
export async function* replay(server: Server, plan: Plan, options: ReplayOptions): AsyncGenerator<StepReport> {
  const names = new RunNames(plan.unique, plan.unique.length === 0 ? '' : options.suffix);
  const tolerance = { anyDateTime: new Set(plan.any_date_time), anyValue: new Set(plan.any_value) };
  for (const step of plan.steps) yield await play(server, step, names, tolerance, options);
}

async function play(
  server: Server,
  step: PlannedStep,
  names: RunNames,
  tolerance: CompareOptions,
  options: ReplayOptions,
): Promise<StepReport> {
  const bytes = await readFile(step.file).catch((error: unknown) => {
    throw new ClientError(`${step.file} cannot be read: ${(error as Error).message}`);
  });
  const request = describeMessage(bytes);
  const blank = {
    file: step.file,
    operation: request.operation,
    httpStatus: 0,
    milliseconds: 0,
    responseCode: '',
    requestId: '',
  };
  const started = performance.now();
  let httpStatus: number;
  let root: XmlElement;
  try {
    const response = await send(server, '/Locate/LocateServices', {
      method: 'POST',
      headers: { 'content-type': request.contentType, soapaction: '""' },
      body: Buffer.from(names.outgoing(bytes)),
    });
    const body = await response.text();
    httpStatus = response.status;
    root = parseXml(body, LIMITS);
  } catch (error) {
    // Without a server every further step fails alike: one sentence says it better.
    if (error instanceof ServerUnreachableError) throw error;
    return {
      ...blank,
      milliseconds: performance.now() - started,
      result: 'failed',
      reason: `no answer that can be read: ${(error as Error).message}`,
    };
  }

  const response = descend(payloadOf(root)?.children[0], 'message_body', 'response');
  const realId = attribute(response, 'request_id');
  if (step.requestId !== undefined && /^[1-9]\d*$/.test(realId)) names.call(realId, step.requestId);
  const answered = {
    ...blank,
    httpStatus,
    milliseconds: performance.now() - started,
    responseCode:
      attribute(response, 'response_code') ||
      text(descend(payloadOf(root)?.children[0], 'message_body', 'response_cd')),
    requestId: realId,
  };
  return { ...answered, ...(await judge(step, names.incoming(root), httpStatus, tolerance, options)) };
}

type Verdict = Pick<StepReport, 'result' | 'reason'> & { readonly difference?: Difference };

async function judge(
  step: PlannedStep,
  answer: XmlElement,
  httpStatus: number,
  tolerance: CompareOptions,
  options: ReplayOptions,
): Promise<Verdict> {
  const expectedText = await readFile(step.responseFile, 'utf8').catch(() => undefined);
  if (expectedText === undefined) {
    if (options.record) {
      const { recordExpected } = await import('./record.js');
      await recordExpected(step.responseFile, answer);
      return { result: 'recorded', reason: `written to ${step.responseFile}` };
    }
    const payload = payloadOf(answer);
    if (payload !== undefined && isFault(payload))
      return { result: 'failed', reason: `fault: ${describeFault(payload)}` };
    if (httpStatus !== 200) return { result: 'failed', reason: `HTTP status ${httpStatus}` };
    return { result: 'passed', reason: 'no expected response to compare with' };
  }
  let expected: XmlElement;
  try {
    expected = parseXml(expectedText.replace(/^\uFEFF/, ''), LIMITS);
  } catch (error) {
    return { result: 'failed', reason: `${step.responseFile}: ${(error as Error).message}` };
  }
  const difference = firstDifference(expected, answer, tolerance);
  return difference === undefined
    ? { result: 'passed', reason: '' }
    : { result: 'failed', reason: 'the answer differs', difference };
}
