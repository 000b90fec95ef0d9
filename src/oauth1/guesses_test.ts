import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import { assertRefused, refusalOf } from "../../test/support/refusals.ts";
import { countGuess } from "./guesses.ts";

const CHOSEN = clientRecord({ secrets: [fastSecret("chosen", { kind: "argon2id" })] });
const MADE = clientRecord({ secrets: [fastSecret("made")] });

/** Wrong ones that nobody has to wait for. */
const FREE = 101;

async function guessing(client = CHOSEN) {
  const { issuer, clock } = await issuerUnderTest();
  const guess = (isRight: boolean, address = "192.0.2.1") => countGuess(isRight, { client, issuer, address });
  return { clock, guess };
}

describe("countGuess()", () => {
  rule(
    ["OAUTHPROBLEM-2-8", "RFC6749-2.3.1-5"],
    "refuses for a while after too many wrong ones, the right one as well",
    async () => {
      const { guess, clock } = await guessing();
      for (let count = 0; count < FREE; count += 1) await guess(false);
      const refusal = await refusalOf(() => guess(true));
      assert.deepInclude(refusal, { code: "consumer_key_refused", status: 429, rule: "OAUTHPROBLEM-2-8" });
      const wait = Number(refusal.headers?.["Retry-After"]);
      assert.isAtLeast(wait, 1);
      clock.advance(wait + 1);
      await guess(true);
    },
  );

  it("keeps nobody waiting in another network", async () => {
    const { guess } = await guessing();
    for (let count = 0; count < FREE; count += 1) await guess(false);
    await assertRefused(() => guess(false), { code: "consumer_key_refused" });
    await guess(true, "198.51.100.1");
  });

  it("counts together those of whom no address is known", async () => {
    const { guess } = await guessing();
    for (let count = 0; count < FREE; count += 1) await guess(false, "");
    await assertRefused(() => guess(false, ""), { code: "consumer_key_refused" });
  });

  it("recognises who was right once", async () => {
    const { guess } = await guessing();
    await guess(true);
    for (let count = 0; count < FREE; count += 1) await guess(false);
    await guess(true);
  });

  it("counts nothing where the server made the secret", async () => {
    const { guess } = await guessing(MADE);
    for (let count = 0; count < 200; count += 1) await guess(false);
  });
});
