import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CLI } from '../../support/server/built-server.js';
import { brokerUrl, startGalera } from './galera.js';
import type { GaleraNode } from './galera.js';
import { startHaproxy } from './haproxy.js';
import type { HaproxyControl } from './haproxy.js';
import { freePorts, Processes } from '../../support/server/processes.js';

const READY_MS = 60_000;
/** Pause before a gateway that ended is started again, and how often it is started at most. */
const RESTART_MS = 1_000;
const STARTS = 5;
/** The longest that gateways take to follow the writer. */
const WRITER_MS = 10_000;

/** Callers -> HAProxy -> two gateways -> HAProxy -> the single writer of three Galera nodes. */
export interface Cluster {
  readonly nodes: readonly GaleraNode[];
  readonly haproxy: HaproxyControl;
  /** Base URLs: the address for callers, and the gateways themselves. */
  readonly url: string;
  readonly gateways: readonly string[];
  /** DATABASE_URL of the gateways: leads to the current writer. */
  readonly databaseUrl: string;
  /** The last log lines of the gateways, HAProxy and the nodes. */
  logs(): string;
}

export async function startCluster(processes: Processes): Promise<Cluster> {
  const nodes = await startGalera(processes);
  const addresses = (await freePorts(4)).map((port) => `127.0.0.1:${String(port)}`);
  const [CALLERS = '', DATABASE = '', GATEWAY1 = '', GATEWAY2 = ''] = addresses;
  const [DB1 = '', DB2 = '', DB3 = ''] = nodes.map((node) => `127.0.0.1:${String(node.port)}`);
  const haproxy = await startHaproxy(processes, { CALLERS, DATABASE, GATEWAY1, GATEWAY2, DB1, DB2, DB3 });
  const databaseUrl = brokerUrl(Number(DATABASE.split(':')[1]));
  for (const [index, address] of [GATEWAY1, GATEWAY2].entries()) {
    keepRunning(processes, `gateway${String(index + 1)}`, {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: address.split(':')[1],
      DATABASE_URL: databaseUrl,
      DEMO_DATA: 'false',
      LOG_LEVEL: 'warn',
    });
  }
  const url = `http://${CALLERS}`;
  const gateways = [GATEWAY1, GATEWAY2].map((address) => `http://${address}`);
  const logs = (): string =>
    [
      ...nodes.map((node) => `--- ${node.name}\n${node.log().slice(-3000)}`),
      ...['haproxy', 'gateway1', 'gateway2'].map((name) => `--- ${name}\n${processes.log(name).slice(-5000)}`),
    ].join('\n');
  try {
    for (const one of [...gateways, url]) await ready(one);
  } catch (error) {
    throw new Error(logs(), { cause: error });
  }
  return { nodes, haproxy, url, gateways, databaseUrl, logs };
}

/**
 * Starts a gateway, and starts it again after a while when it ends, as a service manager does: one that finds no database
 * while it starts, because HAProxy is just changing the writer, ends with an error.
 */
function keepRunning(processes: Processes, name: string, env: NodeJS.ProcessEnv, starts = STARTS): void {
  const running = processes.start(name, process.execPath, [CLI, 'serve'], env);
  void running.ended.then(async () => {
    await sleep(RESTART_MS, undefined, { ref: false });
    if (starts > 1 && !processes.disposed) {
      keepRunning(processes, name, env, starts - 1);
    }
  });
}

/** Waits until `/readyz` succeeds. @throws {Error} with its last response */
export async function ready(url: string): Promise<void> {
  let output = '';
  for (const end = Date.now() + READY_MS; Date.now() < end;) {
    await sleep(20);
    output = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5_000) }).then(
      async (response) => (response.ok ? '' : await response.text()),
      String,
    );
    if (output === '') return;
  }
  throw new Error(`${url} is not ready after ${String(READY_MS)} ms: ${output}`);
}

/**
 * The node to which the gateways are connected; waits while they connect again.
 * @param silent nodes that cannot be queried
 * @throws {Error} if there is none, or more than one, for too long
 */
export async function theWriter(cluster: Cluster, silent: readonly GaleraNode[] = []): Promise<GaleraNode> {
  const asked = cluster.nodes.filter((node) => !silent.includes(node));
  let connections: number[] = [];
  for (const end = Date.now() + WRITER_MS; Date.now() < end;) {
    connections = await Promise.all(asked.map((node) => node.connections()));
    const [writer, ...others] = asked.filter((_, index) => connections[index] !== 0);
    if (writer !== undefined && others.length === 0) return writer;
    await sleep(50);
  }
  throw new Error(`there must be one writer, and the gateways' connections are ${connections.join(' + ')}`);
}

/** `order-broker verify` on a database. */
export async function verify(databaseUrl: string): Promise<{ exitCode: number; out: string }> {
  const run = promisify(execFile);
  try {
    const { stdout } = await run(process.execPath, [CLI, 'verify'], {
      env: { PATH: process.env.PATH, DATABASE_URL: databaseUrl },
      timeout: 60_000,
    });
    return { exitCode: 0, out: stdout };
  } catch (error) {
    return { exitCode: 1, out: String(error) };
  }
}
