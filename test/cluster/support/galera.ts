import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { RowDataPacket } from 'mysql2/promise';
import { createConnection } from 'mysql2/promise';
import { freePorts } from '../../support/server/processes.js';
import type { Processes, Running } from '../../support/server/processes.js';

const SETTINGS = fileURLToPath(new URL('../../../samples/galera/galera.cnf', import.meta.url));
const START_MS = 60_000;
/** How often a node is started that ends while it joins. */
const STARTS = 3;
/** mariadbd refuses to run as root. */
const AS_USER = process.getuid?.() === 0 ? ['--user=mysql'] : [];

/** The broker's database user; the health check of HAProxy uses a separate user without a password. */
const BROKER = { user: 'broker', password: 'a-password', database: 'order_broker' };

/** One mariadbd of the cluster, in a folder of its own. It can be killed and restarted. */
export class GaleraNode {
  #server: Running | undefined;

  constructor(
    readonly name: string,
    readonly port: number,
    private readonly ports: { readonly group: number; readonly ist: number; readonly sst: number },
    private readonly members: () => string,
    private readonly processes: Processes,
  ) {}

  /** Creates the empty data folder. */
  install(): void {
    const data = join(this.processes.folder, this.name);
    execFileSync(
      'mariadb-install-db',
      ['--no-defaults', ...AS_USER, `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db'],
      { stdio: 'pipe' },
    );
  }

  /** Starts it as the first node of a new cluster. */
  async bootstrap(): Promise<void> {
    await this.#run(['--wsrep-new-cluster']);
  }

  /** Starts it as a member and waits until it is in sync. @returns the method of state transfer */
  async join(): Promise<'IST' | 'SST'> {
    const before = this.log().length;
    // As the system service does: after a crash only InnoDB knows the node's last position.
    const recovery = this.processes.start(`${this.name}-recovery`, 'mariadbd', [
      ...this.#settings(),
      '--wsrep-recover',
      '--log-error=' + this.#logFile('recovery'),
    ]);
    await recovery.ended;
    const position = [
      ...readFileSync(this.#logFile('recovery'), 'utf8').matchAll(/WSREP: Recovered position:\s*(\S+)/g),
    ].at(-1)?.[1];
    const from = position === undefined ? [] : [`--wsrep-start-position=${position}`];
    // A node that the others have not yet given up may be turned away, and ends: its service manager starts it again.
    for (let starts = 1; ; starts += 1) {
      try {
        await this.#run(from);
        break;
      } catch (error) {
        if (starts === STARTS || this.#server?.hasEnded() === false) throw error;
        process.stdout.write(`${this.name} ended while it joined; started again\n${this.log().slice(-1500)}\n`);
      }
    }
    return this.log().slice(before).includes('IST completed on joiner') ? 'IST' : 'SST';
  }

  /** Sends SIGKILL. @returns the time, by `performance.now()` */
  async kill(): Promise<number> {
    const at = performance.now();
    await this.#server?.kill();
    this.#server = undefined;
    return at;
  }

  /**
   * Suspends it with SIGSTOP, its connections open, or resumes it with SIGCONT.
   * @returns the time, by `performance.now()`
   */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): number {
    if (this.#server === undefined) throw new Error(`${this.name} does not run`);
    process.kill(this.#server.pid, signal);
    return performance.now();
  }

  /** Rows of a statement that root executes on this node. */
  async ask(sql: string, database?: string): Promise<RowDataPacket[]> {
    const connection = await createConnection({
      host: '127.0.0.1',
      port: this.port,
      user: 'root',
      connectTimeout: 2_000,
      ...(database === undefined ? {} : { database }),
    });
    try {
      return (await connection.query<RowDataPacket[]>(sql))[0];
    } finally {
      connection.destroy();
    }
  }

  /** Number of the gateways' connections to it. */
  async connections(): Promise<number> {
    const [row] = await this.ask(
      `SELECT COUNT(*) AS connections FROM information_schema.PROCESSLIST WHERE USER = '${BROKER.user}'`,
    );
    return Number(row?.connections);
  }

  log(): string {
    try {
      return readFileSync(this.#logFile('server'), 'utf8');
    } catch {
      return '';
    }
  }

  #logFile(which: string): string {
    return join(this.processes.folder, this.name, `${which}.err`);
  }

  #settings(): string[] {
    const data = join(this.processes.folder, this.name);
    const { group, ist, sst } = this.ports;
    // Provider options on the command line replace those in the file, so they are merged here.
    const options = /^wsrep_provider_options = "(.*)"$/m.exec(readFileSync(SETTINGS, 'utf8'))?.[1] ?? '';
    return [
      `--defaults-file=${SETTINGS}`,
      ...AS_USER,
      `--datadir=${data}`,
      `--port=${String(this.port)}`,
      '--bind-address=127.0.0.1',
      `--socket=${join(data, 'socket')}`,
      `--pid-file=${join(data, 'pid')}`,
      `--wsrep-cluster-address=gcomm://${this.members()}`,
      `--wsrep-node-name=${this.name}`,
      '--wsrep-node-address=127.0.0.1',
      `--wsrep-node-incoming-address=127.0.0.1:${String(this.port)}`,
      `--wsrep-sst-receive-address=127.0.0.1:${String(sst)}`,
      '--wsrep-sst-method=rsync',
      `--wsrep-provider-options=${options}; gmcast.listen_addr=tcp://127.0.0.1:${String(group)}; ist.recv_addr=127.0.0.1:${String(ist)}`,
    ];
  }

  async #run(more: readonly string[]): Promise<void> {
    this.#server = this.processes.start(this.name, 'mariadbd', [
      ...this.#settings(),
      `--log-error=${this.#logFile('server')}`,
      ...more,
    ]);
    await this.synced();
  }

  /** Waits until it is in sync and part of the majority. @throws {Error} with the end of its log */
  async synced(): Promise<void> {
    for (const end = Date.now() + START_MS; Date.now() < end && this.#server?.hasEnded() === false;) {
      await sleep(100);
      // A node that was suspended reports Synced until it notices; reads under wsrep_sync_wait make it contact the
      // others.
      const state = await this.ask("SHOW STATUS LIKE 'wsrep_local_state_comment'").catch(() => []);
      const agreed = await this.ask('SELECT 1 FROM mysql.global_priv LIMIT 1').catch(() => []);
      if (state[0]?.Value === 'Synced' && agreed.length === 1) return;
    }
    throw new Error(`${this.name} did not join the cluster: ${this.log().split('\n').slice(-30).join('\n')}`);
  }
}

/** Three nodes; the first one has created the broker's database. */
export async function startGalera(processes: Processes): Promise<GaleraNode[]> {
  const ports = await freePorts(12);
  const members = (): string =>
    ports
      .filter((_, index) => index % 4 === 1)
      .map((port) => `127.0.0.1:${String(port)}`)
      .join(',');
  const nodes = [0, 1, 2].map((index) => {
    const [port = 0, group = 0, ist = 0, sst = 0] = ports.slice(index * 4);
    return new GaleraNode(`db${String(index + 1)}`, port, { group, ist, sst }, members, processes);
  });
  for (const node of nodes) node.install();
  const [first, ...others] = nodes;
  if (first === undefined) throw new Error('a cluster has at least one node');
  await first.bootstrap();
  for (const node of others) await node.join();
  for (const sql of [
    `CREATE DATABASE ${BROKER.database} CHARACTER SET utf8mb4`,
    `CREATE USER ${BROKER.user}@'127.0.0.1' IDENTIFIED BY '${BROKER.password}'`,
    `GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, INDEX, ALTER, REFERENCES ON ${BROKER.database}.* TO ${BROKER.user}@'127.0.0.1'`,
    "CREATE USER haproxy_check@'127.0.0.1'",
  ])
    await first.ask(sql);
  return nodes;
}

/** DATABASE_URL of the broker through a port. */
export function brokerUrl(port: number): string {
  return `mysql://${BROKER.user}:${BROKER.password}@127.0.0.1:${String(port)}/${BROKER.database}`;
}
