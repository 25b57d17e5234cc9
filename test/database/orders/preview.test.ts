import fc from 'fast-check';
import { previewOrder } from '../../../src/broker/orders/preview.js';
import { submitOrder } from '../../../src/broker/orders/submit-order.js';
import { Database } from '../../../src/store/database.js';
import { brokerOn, orderOf, SMALL_RETAILER } from '../../support/server/broker.js';

test('for any stock and order, a preview decides as a submit on the same state does', async () => {
  const stock = fc
    .array(
      fc.record({
        system_cd: fc.constant('STC'),
        location_cd: fc.constantFrom('10', '20', '30'),
        item_id: fc.constantFrom('S-PENCIL', 'S-PEN', 'S-LAMP'),
        available_qty: fc.integer({ min: 0, max: 6 }),
      }),
      { maxLength: 9 },
    )
    .map((entries) => [...new Map(entries.map((one) => [`${one.location_cd}/${one.item_id}`, one])).values()]);
  const lines = fc.array(
    fc.record({ item: fc.constantFrom('PENCIL', 'PEN', 'LAMP'), qty: fc.integer({ min: 1, max: 8 }) }),
    { minLength: 1, maxLength: 3 },
  );
  const rules = fc.record({
    allow_split_order: fc.boolean(),
    allow_split_line: fc.boolean(),
    min_split_quantity: fc.integer({ min: 1, max: 2 }),
  });
  await fc.assert(
    fc.asyncProperty(stock, lines, rules, async (inventory, wanted, how) => {
      const database = await Database.open({ url: 'sqlite::memory:', pool: 1, acquireTimeout: 1000 });
      const broker = await brokerOn(database, { inventory, preferences: { ...SMALL_RETAILER.preferences, ...how } });
      const previewed = await previewOrder(broker, orderOf('A', wanted));
      const submitted = await submitOrder(broker, orderOf('A', wanted));
      await database.close();
      if (!('preview' in previewed) || !submitted.accepted) throw new Error('refused');
      const proposed = previewed.preview.lines.flatMap((line) => [
        ...line.parts.map(
          (part) => `${String(line.requesting_system_line_no)}: ${String(part.quantity)} at ${part.location_cd}`,
        ),
        ...(line.unfulfillable > 0
          ? [`${String(line.requesting_system_line_no)}: ${String(line.unfulfillable)} at UNF`]
          : []),
      ]);
      expect(
        submitted.lines.map(
          (line) => `${String(line.requestingLineNo)}: ${String(line.quantity)} at ${line.location.locationCd}`,
        ),
      ).toEqual(proposed);
    }),
    { numRuns: 60 },
  );
});
