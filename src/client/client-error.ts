/** A command could not do what it was asked: told to the user as it stands, without a stack. */
export class ClientError extends Error {
  override readonly name = 'Failure';

  /** @param next what the user can do about it */
  constructor(
    message: string,
    readonly next?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
