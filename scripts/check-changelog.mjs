// check-changelog.mjs COMMIT: each commit after COMMIT that changes the public surface (api/, the contract) must change
// CHANGELOG.md too. A clone without COMMIT cannot be checked; the script says so and passes.
import { execFileSync } from 'node:child_process';

const FIRST = process.argv[2] ?? 'HEAD~1';
const SURFACE = ['api', 'wsdl', 'xsd'];
const git = (...words) => execFileSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();

let commits;
try {
  git('merge-base', '--is-ancestor', FIRST, 'HEAD');
  commits = git('rev-list', '--no-merges', `${FIRST}..HEAD`, '--', ...SURFACE)
    .split('\n')
    .filter((id) => id !== '');
} catch {
  console.log(`check-changelog: commit ${FIRST} is not in this clone; nothing was checked.`);
  process.exit(0);
}
for (const commit of commits) {
  if (git('show', '--name-only', '--format=', commit).split('\n').includes('CHANGELOG.md')) continue;
  console.error(
    `${git('log', '-1', '--format=%h %s', commit)}: changes ${SURFACE.join(', ')} without a line in CHANGELOG.md.`,
  );
  process.exitCode = 1;
}
