import { SoapFaultError } from '../../platform/soap/faults.js';

/**
 * A message that asks for more than one message may.
 * @param path of the list, from the wrapper down
 */
export function tooMany(what: string, found: number, most: number, path: string): SoapFaultError {
  return new SoapFaultError('schema-invalid', {
    problems: [{ path, reason: `${String(found)} ${what}; at most ${String(most)} are expected in one message` }],
  });
}
