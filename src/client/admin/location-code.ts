/** A location as the admin interface refers to it. */
export interface AdminLocation {
  readonly system_cd: string;
  readonly location_cd: string;
}

/** `system/location`; the location alone when it belongs to no system. */
export const locationText = ({ system_cd: system, location_cd: location }: AdminLocation): string =>
  system === '' ? location : `${system}/${location}`;
