import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { type GuessGuard, guessGuard } from "./mod.ts";

const CHOSEN = clientRecord({ secrets: [fastSecret("chosen", { kind: "argon2id" })] });
const MADE = clientRecord({ secrets: [fastSecret("made")] });
/** Guesses that nobody has to wait for. */
const FREE = 6;

let under: IssuerUnderTest;
let guard: GuessGuard;

beforeEach(async () => {
  under = await issuerUnderTest();
  guard = guessGuard();
});

interface From {
  readonly client?: ClientRecord;
  readonly address?: string;
  readonly on?: IssuerUnderTest;
  readonly by?: GuessGuard;
}

function guess(isRight: boolean, { client = CHOSEN, address = "192.0.2.1", on = under, by = guard }: From = {}) {
  return by.count(isRight, { client, issuer: on.issuer, address });
}

/** Guesses wrongly until there is something to wait for. */
async function exhaust(from: From = {}): Promise<void> {
  for (let count = 0; count < FREE; count += 1) assert.isUndefined(await guess(false, from));
  assert.isNumber(await guess(false, from));
}

describe("guessGuard()", () => {
  rule("RFC6749-2.3.1-5", "lets a few guesses through, then none, whether right or wrong", async () => {
    await exhaust();
    assert.isNumber(await guess(true));
    assert.isNumber(await guess(false));
  });

  it("lets guesses through again when the wait is over", async () => {
    await exhaust();
    under.clock.advance(2);
    assert.isUndefined(await guess(true));
  });

  it("recognises what was right once, however many wrong ones come after it", async () => {
    assert.isUndefined(await guess(true));
    await exhaust();
    for (let count = 0; count < 9; count += 1) assert.isUndefined(await guess(true));
  });

  for (const [name, from] of [
    ["of another network", { address: "198.51.100.1" }],
    ["of another client", { client: clientRecord({ ...CHOSEN, id: 8 }) }],
  ] as const) {
    it(`keeps nobody ${name} waiting`, async () => {
      await exhaust();
      assert.isUndefined(await guess(true, from));
    });
  }

  it("does not recognise, in one network, what was right in another", async () => {
    await guess(true, { address: "198.51.100.1" });
    await exhaust();
    assert.isNumber(await guess(true));
  });

  it("does not recognise a secret that was changed", async () => {
    await guess(true);
    const client = clientRecord({ secrets: [fastSecret("another", { kind: "argon2id" })] });
    await exhaust({ client });
    assert.isNumber(await guess(true, { client }));
  });

  it("does not recognise a client of the same number at another issuer", async () => {
    const on = await issuerUnderTest({ url: "https://issuer.test/other" });
    await guess(true, { on });
    await exhaust();
    assert.isNumber(await guess(true));
  });

  it("counts for all processes together, and each recognises for itself", async () => {
    const by = guessGuard();
    assert.isUndefined(await guess(true));
    for (let count = 0; count < FREE; count += 1) await guess(false, { by });
    assert.isNumber(await guess(true, { by }));
    assert.isUndefined(await guess(true));
  });

  it("takes right ones that come at once for one", async () => {
    const waits = await Promise.all(Array.from({ length: 50 }, () => guess(true)));
    assert.deepEqual(new Set(waits), new Set([undefined]));
  });

  it("counts where one of two secrets can be guessed at", async () => {
    await exhaust({ client: clientRecord({ secrets: [...MADE.secrets, ...CHOSEN.secrets] }) });
  });

  it("lets more through where that is said, and counts them apart", async () => {
    const by = guessGuard({ free: 20, counts: "signatures" });
    for (let count = 0; count < 21; count += 1) assert.isUndefined(await guess(false, { by }));
    assert.isNumber(await guess(false, { by }));
    await exhaust();
  });

  it("counts nothing where nobody can guess, and asks no store", async () => {
    for (let count = 0; count < 50; count += 1) assert.isUndefined(await guess(false, { client: MADE }));
    assert.isUndefined(await guess(false, { client: clientRecord({ secrets: [] }) }));
  });
});
