// The cost of authentication: StatusRequest to a broker with AUTH=users, by each of the three methods, compared with a
// broker with AUTH=none. Passwords of Basic and PasswordText are hashed (scrypt) once and then cached; the nonce of
// every PasswordDigest is written to the database.
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { contest } from '../contest.mjs';
import { withFolder } from '../folder.mjs';
import { statusRequest } from '../inquiry-message.mjs';
import { MAIN, seeded, startBroker, submitOrders } from '../servers.mjs';

const ORDERS = 200;
const USER = 'bench';
const WSS = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';

export async function benchSignIn({ load }) {
  await withFolder(async (folder, started) => {
    const settings = {
      DATABASE_URL: `sqlite:${join(folder, 'filled.db')}`,
      DIGEST_KEY: randomBytes(32).toString('base64'),
    };
    const ids = await fill(folder, settings);
    const password = execFileSync(process.execPath, [MAIN, 'user', 'add', USER, '--system', '6', '--digest'], {
      cwd: folder,
      env: { PATH: process.env.PATH, ...settings },
      stdio: ['ignore', 'pipe', 'ignore'],
    })
      .toString()
      .trim();
    const basic = { authorization: `Basic ${Buffer.from(`${USER}:${password}`).toString('base64')}` };
    const sides = [];
    // Each method has a server of its own: a shared one would be warmer than the others.
    for (const { name, auth = 'users', headers, security = () => '' } of [
      { name: 'Basic', headers: () => basic },
      { name: 'PasswordText', security: () => token(password) },
      { name: 'PasswordDigest', security: () => digestToken(password) },
      { name: 'AUTH=none', auth: 'none' },
    ]) {
      copyFileSync(join(folder, 'filled.db'), join(folder, `${name}.db`));
      const server = await started(
        startBroker(folder, {
          ...settings,
          DATABASE_URL: `sqlite:${join(folder, `${name}.db`)}`,
          AUTH: auth,
          RATE_LIMIT_ADDRESS: '0',
          RATE_LIMIT_USER: '0',
        }),
      );
      const random = seeded(1);
      sides.push({
        name,
        server,
        headers,
        message: () => statusRequest(ids[Math.floor(random() * ids.length)], security()),
        expected: 'item_id="THING       BLUE',
      });
    }
    await contest(`StatusRequest of ${ORDERS} orders, authenticated`, sides, load);
  });
}

/** Stores a catalog and orders in a database. @returns the orders' request ids */
async function fill(folder, settings) {
  const server = await startBroker(folder, settings);
  try {
    return await submitOrders(server.url, ORDERS);
  } finally {
    await server.stop();
  }
}

const token = (password, { type = 'PasswordText', more = '' } = {}) =>
  `<w:Security xmlns:w="${WSS}-wssecurity-secext-1.0.xsd" xmlns:u="${WSS}-wssecurity-utility-1.0.xsd">` +
  `<w:UsernameToken><w:Username>${USER}</w:Username><w:Password Type="${WSS}-username-token-profile-1.0#${type}">${password}</w:Password>${more}</w:UsernameToken></w:Security>`;

function digestToken(password) {
  const nonce = randomBytes(16);
  const created = new Date().toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
  return token(digest, {
    type: 'PasswordDigest',
    more: `<w:Nonce>${nonce.toString('base64')}</w:Nonce><u:Created>${created}</u:Created>`,
  });
}
