import type { PlaceEntry } from './catalog-document.js';

/** The fields of a place that its key holds: `POSTAL` or `CITY|PROVINCE`, after `COUNTRY:` where it names one. */
export function placeOfKey(key: string): Omit<PlaceEntry, 'latitude' | 'longitude'> {
  const country = /^([A-Za-z]{2,3}):/.exec(key)?.[1];
  const [first = '', province] = (country === undefined ? key : key.slice(country.length + 1)).split('|');
  return {
    ...(country === undefined ? {} : { country }),
    ...(province === undefined ? { postal: first } : { city: first, province }),
  };
}
