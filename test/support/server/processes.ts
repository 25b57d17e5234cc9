import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A temporary folder with processes that work in it, both gone at the end, whatever the end is.
 *
 * A shell of its own session waits for the end of its standard input, that is for `dispose` or for the death of this
 * process by Ctrl-C, a time limit or kill -9; then it kills every process group that has a file in `running/`, and removes
 * the folder. So there is one way to clean up, and it does not depend on this process being there to do it.
 */
export class Processes {
  readonly folder = mkdtempSync(join(tmpdir(), 'order-broker-servers-'));
  readonly #running = join(this.folder, 'running');
  readonly #guard: ChildProcess;

  constructor() {
    mkdirSync(this.#running);
    // Database servers that were started by root work under another user, in folders of their own below.
    chmodSync(this.folder, 0o711);
    this.#guard = spawn('/bin/sh', ['-c', GUARD, 'guard', this.folder], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
  }

  /** Starts a program as the leader of a process group. What it prints goes to `name.log`. */
  start(name: string, program: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Running {
    const log = openSync(join(this.folder, `${name}.log`), 'a');
    const child = spawn(program, args, { cwd: this.folder, stdio: ['ignore', log, log], detached: true, env });
    closeSync(log);
    const { pid } = child;
    if (pid === undefined) {
      child.once('error', () => undefined);
      throw new Error(`${program} cannot be run; docs/operations.md says which Debian packages are needed`);
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

  /** What a program has printed. */
  log(name: string): string {
    return readFileSync(join(this.folder, `${name}.log`), 'utf8');
  }

  /** Kills whatever still runs and removes the folder. */
  async dispose(): Promise<void> {
    const ended = once(this.#guard, 'exit');
    this.#guard.stdin?.end();
    await ended;
  }
}

export interface Running {
  readonly pid: number;
  readonly ended: Promise<void>;
  hasEnded(): boolean;
  /** SIGKILL: nothing of the process gets to run any more. */
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
 * Free ports of 127.0.0.1, from below those that the system itself gives to outgoing connections: a node must get its port
 * again after it was killed.
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
