/** An operation failed for a reason that the user can act on. Shown as is, without a stack trace. */
export class ClientError extends Error {
  override readonly name: string = 'ClientError';
  readonly code: string = 'client-error';

  /** @param next what the user can do about it */
  constructor(
    message: string,
    readonly next?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
