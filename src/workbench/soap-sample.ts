import { readFile } from 'node:fs/promises';
import { attribute, bodyOf, child, explainFault, isFault, LIMITS, payloadOf, text } from '../client/locate/response.js';
import type { XmlElement } from '../platform/xml/element.js';
import { escapeText } from '../platform/xml/escape.js';
import { parseXml } from '../platform/xml/parse.js';
import { assertionOf } from './assertion.js';
import { firstDifference } from './compare.js';
import type { CompareOptions } from './compare.js';
import type { RawResponse } from './exchange.js';
import { soapPost } from './exchange.js';
import { describeMessage } from './message-file.js';
import type { PlannedStep } from './plan.js';
import type { RunNames } from './run-names.js';
import type { RunValues } from './run-values.js';
import { failure } from './sample.js';
import type { Sample, SampleResult } from './sample.js';

/** What the samples of a run share. */
export interface SampleRun {
  readonly names: RunNames;
  readonly values: RunValues;
  readonly tolerance: CompareOptions;
  /** Whether to write the response of a step without an expected response to its file. */
  readonly record: boolean;
}

/**
 * A SOAP message. Its bytes are sent unchanged, except for the names and values of the run. In the response, names of this run are
 * translated back to those in the files, and a new request id is stored under the step's name.
 */
export function soapSample(step: PlannedStep, bytes: Buffer, run: SampleRun): Sample {
  const { operation, path, contentType } = describeMessage(bytes);
  // Latin-1 keeps every byte of whatever encoding, as in RunNames.
  const inLatin1 = (value: string): string => Buffer.from(escapeText(value)).toString('latin1');
  const filled = run.values.fill(Buffer.from(run.names.outgoing(bytes)).toString('latin1'), inLatin1);
  return {
    operation,
    ...soapPost(path, Buffer.from(filled, 'latin1'), contentType),
    assert: (response) => assertSoap(step, response, run),
  };
}

async function assertSoap(step: PlannedStep, response: RawResponse, run: SampleRun): Promise<SampleResult> {
  let envelope: XmlElement;
  try {
    envelope = parseXml(response.body, LIMITS);
  } catch (error) {
    return failure(`no readable response: ${(error as Error).message}`);
  }
  const payload = payloadOf(envelope);
  const body = payload === undefined ? undefined : bodyOf(payload);
  const result = child(body, 'response');
  const requestId = attribute(result, 'request_id');
  if (step.requestId !== undefined && /^[1-9]\d*$/.test(requestId)) run.names.assign(requestId, step.requestId);
  return {
    responseCode: attribute(result, 'response_code') || text(child(body, 'response_cd')),
    requestId,
    ...(await compare(step, run.names.incoming(envelope), response.status, run)),
  };
}

async function compare(
  step: PlannedStep,
  response: XmlElement,
  httpStatus: number,
  { tolerance, values, record }: SampleRun,
): Promise<Pick<SampleResult, 'result' | 'reason' | 'difference'>> {
  const payload = payloadOf(response);
  const fault = isFault(payload) ? payload : undefined;
  const expectedText = await readFile(step.responseFile, 'utf8').catch(() => undefined);
  if (expectedText === undefined) {
    if (record) {
      const { recordText, writeExpected } = await import('./record.js');
      await recordText(step.responseFile, values.generalized(writeExpected(response)));
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
  return assertionOf(firstDifference(expected, response, { ...tolerance, values }));
}
