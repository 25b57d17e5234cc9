/**
 * Which folder may import which, and no cycles: `npm run lint` and CI check it.
 *
 * Closed by default: a folder of src/ that is not listed may import nothing, so a new one must say what it needs.
 * Type-only imports count: they read as dependencies, and they are.
 */
const root = (names) => `^src/(${names.join('|')})/`;

/** Each folder, and what it may import beside itself. */
const mayImport = {
  domain: [],
  geo: ['domain'],
  routing: ['domain', 'geo'],
  'platform/xml': ['platform/[^/]+\\.ts'],
  'platform/auth': ['platform/[^/]+\\.ts'],
  'platform/db': ['platform/[^/]+\\.ts'],
  'platform/http': ['platform/[^/]+\\.ts', 'platform/auth'],
  'platform/soap': ['platform/[^/]+\\.ts', 'platform/auth', 'platform/http', 'platform/xml'],
  store: ['domain', 'platform/db', 'platform/[^/]+\\.ts'],
  broker: ['domain', 'geo', 'routing', 'store', 'platform/auth', 'platform/db', 'platform/[^/]+\\.ts'],
  formats: ['domain', 'broker', 'platform/[^/]+\\.ts'],
  'services/locate': ['domain', 'broker', 'platform/(auth|http|soap|xml)', 'platform/[^/]+\\.ts'],
  'services/direct-fulfillment': ['domain', 'broker', 'platform/(auth|http|soap|xml)', 'platform/[^/]+\\.ts'],
  'services/third-party-logistics': ['domain', 'broker', 'platform/(auth|http|soap|xml)', 'platform/[^/]+\\.ts'],
  'services/fulfillment-requests': ['domain', 'broker', 'formats', 'platform/(auth|http)', 'platform/[^/]+\\.ts'],
  'services/logistics': ['domain', 'broker', 'platform/(auth|http)', 'platform/[^/]+\\.ts'],
  admin: ['domain', 'broker', 'formats', 'platform/(auth|http)', 'platform/[^/]+\\.ts'],
  client: ['domain', 'platform/xml'],
  workbench: ['client', 'domain', 'formats', 'platform/xml'],
  // Never the broker or its store: a simulator knows a broker by its answers.
  simulator: ['client', 'domain', 'platform/xml', 'platform/db/sqlite/own-file\\.ts', 'platform/[^/]+\\.ts'],
  cli: ['client', 'workbench', 'simulator', 'formats', 'domain', 'platform/program-call\\.ts'],
  // What somebody else's test imports (docs/testing.md). Nothing imports it.
  testing: ['app', 'client', 'domain', 'store/snapshot\\.ts', 'platform/[^/]+\\.ts'],
  app: ['domain', 'geo', 'routing', 'store', 'broker', 'formats', 'services', 'admin', 'platform'],
};

const directions = Object.entries(mayImport).map(([folder, allowed]) => ({
  name: `${folder} imports only ${allowed.length === 0 ? 'itself' : allowed.join(', ')}`,
  severity: 'error',
  from: { path: `^src/${folder}/`, pathNot: folder === 'cli' ? '^src/cli/composition\\.ts$' : '^$' },
  to: {
    path: '^(src|test|bench|scripts)/',
    pathNot: [folder, ...allowed].map((name) => `^src/${name}${name.endsWith('.ts') ? '$' : '/'}`),
  },
}));

export default {
  forbidden: [
    { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'every folder is listed',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: Object.keys(mayImport)
          .map((folder) => `^src/${folder}/`)
          .concat('^src/platform/[^/]+\\.ts$'),
      },
      to: {},
    },
    ...directions,
    {
      name: 'domain and routing are pure: no modules of Node and no packages',
      severity: 'error',
      from: { path: root(['domain', 'routing']) },
      to: { dependencyTypesNot: ['local', 'type-only'], pathNot: '^(src/|node_modules/jsep/)' },
    },
    {
      name: 'database drivers belong to platform/db, TypeORM to store',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(platform/db|store)/' },
      to: { path: 'node_modules/(better-sqlite3|mysql2|mariadb|typeorm)/' },
    },
    {
      name: 'libxml2 belongs to one file',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/platform/xml/validation/validator\\.ts$' },
      to: { path: 'node_modules/libxml2-wasm/' },
    },
    {
      name: 'the command line reaches the server through composition.ts alone',
      severity: 'error',
      from: { path: '^src/cli/', pathNot: '^src/cli/composition\\.ts$' },
      to: { path: '^src/app/' },
    },
    {
      name: 'a service imports no other service',
      severity: 'error',
      from: { path: '^src/services/([^/]+)/' },
      to: { path: '^src/services/', pathNot: '^src/services/$1/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    includeOnly: { path: '^(src/|node_modules/|[a-z_/]+$)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
