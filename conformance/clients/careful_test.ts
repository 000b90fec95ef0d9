import { assert } from "chai";
import type { RunReport } from "../../src/lab/mod.ts";
import { carefulClient } from "./careful.ts";
import { checkClient } from "./check_client.ts";
import { type LabServer, openLabServer } from "./lab_server.ts";
import { NOT_MET } from "./not_met.ts";
import { ownClient } from "./own/own_client.ts";

/** Verdicts that are not passed, one a line, without the lints that had nothing to look at. */
function complaints({ verdicts }: RunReport): readonly string[] {
  return verdicts
    .filter(({ kind, name, verdict }) => {
      if (verdict === "not exercised") return kind !== "lint" && !(name in NOT_MET);
      return !verdict.startsWith("passed");
    })
    .map(({ setup, name, verdict, says }) => `${setup} ${name}: ${verdict}: ${says}`);
}

function summary({ totals, verdicts }: RunReport): string {
  const counts = Object.entries(totals).map(([word, count]) => `${word} ${count}`);
  return `${verdicts.length} verdicts: ${counts.join(", ")}`;
}

describe("a careful client passes every scenario and every lint", function () {
  this.timeout(600_000);
  let lab: LabServer;
  before(async () => {
    lab = await openLabServer();
  });
  after(() => lab.close());

  for (const [name, program] of [
    ["the client of our own", ownClient()],
    ["openid-client with every check", carefulClient],
  ] as const) {
    it(name, async () => {
      const report = await checkClient(lab, program, { name, plan: "all", parallel: 8, timeout: 15_000 });
      console.log(`      ${name}: ${summary(report)}`);
      assert.deepEqual(complaints(report), []);
    });
  }
});
