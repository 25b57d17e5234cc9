import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Statistics } from '../../broker/jobs/statistics.js';

/** Registers the metrics of fulfillment requests that wait. @param read what is known; empty without a partner location */
export function registerRequestGauges(registers: Registry[], read: () => Promise<Statistics['requests']>): void {
  new Gauge({
    name: 'order_broker_requests_waiting',
    aggregator: 'max',
    help: 'Fulfillment requests that wait in a state, or whose acknowledgement is overdue; counted up to 10000',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const [state, { count }] of await read()) this.set({ state }, count);
    },
  });
  new Gauge({
    name: 'order_broker_requests_oldest_seconds',
    aggregator: 'max',
    help: 'How long the oldest fulfillment request in a state has waited, or is overdue; 0 without one',
    labelNames: ['state'],
    registers,
    async collect() {
      this.reset();
      for (const [state, { oldestSeconds }] of await read()) this.set({ state }, oldestSeconds);
    },
  });
}
