import { dateTime } from '../../../client/locate/messages.js';
import type { LocationRef, SenderOptions } from '../../../client/locate/messages.js';
import type { Controls } from '../settings/controls.js';

/** Who a message of the OMS is from, and how its header says so. */

/** The order that a message is about: the source is made of its numbers. */
interface SourceOrder {
  readonly company: number;
  readonly number: number;
}

/** Company, order, ship-to and five zeros, zero-filled: the broker returns it as the destination of its answer. */
export const sourceOf = ({ company, number }: SourceOrder): string =>
  `${String(company).padStart(3, '0')}${String(number).padStart(8, '0')}00100000`;

/**
 * The sender of a message.
 * @param source see `sourceOf`; empty or a code in messages that are about no order
 * @param form inquiries, polls and updates carry the day only
 */
export function senderOf(
  controls: Controls,
  {
    as,
    source,
    operation,
    now,
    form = 'day',
  }: {
    readonly as: LocationRef;
    readonly source: string;
    /** Empty in updates. */
    readonly operation: string;
    readonly now: Date;
    readonly form?: 'day' | 'time';
  },
): SenderOptions {
  const time = dateTime(now);
  return {
    account: controls.text('K49'),
    as,
    header: {
      version: controls.text('OROB_MESSAGE_VERSION'),
      source,
      datetime: form === 'day' ? time.slice(0, 10) : time,
      messageType: operation,
    },
  };
}

/** The OMS's default location. */
export const defaultLocation = (controls: Controls): LocationRef => ({
  system: controls.text('K50'),
  location: controls.text('K51'),
});

/** `system/location` as a reference; an empty text is a location without a code. */
export function locationRef(text: string, system: string): LocationRef {
  const slash = text.indexOf('/');
  return slash < 0 ? { system, location: text } : { system: text.slice(0, slash), location: text.slice(slash + 1) };
}
