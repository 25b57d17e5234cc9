/** One fault of a document against its schema. */
export interface SchemaProblem {
  /** Both counted from 1, in the message as it was received. */
  readonly line: number;
  readonly column: number;
  /** From the validated element down, e.g. `/SubmitOrder/order_request_message/message_body/items/item[2]/@qty`. */
  readonly path: string;
  /** What is wrong and what was expected, as a sentence. */
  readonly reason: string;
}
