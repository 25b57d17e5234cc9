import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compileDotnet } from './dotnet.js';
import type { ProxySource } from './dotnet.js';

/**
 * SOAP clients of other vendors, each a small program next to this file that builds its messages from a WSDL.
 *
 * A program reads one call per line, `{operation, content}`, and writes one line: the content of the inner response
 * element, or the fault. So the same tests run through all of them.
 */
export interface SoapProgram {
  readonly name: string;
  readonly command: string;
  /** In the folder `clients`, or the path of one that `build` made. */
  readonly script: string;
  /** Makes the program that is started, where that takes more than the script. */
  readonly build?: (contract: ProxySource, folder: string) => Promise<SoapProgram>;
  /** Whether attributes are grouped under `attributes`; otherwise they are next to the elements. */
  readonly attributesApart: boolean;
  /** Whether it qualifies the inner request element, as the contract requires. */
  readonly qualifies: boolean;
  /** A command that succeeds if the client is installed, and what to install otherwise. */
  readonly probe: readonly string[];
  readonly packages: string;
}

export const NODE_SOAP: SoapProgram = {
  name: 'node-soap',
  command: process.execPath,
  script: 'node-soap.mjs',
  attributesApart: true,
  qualifies: false,
  probe: ['--version'],
  packages: 'soap',
};
export const PHP: SoapProgram = {
  name: "PHP's SoapClient",
  command: 'php',
  script: 'php-soap.php',
  attributesApart: false,
  qualifies: true,
  probe: ['-r', "exit(class_exists('SoapClient') ? 0 : 1);"],
  packages: 'php-cli php-soap',
};
export const ZEEP: SoapProgram = {
  // Debian's own interpreter: another Python in the path does not find Debian's packages.
  name: 'zeep',
  command: '/usr/bin/python3',
  script: 'zeep_client.py',
  attributesApart: false,
  qualifies: true,
  probe: ['-c', 'import zeep'],
  packages: 'python3-zeep',
};
export const DOTNET: SoapProgram = {
  name: '.NET',
  command: 'sh',
  script: 'dotnet-client.cs',
  build: async (contract, folder) => ({
    ...DOTNET,
    command: 'mono',
    script: await compileDotnet([clientScript(DOTNET.script)], [contract], folder),
  }),
  attributesApart: false,
  qualifies: true,
  probe: ['-c', 'command -v mono && command -v mcs && command -v wsdl'],
  packages: 'mono-devel',
};

/** The content of a request or response: attributes under `attributes`, elements in schema order. */
export type Content = string | number | boolean | null | readonly Content[] | ContentParts;
export interface ContentParts {
  readonly [name: string]: Content;
}

export type Outcome =
  | { readonly answer: Content }
  | { readonly fault: { readonly code: string; readonly text: string } }
  | { readonly error: string };

export interface SoapSession {
  call(operation: string, content: Readonly<Record<string, Content>>): Promise<Outcome>;
  end(): Promise<void>;
}

/** The path of a client's source. @param name in the folder `clients`, or an absolute path */
export const clientScript = (name: string): string => resolve(fileURLToPath(new URL('clients', import.meta.url)), name);

/** Why a client is unavailable; undefined if it is available. */
function missing(program: SoapProgram): string | undefined {
  const installed = spawnSync(program.command, program.probe, { stdio: 'ignore' }).status === 0;
  return installed ? undefined : `not installed: ${program.packages}`;
}

/**
 * `describe` for tests that need an optional client: without it they are skipped, and the report gives the reason;
 * if REQUIRE_ALL_TESTS is true, they fail instead.
 */
export function describeWith(program: SoapProgram, name: string, tests: () => void): void {
  const reason = missing(program);
  if (reason === undefined) describe(name, tests);
  else if (process.env.REQUIRE_ALL_TESTS !== 'true') describe.skip(`${name} (${reason})`, tests);
  else
    test(name, () => {
      throw new Error(reason);
    });
}

/** @param wsdl URL or path of the WSDL, for a program that was built the one it was built from @param rest what else it takes */
export function startProgram(program: SoapProgram, wsdl: string, ...rest: readonly string[]): SoapSession {
  const child = spawn(program.command, [clientScript(program.script), wsdl, ...rest], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  // A dead program is detected by its missing response; a broken pipe would say less.
  child.stdin.on('error', () => undefined);
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async call(operation, content) {
      child.stdin.write(
        `${JSON.stringify({ operation, content: program.attributesApart ? content : flattened(content) })}\n`,
      );
      const answer = await answers.next();
      if (answer.done === true) throw new Error(`${program.name} ended without a response: ${complaint}`);
      return JSON.parse(answer.value) as Outcome;
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}

function flattened(content: Content): Content {
  if (isList(content)) return content.map(flattened);
  if (content === null || typeof content !== 'object') return content;
  const { attributes, ...elements } = content;
  return {
    ...(typeof attributes === 'object' && !isList(attributes) ? attributes : {}),
    ...Object.fromEntries(Object.entries(elements).map(([name, part]) => [name, flattened(part)])),
  };
}

export function isList(content: Content | undefined): content is readonly Content[] {
  return Array.isArray(content);
}
