import { firstMismatch } from '../../src/workbench/story/match.js';

describe('firstMismatch', () => {
  it.each<[string, unknown, unknown, string | undefined]>([
    ['compares only expected keys', { a: 1 }, { a: '1', b: '2' }, undefined],
    ['compares scalars as text', { a: true, b: 0 }, { a: 'true', b: '0' }, undefined],
    ['matches an absent value with an empty text', { a: '' }, {}, undefined],
    ['reports a missing value', { a: { b: 'x' } }, { a: {} }, 'a.b: "x", nothing'],
    ['reports an additional list entry', { a: [{ b: 1 }] }, { a: [{ b: 1 }, { b: 2 }] }, 'a[2]: nothing, {"b":2}'],
    ['compares lists in order', { a: [1, 2] }, { a: [2, 1] }, 'a[1]: 1, 2'],
    ['reports an object instead of a scalar', { a: 'x' }, { a: { x: 1 } }, 'a: "x", {"x":1}'],
    ['reports a scalar instead of a list', { a: [] }, { a: '' }, 'a: [], ""'],
  ])('%s', (_, expected, found, message) => {
    const difference = firstMismatch(expected, found);
    expect(difference && `${difference.path}: ${difference.expected}, ${difference.found}`).toBe(message);
  });
});
