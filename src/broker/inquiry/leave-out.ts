import type { Logger } from 'pino';
import type { LeaveOut } from '../../store/orders/orders.js';

/** Leaves out of an answer what cannot be read, with a line of the log for each: one bad order does not block the others. */
export const leavingOut =
  (log: Logger): LeaveOut =>
  (requestId, error) => {
    log.error({ err: error, requestId }, 'an order cannot be read, so an answer leaves it out');
  };
