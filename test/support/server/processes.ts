import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A temporary folder with processes that run in it; both are removed at the end, however the test ends.
 *
 * A shell in a session of its own waits for the end of its standard input, which is `dispose` or the death of this
 * process by Ctrl-C, a timeout or kill -9. Then it kills every process group with a file in `running/` and removes
 * the folder. So there is a single way to clean up, which does not depend on this process.
 */
export class Processes {
  readonly folder = mkdtempSync(join(tmpdir(), 'order-broker-servers-'));
  readonly #running = join(this.folder, 'running');
  readonly #guard: ChildProcess;
  #disposed = false;

  constructor() {
    mkdirSync(this.#running);
    // Database servers that root started run as another user, in folders of their own below.
    chmodSync(this.folder, 0o711);
    this.#guard = spawn('/bin/sh', ['-c', GUARD, 'guard', this.folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // Nobody disposes of the processes of a suite whose tests are all skipped: the guard must not keep the test run alive.
    this.#guard.unref();
    (this.#guard.stdin as Socket).unref();
  }

  /** Starts a program as the leader of a process group. Its output goes to `name.log`. */
  start(name: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const child = spawn(program, args, { cwd: this.folder, stdio: ['ignore', log, log], detached: true, env });
    closeSync(log);
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', () => undefined);
      throw new Error(`${program} cannot be run; docs/operations.md lists the required Debian packages`);
    }
    const entry = join(this.#running, String(pid));
    writeFileSync(entry, '');
    const ended = once(child, 'exit').then(() => {
      rmSync(entry, { force: true });
    });
    return {
      pid,
      ended,
      hasEnded: () => child.exitCode !== null || child.signalCode !== null,
      async kill() {
        child.kill('SIGKILL');
        await ended;
      },
    };
  }

  get disposed(): boolean {
    return this.#disposed;
  }

  /** The output of a program. */
  log(name: string): string {
    return readFileSync(join(this.folder, `${name}.log`), 'utf8');
  }

  /** Kills all running processes and removes the folder. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    this.#guard.ref();
    const ended = once(this.#guard, 'exit');
    this.#guard.stdin?.end();
    await ended;
  }
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** Sends SIGKILL: no code of the process runs any more. */
  kill(): Promise<void>;
}

const GUARD = `
  cat > /dev/null
  for entry in "$1"/running/*; do
    pid=\${entry##*/}
    [ -e "$entry" ] && kill -9 "-$pid"
  done
  sleep 0.2
  rm -rf "$1"
`;

/**
 * Free ports of 127.0.0.1 below the range for outgoing connections, because a node must get the same port
 * again after a kill.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if (await isFree(port)) ports.add(port);
  }
  return [...ports];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => {
      resolve(false);
    });
    server.listen(port, '127.0.0.1', () =>
      server.close(() => {
        resolve(true);
      }),
    );
  });
}
