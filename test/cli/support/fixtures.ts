import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { child } from '../../../src/client/locate/response.js';
import type { XmlElement } from '../../../src/platform/xml/element.js';
import type { Script } from './scripted-broker.js';

/** The message_body of a received message. */
export function bodyOf(payload: XmlElement | undefined): XmlElement | undefined {
  return child(payload?.children[0], 'message_body');
}

/** Returns the same response to every request. */
export const always =
  (body: string, status = 200): Script =>
  () => ({ body, status });

/** Creates a file in a temporary folder. */
export async function temporaryFile(name: string, content: string): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'order-broker-')), name);
  await writeFile(path, content);
  return path;
}

/** An address where nothing is listening. */
export async function unusedAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen(0, '127.0.0.1', listening);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise((closed) => {
    server.close(closed);
  });
  return `http://127.0.0.1:${port}`;
}
