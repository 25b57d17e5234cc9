import { z } from 'zod';
import { FAULT_ACTIONS, FAULT_LIMITS, FAULT_PARAMETERS } from '../domain/fault/injected-fault.js';
import type { FaultDefinition } from '../domain/fault/injected-fault.js';

/** The form of a fault on purpose, as the admin interface and stories take it (docs/faults.md). */

const pattern = z
  .string()
  .min(1)
  .max(FAULT_LIMITS.patternLength, `at most ${String(FAULT_LIMITS.patternLength)} characters`);
const count = z.int().min(1).max(FAULT_LIMITS.count);

/** What the fault does, whom it hits, and after how many messages it ends. */
const definition = {
  action: z.enum(FAULT_ACTIONS).describe('What is done to the message'),
  milliseconds: z.int().min(1).max(FAULT_LIMITS.milliseconds).exactOptional().describe('Of delay'),
  soap_fault: z
    .string()
    .min(1)
    .max(FAULT_LIMITS.patternLength)
    .exactOptional()
    .describe('Of soap-fault: a key of docs/response-codes.md'),
  response_code: z.int().min(0).max(999_999).exactOptional().describe('Of response-code'),
  status: z.int().min(400).max(599).exactOptional().describe('Of http-status'),
  bytes_per_second: z.int().min(1).max(FAULT_LIMITS.bytesPerSecond).exactOptional().describe('Of slow'),
  operation: pattern.exactOptional().describe('Operation; in this and other patterns `*` stands for any characters'),
  user: pattern.exactOptional().describe('User or API key'),
  system: pattern.exactOptional().describe('A system that the message names'),
  location: pattern.exactOptional().describe('A location that the message names, of that system if it is given'),
  order: pattern.exactOptional().describe("The caller's number of an order, or its request id"),
  item: pattern.exactOptional(),
  first: count.exactOptional().describe('Hits the first so many messages'),
  each: count.exactOptional().describe('Hits each one of so many: 3 hits the third, the sixth'),
  probability: z.number().gt(0).max(1).exactOptional().describe('Hits some messages; the same ones for the same seed'),
  seed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .exactOptional()
    .describe('Of probability; 0 when absent'),
  hits: count.exactOptional().describe('After so many hits the fault ends'),
};

const name = z
  .string()
  .max(FAULT_LIMITS.nameLength)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'a name of lower-case letters, digits and hyphens, such as answer-lost');

/** A new fault. */
export const newFault = z
  .strictObject({
    name: name.exactOptional().describe('Generated when absent'),
    ...definition,
    minutes: z
      .int()
      .min(1)
      .max(FAULT_LIMITS.minutes)
      .default(FAULT_LIMITS.defaultMinutes)
      .describe('Minutes after which the fault ends by itself'),
  })
  .superRefine(checkTogether);

/** A fault as it is listed. */
export const listedFault = z.strictObject({
  name: z.string(),
  ...definition,
  created_at: z.string(),
  ends_at: z.string(),
  matched: z.int().describe('Messages that the fault was for'),
  hit: z.int().describe('Messages that it was injected into'),
});

/** Parameters belong to their action, and there is one answer to which messages are hit. */
function checkTogether(fault: FaultDefinition, context: z.RefinementCtx): void {
  const refuse = (path: string, message: string): void => {
    context.addIssue({ code: 'custom', message, path: [path] });
  };
  const needed = FAULT_PARAMETERS[fault.action];
  for (const [action, parameter] of Object.entries(FAULT_PARAMETERS)) {
    if (parameter === undefined) continue;
    if (parameter === needed && fault[parameter] === undefined) refuse(parameter, `a value, which ${action} needs`);
    if (parameter !== needed && fault[parameter] !== undefined)
      refuse(parameter, `none, because it belongs to the action ${action}`);
  }
  const occasions = (['first', 'each', 'probability'] as const).filter((key) => fault[key] !== undefined);
  for (const key of occasions.slice(1)) refuse(key, `none beside ${occasions[0] ?? ''}`);
  if (fault.seed !== undefined && fault.probability === undefined) refuse('seed', 'none without probability');
}
