// forceExit: kept connections to servers that were killed on purpose would hold the process for minutes after the last test.
// The suites that need real components (moto, botocore) or minutes: processes killed for real, every fault, the newcomer's path.
import base from './jest.config.js';

export default {
  ...base,
  testMatch: ['<rootDir>/test/heavy/**/*.heavy.ts'],
  testTimeout: 1_800_000,
  maxWorkers: 1,
  forceExit: true,
};
