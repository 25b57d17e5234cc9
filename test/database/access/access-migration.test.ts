import { hasEnabledUser } from '../../../src/store/access/users.js';
import { onEveryEngine } from '../../support/databases.js';
import { startInstance } from '../../support/server/closed-broker.js';

onEveryEngine((engine) => {
  test('adds the tables of users and tokens to a database that has later migrations', async () => {
    const home = await engine.create();
    try {
      const before = await home.open();
      await before.transaction(async (session) => {
        for (const table of ['web_user', 'web_user_system', 'web_user_group', 'admin_token', 'used_nonce'])
          await session.run(`DROP TABLE ${table}`);
        await session.run("DELETE FROM schema_migration WHERE name = 'Access1700000000007'");
      });
      await before.close();
      const after = await home.open();
      expect(await after.transaction(hasEnabledUser)).toBe(false);
      await after.close();
    } finally {
      await home.drop();
    }
  });

  test('a broker with authentication does not start without a user', async () => {
    const home = await engine.create();
    try {
      await expect(startInstance(home)).rejects.toThrow('the database has no user who could sign in');
    } finally {
      await home.drop();
    }
  });
});
