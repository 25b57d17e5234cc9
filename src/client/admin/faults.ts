import type { FaultDefinition } from '../../domain/fault/injected-fault.js';
import type { Server } from '../http.js';
import { callAdmin } from './admin-client.js';

/** A fault on purpose. */
export interface ListedFault extends FaultDefinition {
  readonly name: string;
  readonly created_at: string;
  readonly ends_at: string;
  /** Messages that it was for. */
  readonly matched: number;
  /** Messages that it was injected into. */
  readonly hit: number;
}

/** What a fault is made of. */
export interface NewFault extends FaultDefinition {
  readonly name?: string;
  readonly minutes?: number;
}

/** All faults, in the order in which messages are compared with them. */
export async function listFaults(server: Server): Promise<readonly ListedFault[]> {
  return (await callAdmin<{ readonly items: readonly ListedFault[] }>(server, '/faults')).items;
}

/** Adds a fault. */
export function addFault(server: Server, fault: NewFault): Promise<ListedFault> {
  return callAdmin(server, '/faults', {
    method: 'POST',
    contentType: 'application/json',
    body: JSON.stringify(fault),
  });
}

/** Removes a fault. */
export async function removeFault(server: Server, name: string): Promise<void> {
  await callAdmin(server, `/faults/${encodeURIComponent(name)}`, { method: 'DELETE' });
}

/** Removes all faults. */
export function removeFaults(server: Server): Promise<{ readonly removed: number }> {
  return callAdmin(server, '/faults', { method: 'DELETE' });
}
