import type { FaultDefinition } from '../../domain/fault/injected-fault.js';
import type { FaultEffect } from '../../platform/injected-fault.js';

/** What a fault does, as endpoints know it. A parameter that is missing, which no checked definition lacks, does the least. */
export function effectOf(definition: FaultDefinition): FaultEffect {
  const { action } = definition;
  switch (action) {
    case 'delay':
      return { action, milliseconds: definition.milliseconds ?? 0 };
    case 'soap-fault':
      return { action, key: definition.soap_fault ?? '' };
    case 'response-code':
      return { action, code: definition.response_code ?? 0 };
    case 'http-status':
      return { action, status: definition.status ?? 500 };
    case 'slow':
      return { action, bytesPerSecond: definition.bytes_per_second ?? Infinity };
    default:
      return { action };
  }
}
