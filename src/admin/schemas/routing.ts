import { z } from 'zod';

const code = z.string().trim();

/** An order reduced to what decides where it is fulfilled. */
export const shortOrder = z.strictObject({
  type: code.default('DELIVERY'),
  system_cd: code,
  location_cd: code,
  ship_via: code.default(''),
  ship_complete: z.boolean().default(false),
  pickup_location: z.strictObject({ system_cd: code, location_cd: code }).optional(),
  address: z
    .strictObject({
      postal: z.string().default(''),
      city: z.string().default(''),
      province: z.string().default(''),
      country: z.string().default(''),
    })
    .default({ postal: '', city: '', province: '', country: '' }),
  lines: z
    .array(
      z.strictObject({
        item_id: code,
        quantity: z.int(),
        unit_price: z.string().default('0'),
        gift_wrap: z.boolean().default(false),
        system_cd: code.default(''),
        location_cd: code.default(''),
      }),
    )
    .min(1),
});

export const traceQuery = z.strictObject({
  rerun: z.string().optional().describe('With any value: adds the result of routing the order now'),
});
