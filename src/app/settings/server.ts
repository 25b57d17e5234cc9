import { z } from 'zod';
import { count, setting, withoutPassword } from './setting.js';

/** Addresses, processes and TLS. */
export const SERVER_SETTINGS = {
  PORT: setting({ form: count(0, 65535), default: '8080', meaning: 'TCP port to listen on; 0 takes any free port.' }),
  HOST: setting({
    form: z.string().min(1),
    default: '127.0.0.1',
    meaning: 'Address to listen on. Anything but a loopback address requires AUTH=users.',
  }),
  WORKERS: setting({
    form: count(1, 64),
    default: '1',
    meaning:
      'Number of processes that serve the port. More than one requires MySQL or MariaDB, and each opens up to DATABASE_POOL connections.',
  }),
  PUBLIC_URL: setting({
    form: z.union([
      z.literal(''),
      z
        .url({ protocol: /^https?$/ })
        .refine(
          (url) => !url.includes('@'),
          'expected an address without a user and a password: the WSDL publishes it',
        ),
    ]),
    default: '',
    mask: withoutPassword,
    meaning:
      'Scheme, host and port under which callers reach the broker, for the address in the WSDL. Empty: taken from each request.',
  }),
  TLS_CERT: setting({
    form: z.string(),
    default: '',
    meaning:
      'PEM file with the certificate and its chain; enables HTTPS. Reloaded when it changes and on SIGHUP. Empty: HTTP.',
  }),
  TLS_KEY: setting({ form: z.string(), default: '', meaning: "PEM file with the certificate's key." }),
  TLS_CLIENT_CA: setting({
    form: z.string(),
    default: '',
    meaning:
      'PEM file with the authority that client certificates must come from (mutual TLS). Empty: clients need no certificate.',
  }),
  TRUST_PROXY: setting({
    form: z
      .string()
      .regex(/^(true|false|\d)$/, 'expected true, false, or the number of proxies up to 9')
      .transform((text) => (text === 'true' ? 1 : text === 'false' ? 0 : Number(text))),
    default: 'false',
    meaning:
      'Trust X-Forwarded-For, X-Forwarded-Proto and X-Forwarded-Host: true, false, or the number of proxies in front. Only where callers cannot bypass the proxy.',
  }),
} as const;
