/** Bytes of a packet beside the text of its statements, with some to spare. */
const OVERHEAD = 64;

/**
 * Statements are larger than the server accepts. They are not sent: the server would close the connection, which looks as if it
 * were gone, and the transaction would be run again and again.
 */
export class PacketTooLargeError extends Error {
  override readonly name = 'PacketTooLargeError';
  readonly code = 'packet-too-large';

  constructor(limit: number) {
    super(`a statement is larger than the ${String(limit)} bytes of max_allowed_packet`);
  }
}

/** Whether a server accepts a text of statements. Nearly all are so short that their bytes need not be counted. */
export function fitsPacket(text: string, limit: number): boolean {
  return 3 * text.length + OVERHEAD <= limit || Buffer.byteLength(text) + OVERHEAD <= limit;
}
