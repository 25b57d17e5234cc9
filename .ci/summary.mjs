// summary.mjs FAILED-STEPS REPORT...: adds up jest's JSON reports. A skipped test, a test file that could not be run and a
// missing report count as failed, and so does each other step that failed: "0 failed" means that everything was looked at
// and held.
import { existsSync, readFileSync } from 'node:fs';

const [failedSteps, ...reports] = process.argv.slice(2);
let passed = 0;
let failed = Number(failedSteps);
for (const report of reports) {
  if (!existsSync(report)) {
    console.log(`missing: ${report}`);
    failed += 1;
    continue;
  }
  const results = JSON.parse(readFileSync(report, 'utf8'));
  const skipped = results.testResults
    .flatMap((file) => file.assertionResults)
    .filter(({ status }) => status !== 'passed' && status !== 'failed');
  for (const { fullName, status } of skipped) console.log(`${status}: ${fullName}`);
  passed += results.numPassedTests;
  const failedTests = results.numFailedTests + results.numRuntimeErrorTestSuites;
  // A run without failed tests fails if a reporter does: a test file was over its time budget (test/support/time-budget.mjs).
  failed += skipped.length + (failedTests === 0 && !results.success ? 1 : failedTests);
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
