import { sumByProduct } from '../../src/domain/product.js';

test('sums quantities by product, in the order in which the products first occur', () => {
  const lines = [
    { productId: 7, quantity: 2 },
    { productId: 3, quantity: 1 },
    { productId: 7, quantity: -5 },
  ];
  expect([...sumByProduct(lines)]).toEqual([
    [7, -3],
    [3, 1],
  ]);
});
