import config from './jest.config.mjs';

// The tests that need a cluster (docs/operations.md): Galera and HAProxy must be installed, and they take minutes.
export default {
  ...config,
  testMatch: ['<rootDir>/test/cluster/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
};
