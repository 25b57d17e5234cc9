import type { StoreReference } from '../oms/file/oms-file.js';

/** What the simulators read of a broker's catalog document. */
export interface CatalogView {
  readonly organization?: { readonly account?: string; readonly default_system?: string };
  readonly preferences?: {
    readonly default_unfulfillable_location?: { readonly system_cd?: string; readonly location_cd?: string } | null;
  };
  readonly systems?: readonly {
    readonly system_cd: string;
    readonly locations?: readonly CatalogLocation[];
  }[];
  readonly products?: readonly {
    readonly product_cd: string;
    readonly system_products?: readonly { readonly system_cd: string; readonly item_id: string }[];
  }[];
  readonly inventory?: readonly {
    readonly system_cd: string;
    readonly location_cd: string;
    readonly item_id: string;
    readonly available_qty?: number;
  }[];
}

export interface CatalogLocation {
  readonly location_cd: string;
  readonly name?: string;
  readonly type?: string;
  /** How the location hears of its work; absent for polls. */
  readonly channel?: string;
  readonly address?: Readonly<Record<string, string>>;
  readonly preferences?: Readonly<Record<string, unknown>>;
}

/** A location as an OMS's cross reference of stores has it. */
export const storeReference = (system: string, location: CatalogLocation): StoreReference => {
  const { location_cd: store, name = '', address = {} } = location;
  return {
    system,
    store,
    name,
    city: address.city ?? '',
    province: address.province ?? '',
    postal: address.postal ?? '',
    country: address.country ?? '',
  };
};

/** The locations that the catalog calls stores. */
export const storesOfCatalog = ({ systems = [] }: CatalogView): StoreReference[] =>
  systems.flatMap(({ system_cd: system, locations = [] }) =>
    locations.filter(({ type }) => type === 'STORE').map((location) => storeReference(system, location)),
  );
