import jestConfig from './jest.config.mjs';

/** Mutation testing. `npm run mutate` (scripts/mutate.mjs) runs it group by group, each against its own tests. */
export default {
  testRunner: 'jest',
  // Jest runs ES modules only with this flag.
  testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
  jest: {
    projectType: 'custom',
    config: {
      ...jestConfig,
      testMatch: ['<rootDir>/test/{routing,domain/order}/**/*.test.ts'],
      // Property tests must give the same verdict on a mutant every time.
      setupFiles: ['<rootDir>/test/support/fixed-seed.mjs'],
      reporters: [],
    },
    enableFindRelatedTests: false,
  },
  mutate: ['src/routing/**/*.ts', 'src/domain/order/transition*.ts'],
  coverageAnalysis: 'perTest',
  // Code that runs once, when its module is loaded (tables of names and texts), would need all tests for each mutant.
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 10_000,
  tempDirName: 'coverage/mutation/tmp',
  reporters: ['json', 'progress-append-only'],
  jsonReporter: { fileName: 'coverage/mutation/mutation.json' },
  ignorePatterns: ['dist', 'data', 'docs', 'samples', 'bench', 'console', 'api', '*.md'],
  logLevel: 'warn',
};
