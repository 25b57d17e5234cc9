import type { FaultableMessage, FaultInjector, InjectedFault } from '../injected-fault.js';
import type { EndpointOptions, Reply } from './endpoint.js';
import type { Exchange, OperationAnswer } from './exchange.js';
import { isUnhandled } from './faulty-response.js';
import { withinTimeLimit } from './time-limit.js';

/** The outcome of a message that a fault on purpose kept from being handled. */
const FAULT_OUTCOME = 'fault-injected';

/** The reply to a message that its fault keeps from being handled; undefined where it is to be handled. */
export function replyOfFault(fault: InjectedFault | undefined): Reply | undefined {
  if (fault === undefined || !isUnhandled(fault)) return undefined;
  return {
    outcome: FAULT_OUTCOME,
    status: fault.action === 'http-status' ? fault.status : 500,
    contentType: 'text/plain; charset=utf-8',
    text: `A fault was injected on purpose: ${fault.name}\n`,
    loggable: false,
    fault,
  };
}

/** Runs an operation within its time limit; with a fault that says so, twice, as if the first answer had been lost. */
export async function handleWithFault<Answer extends OperationAnswer>(
  fault: InjectedFault | undefined,
  operation: string,
  run: () => Promise<Answer>,
  exchange: Exchange,
  options: EndpointOptions,
): Promise<Answer> {
  if (fault?.action === 'twice') {
    const first = await withinTimeLimit(operation, run, exchange, options);
    await first.delivered?.(false);
  }
  return withinTimeLimit(operation, run, exchange, options);
}

/** The fault of a message that is about to be handled, which is noted; undefined for none. */
export async function faultOf(
  message: FaultableMessage,
  exchange: Exchange,
  faults: FaultInjector,
): Promise<InjectedFault | undefined> {
  const fault = await faults.faultFor(message);
  if (fault !== undefined) exchange.noteInjectedFault(fault.name);
  return fault;
}

/** A reply with its fault, if it has one. */
export const withFault = (reply: Reply, fault: InjectedFault | undefined): Reply =>
  fault === undefined ? reply : { ...reply, fault };
