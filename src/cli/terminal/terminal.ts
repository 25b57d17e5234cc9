/** The environment and the output of a command. Tests replace it. */
export interface Terminal {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Width in characters; absent when standard output is not a terminal. */
  readonly columns?: number;
  out(text: string): void;
  err(text: string): void;
  /** Shows a progress line that replaces the previous one; absent when standard error is not a terminal. */
  live?(text: string): void;
}

// The reader may close the pipe early (`| head`). That is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

/** Control characters but line breaks and tabs, the other ends of lines, and what changes the direction of writing. */
const CONTROLS = /[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Replaces characters that would move the cursor, change terminal settings, or show text in another order than it is
 * written: messages of others may contain some. XML forbids most control characters, but not those from U+007F on, one of
 * which starts a control sequence.
 */
export const withoutControlCharacters = (text: string): string => text.replace(CONTROLS, '\uFFFD');

/** What a terminal writes to. */
export interface OutputStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** A terminal over two streams. Output to a pipe or file is not changed: the program that reads it decides. */
export function terminalOn(env: Terminal['env'], stdout: OutputStream, stderr: OutputStream): Terminal {
  let shown = 0;
  const shownOn = ({ isTTY }: OutputStream, text: string): string =>
    isTTY === true ? withoutControlCharacters(text) : text;
  return {
    env,
    ...(stdout.isTTY === true && stdout.columns !== undefined ? { columns: stdout.columns } : {}),
    out: (text) => {
      stdout.write(`${shownOn(stdout, text)}\n`);
    },
    err: (text) => {
      stderr.write(`${shownOn(stderr, text)}\n`);
    },
    ...(stderr.isTTY === true
      ? {
          live: (text: string) => {
            // Blanks erase the line before it on every terminal.
            stderr.write(`\r${' '.repeat(shown)}\r${withoutControlCharacters(text)}`);
            shown = text.length;
          },
        }
      : {}),
  };
}

/** The terminal of this process. */
export const processTerminal: Terminal = terminalOn(process.env, process.stdout, process.stderr);
