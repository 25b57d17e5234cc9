// Writes the public surface as golden files under api/, each read as a caller sees it: the contract and the admin interface's
// description over HTTP, the settings and every command's help from the command line, the metrics from /metrics. With
// --check it writes nothing and exits 1 when a file differs. A commit that changes one needs a line in CHANGELOG.md
// (scripts/check-changelog.mjs).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { pino } from 'pino';
import { readConfig } from '../dist/app/config.js';
import { startBroker } from '../dist/app/main.js';
import { helpOfAllCommands, run } from '../dist/cli/program.js';

const files = { 'settings.json': await settings(), 'commands.txt': helpOfAllCommands(), ...(await served()) };

for (const [name, text] of Object.entries(files)) {
  const target = new URL(`../api/${name}`, import.meta.url);
  mkdirSync(new URL('.', target), { recursive: true });
  if (!process.argv.includes('--check')) {
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error(
      `api/${name} is not what the code offers: run \`npm run generate\`, add a line to CHANGELOG.md, commit both.`,
    );
    process.exitCode = 1;
  }
}

/** What one command prints, with nothing set in its environment. */
async function output(...words) {
  const lines = [];
  await run(words, { env: {}, out: (text) => lines.push(text), err: (text) => lines.push(text) });
  return lines.join('\n');
}

/** Every setting with its default and meaning. */
async function settings() {
  return `${JSON.stringify(JSON.parse(await output('config', '--json')), null, 2)}\n`;
}

/** What a running broker shows: the contract, the description of the admin interface, names and types of the metrics. */
async function served() {
  // The demo opens every service that exists.
  const config = readConfig({ DATABASE_URL: 'sqlite::memory:', PORT: '0' });
  const broker = await startBroker(config, pino({ level: 'silent' }));
  try {
    const base = `http://127.0.0.1:${broker.gateway.port}`;
    const get = async (path) => {
      const response = await fetch(base + path);
      if (!response.ok) throw new Error(`GET ${path} was answered with ${response.status}`);
      return response.text();
    };
    const metrics = await get('/metrics');
    const wsdl = await get('/Locate/LocateServices?wsdl');
    return {
      'locate.wsdl': wsdl.replaceAll(base, 'http://broker.example.com'),
      'direct-fulfillment.wsdl': (await get('/soap/pixiDEMO/?wsdl')).replaceAll(base, 'http://broker.example.com'),
      'third-party-logistics.wsdl': (await get('/3.0/ExigoApi.asmx?wsdl')).replaceAll(
        base,
        'http://broker.example.com',
      ),
      'openapi.json': `${JSON.stringify(JSON.parse(await get('/admin/v1/openapi.json')), null, 2).replaceAll(base, 'http://broker.example.com')}\n`,
      'fulfillment-requests.json': `${JSON.stringify(JSON.parse(await get('/fulfillment-requests/openapi.json')), null, 2)}\n`,
      'outbound.json': `${JSON.stringify(JSON.parse(await get('/v3/openapi.json')), null, 2)}\n`,
      'metrics.txt': `${[...metrics.matchAll(/^# TYPE (order_broker_.*)$/gm)]
        .map(([, line]) => line)
        .sort()
        .join('\n')}\n`,
    };
  } finally {
    await broker.stop();
  }
}
