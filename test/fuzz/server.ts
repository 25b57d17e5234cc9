import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What the server under test tells of itself after a collection of garbage; bytes and milliseconds. */
export interface Figures {
  readonly heapUsed: number;
  readonly rss: number;
  readonly external: number;
  /** libxml2 documents, schemas and the like that were made and not disposed of. */
  readonly documents: number;
  /** The longest time since the last look in which the event loop did not turn and the processor was busy. */
  readonly worstStallMs: number;
  /** Log lines of severity error since the last look. */
  readonly errors: readonly string[];
  readonly cpuMs: number;
}

export interface FuzzServer {
  readonly port: number;
  /** Whether the process is still there, and how it ended if not. */
  readonly ended: () => string | undefined;
  figures(): Promise<Figures>;
  /** Stops it as an operator does. @throws {Error} when it does not end well */
  stop(): Promise<void>;
  /** Ends it at once, if it is still there. */
  kill(): void;
}

const HOST = fileURLToPath(new URL('host.mjs', import.meta.url));

/** Starts the built server in a process of its own (host.mjs). @throws {Error} with what it said when it does not come up */
export async function startFuzzServer(settings: Readonly<Record<string, string>>, cwd: string): Promise<FuzzServer> {
  const child = fork(HOST, {
    cwd,
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: { PATH: process.env.PATH, ...settings, HOST: '127.0.0.1', PORT: '0' },
  });
  let said = '';
  let end: string | undefined;
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.once('exit', (code, signal) => {
    end = `it ended with ${String(signal ?? code)}: ${said}`;
  });
  const reply = async <T>(): Promise<T> => {
    const waiting = new AbortController();
    const gone = once(child, 'exit', { signal: waiting.signal }).then(() => {
      throw new Error(`the server is gone: ${said}`);
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
    async figures() {
      if (child.exitCode !== null) throw new Error(end);
      child.send('figures');
      return reply<Figures>();
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
