/**
 * The lines of the order transaction history, as users of an OMS read them. Texts are literal, blanks and spelling included:
 * people search their screens for them.
 */

/** A line about one order line. @param line the order line's sequence */
export const lineText = (line: number, text: string): string => `Ln#: ${String(line)} ${text}`;

/** Carrier and tracking number of a shipment; `otherwise` when neither is known. */
export function shipmentTexts(via: string, tracking: string, otherwise: string): string[] {
  const texts = [...(via === '' ? [] : [`----VIA: ${via}`]), ...(tracking === '' ? [] : [`----TRK#: ${tracking}`])];
  return texts.length === 0 ? [otherwise] : texts;
}

/** Columns of a history line behind its prefix. */
const PIECE = 36;
/** The most pieces of a refusal that are kept. */
const PIECES = 3;

/**
 * A refusal in capitals, cut into pieces of 36 characters: `Rsn:` before the first one, and at most three of them,
 * as a screen has no room for more.
 */
export function refusalTexts(reason: string): string[] {
  const text = reason.toUpperCase().replace(/\s*\n\s*/g, ' ');
  const pieces: string[] = [];
  for (let at = 0; at < text.length && pieces.length < PIECES; at += PIECE) pieces.push(text.slice(at, at + PIECE));
  return pieces.map((piece, index) => (index === 0 ? `Rsn:${piece}` : piece));
}

export const SUBMIT_SUCCEEDED = 'Submit Order Succeeded';
export const SUBMIT_UNANSWERED = 'Submit Order Failed - OROB Unavailable';
export const SUBMIT_HELD = 'Submit Order Rejected/Order Held';
export const SUBMIT_CANCELED = 'Submit Order Rejected/Order Canceled';
export const SUBMIT_NOT_CANCELED = 'Submit Order Rejected/Order Not Canceled';
export const MAINTAINED = 'Order was maintained';
export const WEB_CANCEL = 'Web cancel request processed.';
export const CANCELED_BEFORE_PICK = 'Order held - line[s] canceled in OROB';
export const CANCELED_BEFORE_CORRECTION = 'Order held - line[s] canceled in Order B.';
/** The answer without content: the account in the message is not the broker's. */
export const NULL_RESPONSE = 'Null response from OROB';

export const reviewText = (requestId: string, underReview: boolean): string =>
  `Request ID: ${requestId} Under Review: ${underReview ? 'Y' : 'N'}`;

export const systemHold = (description: string): string => `SYS-HLD - ${description}`;

export const voidedText = (pickSlip: number): string =>
  `Pick ${String(pickSlip).padStart(7, '0')} voided due to expired auth.`;
