import { z } from 'zod';
import { ClientError } from '../client/client-error.js';
import { parseYaml } from '../formats/yaml-document.js';

/** The file that defines the order of a folder's messages and the values that vary (docs/replay.md). */
export const MANIFEST = 'replay.yaml';

/** Names of values that differ in every response. */
export const ANY_DATE_TIME = ['datetime', 'order_date', 'status_date', 'transaction_date'];
export const ANY_VALUE = ['correlationId'];

const stepSchema = z.strictObject({
  request: z.string().min(1),
  response: z.string().min(1).exactOptional(),
  request_id: z
    .union([z.int().min(1), z.string().regex(/^\d+$/)])
    .transform(String)
    .exactOptional(),
  within_seconds: z.number().min(0.1).max(60).exactOptional(),
});

const manifestSchema = z.strictObject({
  unique: z.array(z.string().min(1)).default([]),
  any_date_time: z.array(z.string().min(1)).default(ANY_DATE_TIME),
  any_value: z.array(z.string().min(1)).default(ANY_VALUE),
  steps: z.array(stepSchema).min(1),
});

export type Manifest = z.output<typeof manifestSchema>;

/** The settings for messages without a manifest. */
export const NO_MANIFEST: Omit<Manifest, 'steps'> = { unique: [], any_date_time: ANY_DATE_TIME, any_value: ANY_VALUE };

/** @throws {ClientError} naming the file and every error in it */
export function parseManifest(text: string, file: string): Manifest {
  const { document, lines } = parseYaml(text);
  const [syntax] = document.errors;
  if (syntax !== undefined)
    throw new ClientError(
      `${file}:${String(lines.linePos(syntax.pos[0]).line)}: ${syntax.message}`,
      'see docs/replay.md for the format',
    );
  const result = manifestSchema.safeParse(document.toJS());
  if (result.success) return result.data;
  throw new ClientError(
    `${file}: ${result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
    'see docs/replay.md for the format',
  );
}

/** The expected response of `X.request.xml` or `X.xml`: `X.response.xml`; of `X.request.http` or `X.http`: `X.response.http`. */
export const responseFileOf = (request: string): string =>
  request.replace(/(?:\.request)?\.(xml|http)$/i, '.response.$1');
