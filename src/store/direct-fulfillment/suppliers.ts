import { numeric, text } from '../../platform/db/column.js';
import type { Session } from '../../platform/db/session.js';
import { tableOf } from '../../platform/db/table.js';

/** A location as a direct fulfillment supplier. */
export interface StoredSupplier {
  readonly locationId: number;
  /** At most four characters, in capitals. */
  readonly number: string;
  readonly secretHash: string;
  /** ISO 8601, UTC. */
  readonly changedAt: string;
}

const SUPPLIER = tableOf<StoredSupplier>('df_supplier', {
  locationId: numeric('location_id'),
  number: text('number'),
  secretHash: text('secret_hash'),
  changedAt: text('changed_at'),
});

/** Makes a location a supplier, or changes its number and secret. Fails as a duplicate if another one has the number. */
export async function writeSupplier(session: Session, supplier: StoredSupplier): Promise<void> {
  await session.run('DELETE FROM df_supplier WHERE location_id = ?', [supplier.locationId]);
  await session.run(SUPPLIER.insertStatement, SUPPLIER.values(supplier));
}

/** @returns whether the location was a supplier */
export async function deleteSupplier(session: Session, locationId: number): Promise<boolean> {
  const before = await session.first('SELECT 1 AS found FROM df_supplier WHERE location_id = ?', [locationId]);
  await session.run('DELETE FROM df_supplier WHERE location_id = ?', [locationId]);
  return before !== undefined;
}

/** Every supplier, by number. */
export async function listSuppliers(session: Session): Promise<StoredSupplier[]> {
  return (await session.all(`SELECT ${SUPPLIER.list} FROM df_supplier ORDER BY number`)).map(SUPPLIER.read);
}

/** A supplier by its number in capitals. */
export async function findSupplier(session: Session, number: string): Promise<StoredSupplier | undefined> {
  const row = await session.first(`SELECT ${SUPPLIER.list} FROM df_supplier WHERE number = ?`, [number]);
  return row && SUPPLIER.read(row);
}
