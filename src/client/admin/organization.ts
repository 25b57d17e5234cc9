import type { Server } from '../http.js';
import { AdminRejectionError, callAdmin } from './admin-client.js';

/**
 * The account of the broker's organization, which messages name as their destination.
 * @returns undefined where the admin interface is not open to this caller
 * @throws {ClientError} when the exchange fails
 */
export async function accountOf(server: Server): Promise<string | undefined> {
  try {
    return (await callAdmin<{ account?: string }>(server, '/organization')).account;
  } catch (error) {
    if (error instanceof AdminRejectionError) return undefined;
    throw error;
  }
}
