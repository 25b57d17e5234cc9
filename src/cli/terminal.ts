/** Where a command reads its surroundings and writes its results; tests put their own in its place. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
  /** Shows a line that the next one takes the place of; absent where nobody looks on. */
  live?(text: string): void;
}

// Whoever reads may have had enough (`| head`): that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/**
 * Text as a terminal may show it: messages of others hold what would move its cursor or change its settings. XML forbids most
 * control characters, but not those from U+007F on, one of which begins a command.
 */
export const harmless = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD');

/** The terminal of this process. What goes into a pipe or a file stays as it is. */
export const processTerminal: Terminal = {
  env: process.env,
  out: (text) => {
    process.stdout.write(`${process.stdout.isTTY ? harmless(text) : text}\n`);
  },
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
  ...(process.stderr.isTTY
    ? {
        live: (text: string) => {
          process.stderr.write(`\r\u001B[K${text}`);
        },
      }
    : {}),
};
