// summary.mjs REPORT FAILED-STEPS: reads jest's JSON report. A skipped test and a test file that could not be run count
// as failed, and so does each failed step before the tests: "0 failed" means that everything was looked at and held.
import { existsSync, readFileSync } from 'node:fs';

const [report, failedSteps] = process.argv.slice(2);
const results = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : undefined;
const skipped = (results?.testResults ?? []).flatMap((file) => file.assertionResults)
  .filter(({ status }) => status !== 'passed' && status !== 'failed');
for (const { fullName, status } of skipped) console.log(`${status}: ${fullName}`);

const passed = results?.numPassedTests ?? 0;
const failed = Number(failedSteps) + skipped.length
  + (results === undefined ? 1 : results.numFailedTests + results.numRuntimeErrorTestSuites);
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
