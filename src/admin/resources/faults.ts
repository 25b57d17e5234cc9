import type { FaultInjection } from '../../broker/faults/fault-injection.js';
import { listedFault, newFault } from '../../formats/fault-schema.js';
import { InvalidRequestError } from '../rest/invalid-request-error.js';
import { jsonRoute, ok } from '../rest/json-route.js';
import type { JsonResponse } from '../rest/json-route.js';
import type { Route } from '../rest/route.js';
import { errorSchema } from '../schemas/common.js';
import { faultList, removedFaults } from '../schemas/faults.js';

const OFF = {
  status: 409,
  body: { error: 'faults on purpose are off: set FAULT_INJECTION=true, and start the broker again' },
};
const CONFLICT = { 409: { description: 'Faults on purpose are off, or the name is taken', schema: errorSchema } };

type Listed = Awaited<ReturnType<FaultInjection['list']>>[number];

/** Makes, lists and removes faults on purpose. @param faults undefined: they are off */
export function faultRoutes(faults: FaultInjection | undefined): readonly Route[] {
  /** Everything but the work itself is the same where faults are off. */
  const whereOn = (work: (faults: FaultInjection) => Promise<JsonResponse>): Promise<JsonResponse> =>
    faults === undefined ? Promise.resolve(OFF) : work(faults);
  return [
    jsonRoute({
      method: 'get',
      path: '/faults',
      role: 'administer',
      summary: 'List the faults on purpose, in the order in which messages are compared with them',
      responses: { 200: { description: 'All of them', schema: faultList }, ...CONFLICT },
      handle: () => whereOn(async (on) => ok({ items: (await on.list()).map(listed) })),
    }),
    jsonRoute({
      method: 'post',
      path: '/faults',
      role: 'administer',
      summary: 'Add a fault on purpose, which ends by itself',
      body: { schema: newFault },
      responses: { 201: { description: 'The fault', schema: listedFault }, ...CONFLICT },
      handle: (context, { body }) =>
        whereOn(async (on) => {
          const added = await on.add(body);
          if ('refused' in added) return { status: 409, body: { error: added.refused } };
          if ('path' in added) throw new InvalidRequestError([added]);
          context.log.info({ fault: added.name, action: body.action, endsAt: added.endsAt }, 'fault on purpose added');
          return { status: 201, body: listed(added) };
        }),
    }),
    jsonRoute({
      method: 'delete',
      path: '/faults',
      role: 'administer',
      summary: 'Remove all faults on purpose',
      responses: { 200: { description: 'They are removed', schema: removedFaults }, ...CONFLICT },
      handle: () => whereOn(async (on) => ok({ removed: await on.removeAll() })),
    }),
    jsonRoute({
      method: 'delete',
      path: '/faults/{name}',
      role: 'administer',
      summary: 'Remove a fault on purpose',
      responses: { 204: { description: 'It is removed' }, ...CONFLICT },
      handle: (_, { param }) =>
        whereOn(async (on) =>
          (await on.remove(param('name')))
            ? { status: 204 }
            : {
                status: 404,
                body: {
                  error: `there is no fault ${JSON.stringify(param('name'))}: it was removed or has ended; GET /admin/v1/faults lists those that there are`,
                },
              },
        ),
    }),
  ];
}

function listed({ name, definition, createdAt, endsAt, matched, hit }: Listed): object {
  return { name, ...definition, created_at: createdAt, ends_at: endsAt, matched, hit };
}
