import { memoizeByIdentity } from '../../src/domain/memoize.js';

test('computes a value once for each object, also when the value is undefined', () => {
  const computed: object[] = [];
  const memoized = memoizeByIdentity((key: { value?: number }) => {
    computed.push(key);
    return key.value;
  });
  const [one, equal, empty] = [{ value: 1 }, { value: 1 }, {}];
  expect([memoized(one), memoized(one), memoized(equal), memoized(empty), memoized(empty)]).toEqual([
    1,
    1,
    1,
    undefined,
    undefined,
  ]);
  expect(computed).toEqual([one, equal, empty]);
});
