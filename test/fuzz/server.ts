import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The state of the server under test after garbage collection, in bytes and milliseconds. */
export interface ServerMetrics {
  readonly heapUsed: number;
  readonly rss: number;
  readonly external: number;
  /** libxml2 documents, schemas and other objects that were created and not disposed of. */
  readonly documents: number;
  /** Open file descriptors, connections included. */
  readonly descriptors: number;
  /** The longest processor time between two turns of the event loop since the last query. */
  readonly worstStallMs: number;
  /** Log lines of severity error since the last query. */
  readonly errors: readonly string[];
  readonly cpuMs: number;
}

export interface FuzzServer {
  readonly port: number;
  /** How the process ended; undefined while it runs. */
  readonly ended: () => string | undefined;
  metrics(): Promise<ServerMetrics>;
  /** Stops it gracefully. @throws {Error} if it does not exit with 0 */
  stop(): Promise<void>;
  /** Kills it, if it still runs. */
  kill(): void;
}

const HOST = fileURLToPath(new URL('host.mjs', import.meta.url));

/** Starts the built server in a process of its own (host.mjs). @throws {Error} with its output if it does not start */
export async function startFuzzServer(settings: Readonly<Record<string, string>>, cwd: string): Promise<FuzzServer> {
  const child = fork(HOST, {
    cwd,
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, ...settings, HOST: '127.0.0.1', PORT: '0' },
  });
  let output = '';
  let end: string | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.once('exit', (code, signal) => {
    end = `it ended with ${String(signal ?? code)}: ${output}`;
  });
  const reply = async <T>(): Promise<T> => {
    const waiting = new AbortController();
    const gone = once(child, 'exit', { signal: waiting.signal }).then(() => {
      throw new Error(`the server has exited: ${output}`);
    });
    try {
      const [message] = (await Promise.race([once(child, 'message', { signal: waiting.signal }), gone])) as [T];
      return message;
    } finally {
      waiting.abort();
      gone.catch(() => undefined);
    }
  };
  const { port } = await reply<{ port: number }>();
  return {
    port,
    ended: () => end,
    async metrics() {
      if (child.exitCode !== null) throw new Error(end);
      child.send('metrics');
      return reply<ServerMetrics>();
    },
    kill: () => {
      child.kill('SIGKILL');
    },
    async stop() {
      child.send('stop');
      await once(child, 'exit');
      if (child.exitCode !== 0) throw new Error(end);
    },
  };
}
