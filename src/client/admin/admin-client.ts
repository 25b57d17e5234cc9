import { ClientError } from '../client-error.js';
import { readText, request } from '../http.js';
import type { Server } from '../http.js';

/** A validation error that the admin interface reports. */
export interface AdminFault {
  /** Where in the request, e.g. `systems[0].name`; empty for the request as a whole. */
  readonly path: string;
  readonly reason: string;
}

/** The admin interface rejected a request. */
export class AdminRejectionError extends ClientError {
  override readonly name = 'AdminRejectionError';
  override readonly code = 'admin-rejection';

  /** @param body the parsed JSON of the response; undefined when it was not JSON */
  constructor(
    message: string,
    readonly body: unknown,
    next?: string,
  ) {
    super(message, next);
  }

  /** The validation errors, when the response lists some. */
  get faults(): readonly AdminFault[] | undefined {
    return (this.body as ErrorBody | undefined)?.faults;
  }
}

/** The body of an error response. */
interface ErrorBody {
  readonly error?: string;
  readonly faults?: readonly AdminFault[];
}

export interface AdminRequest {
  /** Default: GET. */
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly contentType?: string;
  readonly body?: string;
}

/**
 * Calls the admin interface and returns the JSON of its response. The caller vouches for the shape `T`.
 * @param path below `/admin/v1`, with its query
 * @throws {AdminRejectionError} with the reasons that the interface gives
 * @throws {ClientError} when the exchange fails or the response is not JSON
 */
export async function callAdmin<T>(server: Server, path: string, options: AdminRequest = {}): Promise<T> {
  const { method = 'GET', contentType, body } = options;
  const response = await request(server, `/admin/v1${path}`, {
    method,
    headers: { accept: 'application/json', ...(contentType === undefined ? {} : { 'content-type': contentType }) },
    ...(body === undefined ? {} : { body }),
  });
  const text = await readText(server, response);
  if (response.status === 204) return undefined as T;
  const json = parseJson(text);
  if (!response.ok || json === undefined) throw rejectionOf(server, response, text);
  return json as T;
}

/** Translates an error response. @param text its body */
export function rejectionOf(server: Server, response: Response, text: string): AdminRejectionError {
  const body = parseJson(text);
  const { error, faults } = (body ?? {}) as ErrorBody;
  const reasons = faults?.map(({ path, reason }) => (path === '' ? reason : `${path}: ${reason}`)).join('\n') ?? error;
  if (reasons !== undefined) return new AdminRejectionError(reasons, body);
  const status = `${response.status} ${response.statusText}`.trimEnd();
  const excerpt = text.slice(0, 300).trim();
  return new AdminRejectionError(
    `unexpected response from ${server.url}: HTTP ${status}${excerpt === '' ? '' : `: ${excerpt}`}`,
    body,
    'check that --url is the address of a broker',
  );
}

/** @returns undefined when the text is not JSON, or not an object or list */
function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
