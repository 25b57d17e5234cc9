import { Command } from 'commander';
import { ClientError } from '../../../client/client-error.js';
import {
  addWebhook,
  listWebhookDeliveries,
  listWebhooks,
  removeWebhook,
  resendWebhooks,
  rotateWebhook,
  setWebhookState,
  testWebhook,
} from '../../../client/admin/webhooks.js';
import type { WebhookDelivery, WebhookEndpoint } from '../../../client/admin/webhooks.js';
import { serverOf, withServer } from '../../server-options.js';
import type { ServerOptions } from '../../server-options.js';
import { formatTable } from '../../terminal/table.js';
import type { Terminal } from '../../terminal/terminal.js';
import { toSeconds } from '../../time.js';

/** `hooks`: manages webhook endpoints, and shows and repeats what was sent to them. */
export function hooksCommand(terminal: Terminal): Command {
  const print = (options: ServerOptions, value: unknown, text: string): void => {
    terminal.out(options.json === true ? JSON.stringify(value, null, 2) : text);
  };
  const hooks = new Command('hooks')
    .summary('manage webhook endpoints')
    .description('Manages webhook endpoints, and shows and repeats what was sent to them (docs/webhooks.md).')
    .addHelpText('after', '\nExample:\n  order-broker hooks add https://www.example.com/hooks --types order.created');
  const server = (options: ServerOptions) => serverOf(options, terminal);

  hooks.addCommand(
    withServer(new Command('list').summary('list the endpoints')).action(async (options: ServerOptions) => {
      const endpoints = await listWebhooks(server(options));
      print(options, endpoints, endpoints.length === 0 ? 'There are no webhook endpoints.' : endpointTable(endpoints));
    }),
  );
  hooks.addCommand(
    withServer(new Command('add').argument('<url>', 'address that events are posted to'))
      .summary('create an endpoint, and print its secret once')
      .option('--types <list>', 'types of events, with commas between them; default: all', '')
      .option('--description <text>', 'what it is', '')
      .action(async (url: string, options: ServerOptions & { types: string; description: string }) => {
        const types = options.types.split(',').filter((type) => type !== '');
        const created = await addWebhook(server(options), {
          url,
          event_types: types,
          description: options.description,
        });
        print(
          options,
          created,
          `endpoint ${String(created.id)}\nsecret ${created.secret}\nKeep the secret: it is not shown again.`,
        );
      }),
  );
  hooks.addCommand(
    withServer(new Command('rotate').argument('<id>', 'endpoint'))
      .summary('give an endpoint a new secret, and print it once')
      .option('--keep-hours <n>', 'how long the secret before signs too; 0 if others know it', '24')
      .action(async (id: string, options: ServerOptions & { keepHours: string }) => {
        const rotated = await rotateWebhook(server(options), id, Number(options.keepHours));
        const until = rotated.previous_secret_until;
        print(
          options,
          rotated,
          `secret ${rotated.secret}\n${until === null ? 'The secret before is void.' : `The secret before signs too until ${until}.`}`,
        );
      }),
  );
  hooks.addCommand(
    withServer(new Command('state').argument('<id>', 'endpoint').argument('<state>', 'enabled, paused or disabled'))
      .summary('enable, pause or disable an endpoint')
      .action(async (id: string, state: string, options: ServerOptions) => {
        const endpoint = await setWebhookState(server(options), id, state);
        print(options, endpoint, endpointTable([endpoint]));
      }),
  );
  hooks.addCommand(
    withServer(new Command('remove').argument('<id>', 'endpoint'))
      .summary('remove an endpoint')
      .action(async (id: string, options: ServerOptions) => {
        await removeWebhook(server(options), id);
        print(options, { removed: Number(id) }, `endpoint ${id} removed`);
      }),
  );
  hooks.addCommand(
    withServer(new Command('test').argument('<id>', 'endpoint'))
      .summary('send a test event to an endpoint')
      .action(async (id: string, options: ServerOptions) => {
        const sent = await testWebhook(server(options), id);
        print(options, sent, `event ${sent.event_id} is queued`);
      }),
  );
  hooks.addCommand(
    withServer(new Command('deliveries'))
      .summary('list the newest deliveries')
      .option('--endpoint <id>', 'only of this endpoint')
      .option('--state <state>', 'only in this state: waiting, delivered or dead')
      .option('--request-id <n>', 'only of this order')
      .action(async (options: ServerOptions & { endpoint?: string; state?: string; requestId?: string }) => {
        const { endpoint, state, requestId } = options;
        const deliveries = await listWebhookDeliveries(server(options), {
          ...(endpoint === undefined ? {} : { endpoint }),
          ...(state === undefined ? {} : { state }),
          ...(requestId === undefined ? {} : { request_id: requestId }),
        });
        print(options, deliveries, deliveries.length === 0 ? 'There are no deliveries.' : deliveryTable(deliveries));
      }),
  );
  hooks.addCommand(
    withServer(new Command('resend').argument('[delivery]', 'a dead delivery'))
      .summary('send a dead delivery again, or all of an endpoint')
      .option('--endpoint <id>', 'all dead deliveries of this endpoint')
      .action(async (delivery: string | undefined, options: ServerOptions & { endpoint?: string }) => {
        const { endpoint } = options;
        if ((delivery === undefined) === (endpoint === undefined))
          throw new ClientError(
            'expected either a delivery or --endpoint',
            'order-broker hooks deliveries --state dead lists them',
          );
        const what = delivery === undefined ? { endpoint: endpoint ?? '' } : { delivery };
        const { resent } = await resendWebhooks(server(options), what);
        print(options, { resent }, `${String(resent)} queued again`);
      }),
  );
  return hooks;
}

const endpointTable = (endpoints: readonly WebhookEndpoint[]): string =>
  formatTable(
    ['endpoint', 'url', 'types', 'state', 'waiting', 'dead', 'description'],
    endpoints.map((one) => [
      one.id,
      one.url,
      one.event_types.length === 0 ? 'all' : one.event_types.join(' '),
      one.state_reason === '' ? one.state : one.state_reason,
      one.waiting,
      one.dead,
      one.description,
    ]),
  );

const deliveryTable = (deliveries: readonly WebhookDelivery[]): string =>
  formatTable(
    ['delivery', 'endpoint', 'event', 'request', 'happened', 'state', 'attempts', 'last', 'next'],
    deliveries.map((one) => {
      const last = one.attempts.at(-1);
      return [
        one.id,
        one.endpoint,
        one.type,
        one.request_id ?? '',
        toSeconds(one.occurred_at),
        one.state,
        one.attempts.length,
        last === undefined ? '' : `${String(last.status ?? '')} ${last.error ?? ''}`.trim(),
        toSeconds(one.due_at),
      ];
    }),
  );
