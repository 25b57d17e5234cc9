import { OwnFile } from '../../../platform/db/sqlite/own-file.js';
import { Controls } from '../settings/controls.js';
import { SCHEMA, VERSION } from './schema.js';

/** A company of the OMS. */
export interface Company {
  readonly number: number;
  readonly name: string;
}

/** A store that customers can collect at. */
export interface StoreReference {
  readonly system: string;
  readonly store: string;
  readonly name: string;
  readonly city: string;
  readonly province: string;
  readonly postal: string;
  readonly country: string;
}

/** A warehouse of the OMS with its location at the broker, which may be blank. */
export interface Warehouse {
  readonly number: number;
  readonly location: string;
}

/** Opens the file of an OMS. @throws {Error} when it cannot be used */
export const openOmsFile = (path: string): Promise<OwnFile> => OwnFile.open(path, SCHEMA, VERSION);

export const companies = (file: OwnFile): Company[] =>
  file.all<Company>('SELECT number, name FROM company ORDER BY number');

export function putCompany(file: OwnFile, { number, name }: Company): void {
  file.run('INSERT INTO company VALUES (?, ?) ON CONFLICT (number) DO UPDATE SET name = excluded.name', number, name);
}

/** The system control values of a company. */
export function controlsOf(file: OwnFile, company: number): Controls {
  const rows = file.all<{ code: string; value: string }>(
    'SELECT code, value FROM control_value WHERE company = ?',
    company,
  );
  return new Controls(new Map(rows.map(({ code, value }) => [code, value])));
}

/** Sets a system control value. The caller has checked it. */
export function putControl(file: OwnFile, company: number, code: string, value: string): void {
  file.run(
    'INSERT INTO control_value VALUES (?, ?, ?) ON CONFLICT (company, code) DO UPDATE SET value = excluded.value',
    company,
    code,
    value,
  );
}

export const storesOf = (file: OwnFile, company: number): StoreReference[] =>
  file.all<StoreReference>(
    `SELECT system_cd AS system, store_cd AS store, name, city, province, postal, country
     FROM store_cross_reference WHERE company = ? ORDER BY system_cd, store_cd`,
    company,
  );

/** The cross reference of a store; undefined for a store without one, which is shown without a description. */
export const storeOf = (file: OwnFile, company: number, system: string, store: string): StoreReference | undefined =>
  storesOf(file, company).find((one) => one.system === system && one.store === store);

export function putStore(file: OwnFile, company: number, store: StoreReference): void {
  file.run(
    'INSERT OR REPLACE INTO store_cross_reference VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    company,
    store.system,
    store.store,
    store.name,
    store.city,
    store.province,
    store.postal,
    store.country,
  );
}

export const warehousesOf = (file: OwnFile, company: number): Warehouse[] =>
  file.all<Warehouse>(
    'SELECT number, location_cd AS location FROM warehouse WHERE company = ? ORDER BY number',
    company,
  );

export function putWarehouse(file: OwnFile, company: number, { number, location }: Warehouse): void {
  file.run('INSERT OR REPLACE INTO warehouse VALUES (?, ?, ?)', company, number, location);
}

/** How far the OMS's clock is ahead of the machine's, in milliseconds. */
export const clockOffset = (file: OwnFile): number =>
  file.all<{ offset_ms: number }>('SELECT offset_ms FROM clock')[0]?.offset_ms ?? 0;

/** Moves the OMS's clock. @param ms how much further ahead of the machine's */
export function advanceClock(file: OwnFile, ms: number): void {
  file.run('UPDATE clock SET offset_ms = offset_ms + ?', ms);
}
