import { readFileSync } from 'node:fs';
import { actOn, REQUEST_ACTIONS, REQUEST_STATES } from '../../src/domain/partner/fulfillment-request.js';

const page = readFileSync(new URL('../../docs/partners.md', import.meta.url), 'utf8');

test('the table of states has every state, with the actions that lead on from it', () => {
  const rows = [...page.matchAll(/^\| `(\w+)` \| [^|]+ \| ([^|]*)\|$/gm)].map(([, state = '', actions = '']) => [
    state,
    actions.trim() === '' ? [] : actions.trim().split(', '),
  ]);
  const names: Readonly<Record<string, string>> = { hand_over: 'mark-processed' };
  const expected = REQUEST_STATES.map((state) => [
    state,
    REQUEST_ACTIONS.filter((action) => !['repeated', 'refused'].includes(actOn(state, action)))
      .map((action) => names[action] ?? action)
      .sort(),
  ]);
  expect(rows.map(([state, actions]) => [state, [...(actions as string[])].sort()])).toEqual(expected);
});
