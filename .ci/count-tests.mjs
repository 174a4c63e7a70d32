/**
 * `passed failed skipped` of one jest report (--json). A suite that did not load is one failure; a test whose name begins
 * with "skipped:" stands for something that could not be had here.
 */
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const tests = report.testResults.flatMap((suite) => suite.assertionResults);
const stoodIn = tests.filter((test) => test.status === 'passed' && test.title.startsWith('skipped:'));
for (const test of stoodIn) console.error(`    SKIPPED: ${test.fullName}`);
const passed = report.numPassedTests - stoodIn.length;
const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
const skipped = report.numPendingTests + report.numTodoTests + stoodIn.length;
console.log(`${passed} ${failed} ${skipped}`);
