/** One code that the broker answers in the body of a response, with its text. */
export interface ResponseCode {
  readonly code: number;
  /** `{name}` is a placeholder for a value of the case at hand. */
  readonly text: string;
  /** When it is answered and what the caller can do about it; for the documentation. */
  readonly meaning: string;
}

export type ResponseCodes = Readonly<Record<string, ResponseCode>>;
