import { assert } from "chai";
import type { EndedAttempt, RunReport, SetupName, Verdict } from "../../src/lab/mod.ts";
import { breakingClient } from "./breaking.ts";
import { checkClient } from "./check_client.ts";
import { type LabServer, openLabServer } from "./lab_server.ts";

/** A scenario of each kind in each of several flows: one that a client must refuse, one that it must accept. */
const CASES: readonly (readonly [setup: SetupName, scenarios: readonly string[]])[] = [
  ["code", ["authorization_response_state_changed", "token_reply_extra_members"]],
  ["oidc-code", ["id_token_wrong_issuer", "id_token_audience_as_list", "metadata_wrong_issuer"]],
  ["introspection", ["introspection_inactive", "introspection_extra_members"]],
  ["refresh", ["refresh_refused", "refresh_reply_no_refresh_token"]],
];

/** More requests than any of these flows has. */
const MOST_REQUESTS = 12;

interface Case {
  readonly verdict: Verdict;
  readonly attempt: EndedAttempt;
}

function casesOf({ attempts, verdicts }: RunReport): readonly Case[] {
  return attempts.flatMap((attempt) => {
    const verdict = verdicts.find(({ kind, name }) => kind === "scenario" && name === attempt.name);
    return verdict === undefined ? [] : [{ attempt, verdict }];
  });
}

/** Whether the last thing that the client got was the answer with the fault. */
function endsAtFault({ entries }: EndedAttempt): boolean {
  const own = entries.filter(({ place }) => place !== "person" && place !== "callback" && place !== "statement");
  return (own.at(-1)?.faults.length ?? 0) > 0;
}

/** A client that broke is never passed; failed only where it could not cope with what it had to accept. */
function assertHonest({ attempt, verdict }: Case): void {
  const { name, outcome } = attempt;
  if (outcome.exit !== 1) return;
  const allowed = endsAtFault(attempt) ? ["inconclusive", "failed", "warning"] : ["inconclusive", "not exercised"];
  assert.include(allowed, verdict.verdict, `${name}: ${verdict.says}`);
}

describe("a client that breaks after its n-th request", function () {
  this.timeout(120_000);
  let lab: LabServer;
  before(async () => {
    lab = await openLabServer();
  });
  after(() => lab.close());

  for (const [setup, scenarios] of CASES) {
    it(`is never passed in ${setup}, wherever it breaks`, async () => {
      let broke = 0;
      for (let n = 1; n <= MOST_REQUESTS; n += 1) {
        const report = await checkClient(lab, breakingClient(n), {
          name: `breaks after ${n}`,
          setups: [setup],
          scenarios,
        });
        const cases = casesOf(report);
        assert.lengthOf(cases, scenarios.length);
        cases.forEach(assertHonest);
        const now = cases.filter(({ attempt }) => attempt.outcome.exit === 1).length;
        broke += now;
        if (now === 0) break;
      }
      assert.isAtLeast(broke, scenarios.length, "it broke in each of them at least once");
    });
  }
});
