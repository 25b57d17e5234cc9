import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** A .NET program, made as its developers make it: `wsdl` reads the served WSDL and writes proxy classes, `mcs` compiles. */

const run = promisify(execFile);
const LIMITS = { timeout: 60_000, maxBuffer: 1 << 20 };

export interface ProxySource {
  /** URL of the WSDL. */
  readonly wsdl: string;
  readonly soap: '1.1' | '1.2';
  /** Of the proxy classes; without one they have none. */
  readonly namespace?: string;
}

/**
 * Compiles a program with the proxy classes that it uses.
 * @param sources paths of its C# sources
 * @param folder an existing one for what is made
 * @returns the path of the executable, for `mono`
 * @throws {Error} with what the tool printed, also if it only warned
 */
export async function compileDotnet(
  sources: readonly string[],
  proxies: readonly ProxySource[],
  folder: string,
): Promise<string> {
  const made = await Promise.all(
    proxies.map(async ({ wsdl, soap, namespace = '' }, index) => {
      const file = join(folder, `proxy-${String(index)}.cs`);
      const protocol = soap === '1.2' ? 'SOAP12' : 'SOAP';
      await quietly('wsdl', ['/nologo', `/protocol:${protocol}`, `/namespace:${namespace}`, `/out:${file}`, wsdl]);
      return file;
    }),
  );
  const executable = join(folder, 'program.exe');
  const references = ['System.Web.Services', 'System.Web.Extensions', 'System.Data'].map(
    (name) => `-reference:${name}`,
  );
  await quietly('mcs', ['-nologo', '-warnaserror', ...references, `-out:${executable}`, ...sources, ...made]);
  return executable;
}

/** Neither tool says anything of a contract that it understands, but where the file went. */
async function quietly(command: string, options: readonly string[]): Promise<void> {
  const { stdout, stderr } = await run(command, options, LIMITS);
  const said = `${stdout}${stderr}`.replace(/^Writing file '.*'\n/, '');
  if (said !== '') throw new Error(`${command}: ${said}`);
}
