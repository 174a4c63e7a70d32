export default {
  testEnvironment: 'node',
  // Tests wait for what is to happen, and some for processes: five seconds are not enough on a machine that has other things to do.
  testTimeout: 60_000,
  setupFiles: ['<rootDir>/test/draws.ts'],
  transform: {},
  extensionsToTreatAsEsm: ['.ts'],
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  collectCoverageFrom: ['src/**/*.ts'],
  coverageProvider: 'v8',
};
