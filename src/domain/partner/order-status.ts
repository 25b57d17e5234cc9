import type { ProgressStage } from './progress.js';

/** The status that a third-party logistics partner reads of each stage. This is the only table between ours and theirs. */
const SHOWN = {
  waiting: 'Pending',
  released: 'Accepted',
  picked: 'Printed',
  shipped: 'Shipped',
  ended: 'Canceled',
} as const satisfies Readonly<Record<ProgressStage, string>>;

/** A status that an order here can have for a third-party logistics partner. */
export type ShownOrderStatus = (typeof SHOWN)[ProgressStage];

export const orderStatusOf = (stage: ProgressStage): ShownOrderStatus => SHOWN[stage];

/** The stages that are shown as a status; none for one that no order here has. */
export function stagesShownAs(status: string): readonly ProgressStage[] {
  return (Object.keys(SHOWN) as ProgressStage[]).filter((stage) => SHOWN[stage] === status);
}
