// Mocha's usual report, which also adds its totals as a line of JSON to the file that AGENTBAY_TEST_TOTALS names.
const fs = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class TotalsReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once(Runner.constants.EVENT_RUN_END, () => {
      const { passes, failures, pending } = this.stats;
      const line = JSON.stringify({ passed: passes, failed: failures, skipped: pending });
      fs.appendFileSync(process.env.AGENTBAY_TEST_TOTALS, `${line}\n`);
    });
  }
};
