import { SoapFaultError } from '../../platform/soap/faults.js';

/**
 * The fault for a message that requests more than one message may.
 * @param path of the list, from the wrapper down
 */
export function tooMany(what: string, found: number, max: number, path: string): SoapFaultError {
  return new SoapFaultError('schema-invalid', {
    problems: [{ path, reason: `${String(found)} ${what}; at most ${String(max)} are expected in one message` }],
  });
}
