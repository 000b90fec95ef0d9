import { assert } from "chai";
import { journalFrom, OUTCOMES } from "../../../test/support/journal.ts";
import { type RunsUnderTest, runsUnderTest, scenario, SCENARIOS } from "../../../test/support/lab_runs.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { BegunAttempt } from "./run_messages.ts";
import type { RunAccess } from "./runs.ts";

const TWO = scenario("two_issuers", { second: true, faults: [{ fault: "sent_on" }] });
const FIRST_SAW = journalFrom("discovery authorize token");
const SECOND_SAW = journalFrom("authorize person callback");

interface Begun extends RunsUnderTest {
  readonly access: RunAccess;
  readonly attempt: BegunAttempt;
}

async function begun(name = "two_issuers"): Promise<Begun> {
  const under = runsUnderTest({ scenarios: [...SCENARIOS, TWO] });
  const { access } = await under.create();
  return { ...under, access, attempt: await under.runs.begin(access, { name }) };
}

describe("an attempt with a second issuer", () => {
  it("has one, made first, right, with the client and the person of the other", async () => {
    const { throwaways, attempt } = await begun();
    assert.deepEqual(throwaways.ids(), ["i1", "i2"]);
    assert.equal(attempt.issuer, "https://lab.test/lab/i/i2");
    const [second, first] = ["i1", "i2"].map((id) => throwaways.wanted.get(id));
    assert.deepEqual(second?.faults, []);
    assert.deepEqual(first?.faults, [{ fault: "sent_on", options: { issuer: "https://lab.test/lab/i/i1" } }]);
    assert.equal(first?.clients?.[0]?.["client_id"], "client-i1");
    assert.equal(first?.users?.[0]?.password, "password-i1");
    assert.deepEqual(first?.clients?.[0]?.["redirect_uris"], second?.clients?.[0]?.["redirect_uris"]);
  });

  it("is none where the scenario asks for none", async () => {
    assert.deepEqual((await begun("wrong_issuer")).throwaways.ids(), ["i1"]);
  });

  it("shows the answers of the second one, while it runs and when it has ended", async () => {
    const { runs, throwaways, access, attempt } = await begun();
    throwaways.write("i1", SECOND_SAW);
    throwaways.write("i2", FIRST_SAW);
    const places = async () =>
      (await runs.journal(access.id, { name: "two_issuers" })).map(({ place }) => place).toSorted();
    const expected = ["authorize", "callback", "discovery", "token"];
    assert.deepEqual(await places(), expected);
    assert.equal((await runs.state(access, attempt.attempt)).requests, 4);
    await runs.end(access, { attempt: attempt.attempt, outcome: OUTCOMES["exit 0"] });
    assert.deepEqual(await places(), expected);
  });

  const ENDINGS: Readonly<Record<string, (under: Begun) => Promise<unknown>>> = {
    "it ends": ({ runs, access, attempt }) =>
      runs.end(access, { attempt: attempt.attempt, outcome: OUTCOMES["exit 76"] }),
    "the run is finished without it": ({ runs, access }) => runs.finish(access),
    "the run is removed": ({ runs, access }) => runs.remove(access),
  };
  for (const [when, end] of Object.entries(ENDINGS)) {
    it(`leaves neither issuer when ${when}`, async () => {
      const under = await begun();
      await end(under);
      assert.deepEqual(under.throwaways.ids(), []);
    });
  }

  it("leaves neither of those that were begun before, when it is begun again", async () => {
    const { runs, throwaways, access } = await begun();
    await runs.begin(access, { name: "two_issuers" });
    assert.deepEqual(throwaways.ids(), ["i3", "i4"]);
  });

  it("leaves no second one behind where the first one cannot be made", async () => {
    const under = runsUnderTest({ scenarios: [TWO] });
    const { access } = await under.create();
    const { create } = under.throwaways;
    Object.assign(under.throwaways, {
      create: (wanted: Parameters<typeof create>[0]) =>
        create((wanted.faults ?? []).length === 0 ? wanted : { ...wanted, settings: { PKCE_REQUIRED: "wrong" } }),
    });
    await assertRefused(() => under.runs.begin(access, { name: "two_issuers" }), { code: "invalid_request" });
    assert.deepEqual([...under.throwaways.wanted.keys()], ["i1"]);
    assert.deepEqual(under.throwaways.ids(), []);
  });
});
