/** The environment and the output of a command. Tests replace it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  out(text: string): void;
  err(text: string): void;
  /** Shows a progress line that replaces the previous one; absent when standard error is not a terminal. */
  live?(text: string): void;
}

// The reader may close the pipe early (`| head`). That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/**
 * Replaces control characters other than line breaks and tabs: messages of others may contain some that would move the
 * cursor or change terminal settings. XML forbids most of them, but not those from U+007F on, one of which starts a
 * control sequence.
 */
export const withoutControlCharacters = (text: string): string => text.replace(/[^\P{Cc}\n\t]/gu, '\uFFFD');

/** The terminal of this process. Output to a pipe or file is not changed. */
export const processTerminal: Terminal = {
  env: process.env,
  out: (text) => {
    process.stdout.write(`${process.stdout.isTTY ? withoutControlCharacters(text) : text}\n`);
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
