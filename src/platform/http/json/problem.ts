import type { HttpRefusalError } from '../refusal.js';

/** Why a JSON service refused or failed a request. */
export interface Problem {
  /** Stable name in kebab-case. */
  readonly key: string;
  readonly status: number;
  readonly title: string;
  /** What is particular to this occurrence. */
  readonly detail?: string;
}

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/** The problem that a JSON service reports for an HTTP refusal. */
export function problemOf({ key, status, message, details }: HttpRefusalError): Problem {
  return { key, status, title: message, ...(details.reason === undefined ? {} : { detail: details.reason }) };
}

/** A problem document (RFC 9457), with the key and the correlation id as extension members. */
export function writeProblem({ key, status, title, detail }: Problem, correlationId: string): string {
  return JSON.stringify({ type: `urn:order-broker:problem:${key}`, title, status, detail, key, correlationId });
}
