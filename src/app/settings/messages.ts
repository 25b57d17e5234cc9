import { z } from 'zod';
import { parseVersion } from '../../domain/values/message-version.js';
import { count, setting } from './setting.js';

const MB = 1024 * 1024;

/** How the Locate service reads and answers messages. */
export const LOCATE_SETTINGS = {
  NUMERIC_ORDER_TYPES: setting({
    form: z
      .string()
      .regex(/^[A-Z]+=\d+(,[A-Z]+=\d+)*$/, 'expected TYPE=number pairs separated by commas')
      .transform(
        (text) =>
          new Map(
            text
              .split(',')
              .map((pair) => pair.split('=') as [string, string])
              .map(([type, n]) => [type, Number(n)]),
          ),
      ),
    default: 'PICKUP=1,DELIVERY=2,SHIPFORPICKUP=3,RETAILPICKUP=4,SHIPTOSTORE=5',
    meaning: 'The numbers that status responses give as order_type. Only 1 and 2 are known from real messages.',
  }),
  MAX_MESSAGE_VERSION: setting({
    form: z
      .string()
      .regex(/^\d{1,4}\.\d{1,4}$/, 'expected a version like 25.9')
      .transform((text) => parseVersion(text) ?? { major: 0, minor: 0 }),
    default: '25.9',
    meaning: 'Highest message version accepted; messages of a higher one are answered with a fault.',
  }),
  ORDER_SEARCH_RESPONSES: setting({
    form: count(1, 1000),
    default: '25',
    meaning: 'Orders returned by an OrderSearch that does not specify a number.',
  }),
  MAX_ORDER_SEARCH_RESPONSES: setting({
    form: count(1, 1000),
    default: '200',
    meaning: 'Maximum number of orders in an OrderSearch response, whatever the request specifies.',
  }),
  ORDER_SEARCH_WINDOW: setting({
    form: count(100, 10_000_000),
    default: '20000',
    meaning:
      'Number of newest orders that an OrderSearch scans when it has no selective criterion (only a first name, a province, a country).',
  }),
} as const;

/** Limits on size, number and duration of messages. */
export const LIMIT_SETTINGS = {
  MAX_MESSAGE_BYTES: setting({
    form: count(1024, 1024 * MB),
    default: String(8 * MB),
    meaning: 'Maximum size of a request body as received.',
  }),
  MAX_INFLATED_BYTES: setting({
    form: count(1024, 1024 * MB),
    default: String(16 * MB),
    meaning: 'Maximum size of a request body after gzip or deflate.',
  }),
  MAX_BODY_BYTES: setting({
    form: count(1024 * 1024, 16 * 1024 * MB),
    default: String(72 * MB),
    meaning:
      'Bytes that the bodies of all requests may hold together, as received and inflated; half of them for one address. Further messages are answered with the fault overloaded. At least three times MAX_MESSAGE_BYTES and MAX_INFLATED_BYTES, whatever is set.',
  }),
  MAX_ANSWER_BYTES: setting({
    form: count(8 * MB, 16 * 1024 * MB),
    default: String(84 * MB),
    meaning:
      'Bytes that answers of all callers may hold together until they are read; a quarter of them for answers up to 64 KB, and of each part half for one address. What does not fit is answered with the fault overloaded. The largest answers have some 31 MB, if all of their text is escaped.',
  }),
  MAX_CONNECTIONS: setting({
    form: count(10, 100_000),
    default: '2000',
    meaning:
      "Connections accepted at once, by each process; fewer where the process's file descriptors do not suffice. Further ones are closed.",
  }),
  MAX_CONNECTIONS_ADDRESS: setting({
    form: count(10, 100_000),
    default: '1000',
    meaning: 'The same for one address (one /64 network of IPv6). Not with TRUST_PROXY.',
  }),
  MAX_XML_DEPTH: setting({ form: count(16, 200), default: '64', meaning: 'Maximum nesting depth of elements.' }),
  MAX_XML_ELEMENTS: setting({
    form: count(100, 10_000_000),
    default: '100000',
    meaning: 'Maximum number of elements in one message.',
  }),
  MAX_XML_ATTRIBUTES: setting({
    form: count(16, 10_000),
    default: '128',
    meaning: 'Maximum number of attributes of one element.',
  }),
  MAX_XML_NAME_LENGTH: setting({
    form: count(64, 10_000),
    default: '256',
    meaning: 'Maximum length of an element or attribute name, in characters.',
  }),
  MAX_XML_TEXT_LENGTH: setting({
    form: count(1024, 9_000_000),
    default: '65536',
    meaning: 'Maximum length of the text of one element or attribute, in characters.',
  }),
  MAX_CONCURRENT_MESSAGES: setting({
    form: count(1, 10_000),
    default: '32',
    meaning:
      'Messages processed at once; others are queued. At least twice DATABASE_POOL, or connections will be idle.',
  }),
  MAX_QUEUED_MESSAGES: setting({
    form: count(1, 100_000),
    default: '500',
    meaning: 'Maximum number of queued messages; further ones are answered with the fault overloaded.',
  }),
  MAX_QUEUED_MS: setting({
    form: count(10, 600_000),
    default: '5000',
    meaning:
      'How long a message may be queued before it is answered with the fault overloaded; a tenth of it during a sustained overload.',
  }),
  REQUEST_TIMEOUT_MS: setting({
    form: count(1000, 600_000),
    default: '30000',
    meaning: 'How long a caller may take to send its message.',
  }),
  SHUTDOWN_TIMEOUT_MS: setting({
    form: count(100, 600_000),
    default: '10000',
    meaning: 'How long a shutdown waits for accepted messages.',
  }),
} as const;
