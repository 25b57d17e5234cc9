import { pino } from 'pino';
import { brokerNext } from '../../../src/broker/orders/broker-later.js';
import type { BrokerContext } from '../../../src/broker/context.js';
import { decode, validateResponse } from '../../../src/services/locate/contract.js';
import type { LocatePayload } from '../../../src/services/locate/contract.js';
import type { LocatePayloads } from '../../../src/services/locate/messages.js';
import { locateService } from '../../../src/services/locate/service.js';
import { openEnvelope } from '../../../src/platform/soap/envelope.js';
import { DEFAULT_MESSAGE_LIMITS, messageOf } from '../../../src/platform/soap/message.js';
import type { SoapService } from '../../../src/platform/soap/service.js';
import { SOAP_11 } from '../../../src/platform/soap/versions.js';
import { writeEnvelope } from '../../../src/platform/soap/write.js';
import { parseXml } from '../../../src/platform/xml/parse.js';
import { runJob } from '../../support/jobs.js';
import type { GatewayResponse, Message } from '../model/messages.js';
import { envelopeOf } from './wire.js';
import type { Sent } from './wire.js';

/** The gateway from request envelope to response envelope, without a network connection. */
export class Gateway {
  readonly #service: SoapService;

  constructor(private readonly broker: BrokerContext & { now: Date }) {
    this.#service = locateService(
      {
        broker,
        orderTypeNumbers: new Map([['DELIVERY', 2]]),
        maxVersion: { major: 25, minor: 9 },
        search: { responses: 25, mostResponses: 200, window: 1000 },
        isTemporary: () => false,
      },
      'strict',
    );
  }

  async send(message: Message): Promise<GatewayResponse> {
    switch (message.kind) {
      case 'tick':
        this.broker.now = new Date(this.broker.now.getTime() + message.seconds * 1000);
        return { ok: true };
      case 'job': {
        if (message.name === 'broker') return { ok: await brokerNext(this.broker) };
        const { outcome } = await runJob(this.broker, message.name);
        return { ok: outcome === 'done' };
      }
      default:
        return this.#exchange(message);
    }
  }

  /** @throws {Error} if the request or the response violates the contract */
  async #exchange(message: Sent): Promise<GatewayResponse> {
    const { text, root } = await messageOf(envelopeOf(message), DEFAULT_MESSAGE_LIMITS.xml);
    const { payload, position } = openEnvelope(root, () => false);
    problemless('the request', await this.#service.validate(text, root, position));
    const answer = await this.#service.operations
      .get(payload.local)
      ?.handle(payload, { namespace: payload.uri, correlationId: 'c', log: pino({ level: 'silent' }) });
    if (answer === undefined) throw new Error(`no operation ${payload.local}`);
    const written = writeEnvelope(SOAP_11, answer.body);
    problemless('the answer', validateResponse(written));
    if (message.kind !== 'poll' || message.fate !== 'lost')
      await answer.delivered?.(message.kind !== 'poll' || message.fate === 'sent');
    return readResponse(message, written);
  }
}

function problemless(what: string, problems: readonly { readonly path: string; readonly reason: string }[]): void {
  if (problems.length > 0)
    throw new Error(`${what} is not valid: ${problems.map(({ path, reason }) => `${path} ${reason}`).join('; ')}`);
}

/** Reads an answer. @throws {Error} if it violates the contract */
export function readResponse(message: Sent, text: string): GatewayResponse {
  const { payload } = openEnvelope(parseXml(text, DEFAULT_MESSAGE_LIMITS.xml), () => false);
  const read = <Name extends LocatePayload>(name: Name): LocatePayloads[Name] => decode(name, payload);
  switch (message.kind) {
    case 'submit':
      return plain(read('SubmitOrderResponse').generic_response_message);
    case 'update': {
      const answer = read('StatusUpdateResponse').generic_response_message;
      return { ...plain(answer), line: answer?.message_body.response.line_no ?? -1 };
    }
    case 'review':
      return plain(read('OrderUpdateResponse').order_update_response_message);
    case 'ask': {
      const answer = read('StatusRequestResponse').status_response_message;
      return {
        ok: isOk(answer),
        lines:
          answer?.message_body.orders?.order.flatMap((order) =>
            (order.items?.item ?? []).map((item) =>
              words(
                order.request_id,
                item.line_no,
                item.item_qty,
                item.item_id,
                item.item_status,
                item.fulfilling_system_cd,
                item.fulfilling_location_cd,
              ),
            ),
          ) ?? [],
      };
    }
    case 'poll': {
      const answer =
        message.what === 'intransit'
          ? read('IntransitResponse').intransit_response_message
          : read('FulfillmentsResponse').fulfillment_response_message;
      return {
        ok: isOk(answer),
        lines:
          answer?.message_body.orders?.order.flatMap((order) =>
            (order.items?.item_detail ?? []).map((item) =>
              words(
                order.request_id,
                item.line_item_no,
                item.qty,
                item.item_id,
                item.line_item_status,
                item.system_cd,
                item.location_cd,
              ),
            ),
          ) ?? [],
      };
    }
  }
}

interface Headed {
  readonly message_header: { readonly xaction_response: string };
}
interface Plain extends Headed {
  readonly message_body: { readonly response: { readonly response_code: number; readonly request_id: number } };
}

const isOk = (answer: Headed | null | undefined): boolean => answer?.message_header.xaction_response === 'OK';

function plain(answer: Plain | null | undefined): GatewayResponse {
  if (answer === null || answer === undefined) throw new Error('an empty response');
  const { response_code: code, request_id: request } = answer.message_body.response;
  return { ok: isOk(answer), code, request };
}

/** The originating system gets its item codes back with the blanks that it sent behind them. */
const words = (
  request: number,
  line: number,
  quantity: number,
  item: string,
  status: string,
  system: string | null | undefined,
  location: string | null | undefined,
): string =>
  `${request}/${line} ${quantity} ${item.replace(/^S-/, '').trimEnd()} ${status} ${system ?? ''}/${location ?? ''}`;
