import { Counter } from 'prom-client';
import type { Registry } from 'prom-client';
import type { BrokerContext } from '../../broker/context.js';
import { FaultInjection } from '../../broker/faults/fault-injection.js';
import { FAULT_ACTIONS } from '../../domain/fault/injected-fault.js';
import { FAULTS } from '../../platform/soap/faults.js';
import type { Config } from '../config.js';

/** Faults on purpose, with their metric; undefined where they are off. */
export function faultInjection(broker: BrokerContext, config: Config, registry: Registry): FaultInjection | undefined {
  const { FAULT_INJECTION: setting, AUTH: auth } = config;
  if (setting === 'false' || (setting === 'auto' && auth !== 'none')) return undefined;
  const injected = new Counter({
    name: 'order_broker_injected_faults_total',
    help: 'Faults on purpose that were injected into messages, by action',
    labelNames: ['action'],
    registers: [registry],
  });
  for (const action of FAULT_ACTIONS) injected.inc({ action }, 0);
  return new FaultInjection(broker, {
    soapFaults: new Set(FAULTS.map(({ key }) => key)),
    count: (action) => {
      injected.inc({ action });
    },
  });
}
