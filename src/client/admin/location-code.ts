/** A location as the admin interface refers to it. */
export interface AdminLocation {
  readonly system_cd: string;
  readonly location_cd: string;
}
