import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from '../../platform/auth/backoff.js';
import { networkOf } from '../../platform/auth/network.js';
import type { BrokerContext } from '../context.js';
import { unavailable } from './sign-in-outcome.js';
import type { Verdict } from './sign-in-outcome.js';

/** Failures without a delay: of one user from one network, and of one network in total, which many stores may share. */
const FREE_FAILURES = { pair: 3, network: 20 };

/** Users at their networks that have signed in; more are forgotten. */
const MAX_TRUSTED = 10_000;

/**
 * Delays attempts after failed ones, with exponential backoff (backoff.ts), whether or not the user exists. Failures count
 * against the user at that network, and against the network; not for users who have signed in from there before, who would
 * otherwise wait for the failures of others.
 */
export class LoginThrottle {
  readonly #pairs = new Backoff(FREE_FAILURES.pair);
  readonly #networks = new Backoff(FREE_FAILURES.network);
  readonly #trusted = new Set<string>();
  /** The longest delay, in milliseconds. An attempt that would wait longer is rejected. */
  readonly longestMs = this.#pairs.longest;

  constructor(private readonly context: Pick<BrokerContext, 'clock' | 'log'>) {}

  /** Checks credentials after the delay, if any, and counts a failure. */
  async run<Who>(name: string, address: string, check: () => Promise<Verdict<Who>>): Promise<Verdict<Who>> {
    const network = networkOf(address);
    const pair = pairOf(name, network);
    const ofNetwork = this.#trusted.has(pair) ? 0 : this.#networks.reserveAttempt(network, this.#now);
    const delay = Math.max(this.#pairs.reserveAttempt(pair, this.#now), ofNetwork);
    if (delay > this.longestMs) return { outcome: 'too-many' };
    if (delay > 0) await sleep(delay, undefined, { ref: false });
    try {
      const verdict = await check();
      if (verdict.outcome === 'let-in') {
        this.succeeded(name, address);
      } else if (verdict.outcome !== 'too-many') {
        this.#pairs.failed(pair, this.#now);
        this.#networks.failed(network, this.#now);
      }
      return verdict;
    } catch (error) {
      return { outcome: unavailable(error, this.context.log) };
    }
  }

  /** Notes that a user has signed in: its own failures no longer count, nor do those of its network. */
  succeeded(name: string, address: string): void {
    const pair = pairOf(name, networkOf(address));
    this.#pairs.succeeded(pair);
    if (this.#trusted.size >= MAX_TRUSTED) this.#trusted.clear();
    this.#trusted.add(pair);
  }

  get #now(): number {
    return this.context.clock().getTime();
  }
}

const pairOf = (name: string, network: string): string => JSON.stringify([name, network]);
