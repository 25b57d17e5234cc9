import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { ClientError } from '../client/client-error.js';

/**
 * The file of rows that were not imported: the header, then each row after a comment with its line number and the
 * reason. It has the format and the encoding of the imported file, so that it can be corrected and imported as it is.
 */
export class ErrorFile {
  #stream: WriteStream | undefined;
  #header = '';

  private constructor(
    readonly path: string,
    private readonly encoding: BufferEncoding,
  ) {}

  /**
   * Removes the error file of an earlier import. A new one is created with the first bad row.
   * @param input the imported file
   * @throws {ClientError} when the error file would overwrite the imported file
   */
  static async at(path: string, input: string, encoding: BufferEncoding): Promise<ErrorFile> {
    if (resolve(path) === resolve(input))
      throw new ClientError(
        `--errors: found ${JSON.stringify(path)}, which is the file to import`,
        'name another file for the rejected rows',
      );
    await rm(path, { force: true });
    return new ErrorFile(path, encoding);
  }

  /** Sets the header line. */
  header(text: string): void {
    this.#header = text;
  }

  async add(error: { readonly line: number; readonly reason: string; readonly row: string }): Promise<void> {
    const stream = (this.#stream ??= this.#open());
    const hasRoom = stream.write(`# line ${String(error.line)}: ${error.reason}\n${error.row}\n`, this.encoding);
    if (!hasRoom) await once(stream, 'drain');
  }

  async close(): Promise<void> {
    if (this.#stream === undefined) return;
    this.#stream.end();
    await once(this.#stream, 'finish');
  }

  #open(): WriteStream {
    const stream = createWriteStream(this.path);
    stream.write(`${this.#header}\n`, this.encoding);
    return stream;
  }
}
