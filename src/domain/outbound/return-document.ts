import type { OutboundCode } from './outbound-status.js';

/**
 * The states of a return: the client announced it, the warehouse has the goods, the warehouse posted them. Canceled: the
 * client called it off before anything arrived.
 */
export const RETURN_STATES = ['created', 'received', 'goods_issued', 'canceled'] as const;
export type ReturnState = (typeof RETURN_STATES)[number];

/** What can be done with a return. */
export const RETURN_ACTIONS = ['receive', 'issue', 'cancel'] as const;
export type ReturnAction = (typeof RETURN_ACTIONS)[number];

/** Goods that are posted without having been reported as received were received with that. */
const ACTIONS: Readonly<Record<ReturnState, Partial<Record<ReturnAction, ReturnState>>>> = {
  created: { receive: 'received', issue: 'goods_issued', cancel: 'canceled' },
  received: { issue: 'goods_issued' },
  goods_issued: {},
  canceled: {},
};

const DONE: Readonly<Record<ReturnAction, readonly ReturnState[]>> = {
  receive: ['received', 'goods_issued'],
  issue: ['goods_issued'],
  cancel: ['canceled'],
};

/** What an action does to a return in a state: leads to another, repeats what was done, or is refused. */
export function actOnReturn(state: ReturnState, action: ReturnAction): ReturnState | 'repeated' | 'refused' {
  return ACTIONS[state][action] ?? (DONE[action].includes(state) ? 'repeated' : 'refused');
}

/** The code of a return, in the words of outbounds. */
export const RETURN_CODES: Readonly<Record<ReturnState, OutboundCode>> = {
  created: '00',
  received: '60',
  goods_issued: '80',
  canceled: '90',
};
