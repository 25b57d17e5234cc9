import type { LocationEntry } from '../../domain/network/catalog-document.js';
import { LocationEntity, PlaceEntity, SystemEntity } from '../../store/network/catalog-entities.js';
import { readOne, readPage } from '../../store/network/catalog-pages.js';
import type { PageRequest } from '../../store/network/catalog-pages.js';
import type { BrokerContext } from '../context.js';
import { pageOf } from '../page.js';
import type { Page } from '../page.js';
import { documentedLocation } from './location-entry.js';

type Context = Pick<BrokerContext, 'database'>;

/** Lists the locations of a system in the order of their codes. @returns undefined for an unknown system */
export async function listLocations(
  context: Context,
  systemCd: string,
  page: PageRequest,
): Promise<Page<LocationEntry> | undefined> {
  return context.database.transaction(async (session) => {
    if ((await readOne(session, SystemEntity, { system_cd: systemCd })) === undefined) return undefined;
    const request = { ...page, limit: page.limit + 1 };
    const rows = await readPage(session, LocationEntity, 'location_cd', request, { system_cd: systemCd });
    const places = await session.manager.find(PlaceEntity);
    const { items, ...position } = pageOf(rows, page.limit, (row) => row.location_cd);
    return { items: items.map((row) => documentedLocation(row, places)), ...position };
  });
}

/** A location in the form of the catalog document; undefined when its system has none of that code. */
export async function getLocation(
  context: Context,
  systemCd: string,
  locationCd: string,
): Promise<LocationEntry | undefined> {
  return context.database.transaction(async (session) => {
    const row = await readOne(session, LocationEntity, { system_cd: systemCd, location_cd: locationCd });
    return row && documentedLocation(row, await session.manager.find(PlaceEntity));
  });
}
