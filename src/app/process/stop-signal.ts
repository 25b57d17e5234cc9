/** The signals that stop a broker. */
const SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Signals that follow the first within so many milliseconds are the same request: Ctrl-C under `npm start` arrives twice,
 * from the terminal and from npm.
 */
const SAME_MS = 1_000;

export interface StopSignal {
  readonly received: Promise<NodeJS.Signals>;
  isReceived(): boolean;
}

/**
 * Waits for a signal to stop, from now on: one that arrives during the start would otherwise end the process in the middle
 * of a transaction. A second one ends it at once.
 */
export function stopSignal(): StopSignal {
  let firstAt: number | undefined;
  let resolve: (signal: NodeJS.Signals) => void;
  const received = new Promise<NodeJS.Signals>((resolveReceived) => {
    resolve = resolveReceived;
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    if (firstAt === undefined) {
      firstAt = performance.now();
      resolve(signal);
    } else if (performance.now() - firstAt > SAME_MS) {
      for (const name of SIGNALS) process.off(name, onSignal);
      process.kill(process.pid, signal);
    }
  };
  for (const name of SIGNALS) process.on(name, onSignal);
  return { received, isReceived: () => firstAt !== undefined };
}
