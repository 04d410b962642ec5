// Prints a line for each error or warning of Redocly's recommended rules; exits 1 if there is one.
import { createConfig, lint } from "@redocly/openapi-core";

// The OCI distribution specification asks for /v2/ with its slash.
const config = await createConfig({ extends: ["recommended"], rules: { "no-path-trailing-slash": "off" } });
const problems = await lint({ ref: process.argv[2], config });
for (const problem of problems) {
  console.log(`${problem.severity} ${problem.ruleId} ${problem.location[0]?.pointer ?? ""}: ${problem.message}`);
}
process.exit(problems.length === 0 ? 0 : 1);
