import { z } from 'zod';

/** An order reduced to what decides where it is fulfilled. */
export const shortOrder = z.strictObject({
  type: z.string().default('DELIVERY'),
  system_cd: z.string(),
  location_cd: z.string(),
  ship_via: z.string().default(''),
  ship_complete: z.boolean().default(false),
  pickup_location: z.strictObject({ system_cd: z.string(), location_cd: z.string() }).optional(),
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
        item_id: z.string(),
        quantity: z.int(),
        unit_price: z.string().default('0'),
        gift_wrap: z.boolean().default(false),
        system_cd: z.string().default(''),
        location_cd: z.string().default(''),
      }),
    )
    .min(1),
});

export const traceQuery = z.strictObject({
  rerun: z.string().optional().describe('With any value: adds the result of routing the order now'),
});
