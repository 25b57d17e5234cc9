import { mayShow, NO_LETTER, omsLetter } from '../../domain/order/oms-letter.js';
import type { OmsLetter } from '../../domain/order/oms-letter.js';
import type { Status } from '../../domain/values/status.js';
import { isFulfilling } from '../oms/records/letter.js';
import type { BrokerRecord } from '../oms/records/record.js';

/**
 * Whether the letter of a record is one that an OMS may show for what the broker says of its line (Order Broker Status Summary
 * Table), once nothing is on its way any more.
 */

/** What the broker says of a line. */
export interface BrokerLine {
  readonly status: Status | undefined;
  /** The fulfilling location as `system/location`. */
  readonly at: string;
}

type Shown = Pick<BrokerRecord, 'kind' | 'letter' | 'fulfilling'>;

/** @returns what is wrong, as the end of a sentence; undefined when they agree */
export function disagreement({ kind, letter, fulfilling }: Shown, line: BrokerLine): string | undefined {
  const said = `the broker says ${line.status ?? 'a status that does not exist'} at ${line.at || 'no location'}`;
  if (line.status === undefined) return said;
  // What the OMS gave back is not its own any more: somebody else has it, or nobody.
  if (isFulfilling(kind) && (letter === 'J' || letter === 'Z'))
    return line.at !== fulfilling || line.status === 'canceled' || line.status === 'unfulfillable' ? undefined : said;
  if (letter === 'E') return line.status === 'canceled' ? undefined : said;
  const sign = omsLetter(kind, line.status);
  if (sign === NO_LETTER) return line.status === 'rejected' ? said : undefined;
  // Letters that only the OMS knows stand for something that is on its way.
  return mayShow(sign, letter as OmsLetter) ? undefined : said;
}
