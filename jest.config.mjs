// Tests are TypeScript ES modules; swc only strips the types, which `npm run typecheck` checks.
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // Run by `npm run test:cluster`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/cluster/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testTimeout: 30_000,
  // Each test file leaves its modules in memory. In one process all of them are 4.5 GB at the end of the run, and collecting
  // garbage takes longer than the tests; so a worker runs them, and gives way to a new one when it has grown so large.
  workerIdleMemoryLimit: '1GB',
  // The second fails the run if a test file takes too long.
  reporters: ['default', '<rootDir>/test/support/time-budget.mjs'],
  // A test that leaves a server or a pool open is a bug: show it instead of forcing the exit.
  forceExit: false,
};
