import { assert } from "chai";
import { assert as forAll, array, asyncProperty, constantFrom, nat, record } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { settableClock } from "../platform/mod.ts";
import type { AccessToken } from "./access_token.ts";
import { cacheTokens, type TokenCacheOptions } from "./token_cache.ts";

const NOW = 1_767_225_600;

/** The issuer: tokens that begin with `live` are alive, and each question is counted. */
function cached(options: Partial<Pick<TokenCacheOptions, "seconds" | "most">> = {}) {
  const clock = settableClock(NOW);
  const asked: string[] = [];
  const revoked = new Set<string>();
  const state = { expiresAt: NOW + 3_600, failing: false };

  function tokenOf(text: string): AccessToken {
    return {
      tokenType: "Bearer",
      scope: ["read"],
      clientId: text,
      expiresAt: state.expiresAt,
      audience: ["urn:a"],
      extra: { act: { sub: "x" } },
    };
  }

  const read = cacheTokens(
    async (text) => {
      asked.push(text);
      await new Promise(setImmediate);
      if (state.failing) throw new RangeError("away");
      return text.startsWith("live") && !revoked.has(text) ? tokenOf(text) : undefined;
    },
    { clock, seconds: 60, most: 100, ...options },
  );
  return { clock, asked, revoked, state, read };
}

describe("cacheTokens()", () => {
  it("asks once about a token in its time, and again after it", async () => {
    const { read, asked, clock } = cached();
    assert.equal((await read("live"))?.clientId, "live");
    clock.advance(59);
    assert.equal((await read("live"))?.clientId, "live");
    assert.lengthOf(asked, 1);
    clock.advance(1);
    await read("live");
    assert.lengthOf(asked, 2);
  });

  it("takes a revoked token for live until its time is over, and not a second longer", async () => {
    const { read, revoked, clock } = cached();
    await read("live");
    revoked.add("live");
    clock.advance(59);
    assert.isDefined(await read("live"));
    clock.advance(1);
    assert.isUndefined(await read("live"));
  });

  rule("RFC7662-4-9", "keeps no token beyond its own end", async () => {
    const { read, state, asked, clock } = cached();
    state.expiresAt = NOW + 10;
    await read("live");
    clock.advance(9);
    await read("live");
    assert.lengthOf(asked, 1);
    clock.advance(1);
    await read("live");
    assert.lengthOf(asked, 2);
  });

  it("does not ask again about a dead token for five seconds, and no longer", async () => {
    const { read, asked, clock } = cached();
    await read("dead");
    clock.advance(4);
    assert.isUndefined(await read("dead"));
    assert.lengthOf(asked, 1);
    clock.advance(1);
    await read("dead");
    assert.lengthOf(asked, 2);
  });

  it("keeps nothing where it may not", async () => {
    const { read, asked } = cached({ seconds: 0 });
    for (const text of ["live", "live", "dead", "dead"]) await read(text);
    assert.lengthOf(asked, 4);
  });

  it("keeps dead tokens for no longer than live ones", async () => {
    const { read, asked, clock } = cached({ seconds: 2 });
    await read("dead");
    clock.advance(2);
    await read("dead");
    assert.lengthOf(asked, 2);
  });

  it("asks again when the clock was set back", async () => {
    const { read, asked, clock } = cached();
    await read("live");
    clock.set(NOW - 3_600);
    await read("live");
    assert.lengthOf(asked, 2);
  });
});

describe("cacheTokens(), for many at once", () => {
  for (const seconds of [0, 60]) {
    it(`asks one question for fifty who bring the same token, where answers are kept for ${seconds} seconds`, async () => {
      const { read, asked } = cached({ seconds });
      const answers = await Promise.all(Array.from({ length: 50 }, () => read("live")));
      assert.lengthOf(asked, 1);
      for (const answer of answers) assert.equal(answer?.clientId, "live");
    });
  }

  it("answers each token for itself", async () => {
    const { read } = cached();
    const texts = Array.from({ length: 50 }, (_, index) => `${index % 3 === 0 ? "dead" : "live"}${index}`);
    const answers = await Promise.all(texts.map((text) => read(text)));
    assert.deepEqual(
      answers.map((answer) => answer?.clientId),
      texts.map((text) => (text.startsWith("live") ? text : undefined)),
    );
  });

  it("tells all who wait of a failure, keeps nothing of it, and asks again", async () => {
    const { read, asked, state } = cached();
    state.failing = true;
    const failures = await Promise.all(Array.from({ length: 10 }, () => thrownBy(() => read("live"))));
    for (const failure of failures) assert.instanceOf(failure, RangeError);
    state.failing = false;
    assert.isDefined(await read("live"));
    assert.lengthOf(asked, 2);
  });
});

describe("cacheTokens(), against whoever makes tokens up", () => {
  it("lets no number of dead tokens drive a live one out", async () => {
    const { read, asked } = cached({ most: 10 });
    await read("live");
    for (let index = 0; index < 2_000; index += 1) await read(`dead${index}`);
    assert.isDefined(await read("live"));
    assert.equal(asked.filter((text) => text === "live").length, 1);
  });

  it("keeps no more live tokens than it may, the last ones", async () => {
    const { read, asked } = cached({ most: 2 });
    for (const text of ["live1", "live2", "live3", "live3", "live2", "live1"]) await read(text);
    assert.deepEqual(asked, ["live1", "live2", "live3", "live1"]);
  });

  it("hands out what nobody can change for the next one", async () => {
    const { read } = cached();
    const token = (await read("live"))!;
    for (const change of [
      () => Object.assign(token, { clientId: "another" }),
      () => (token.scope as string[]).push("admin"),
      () => (token.audience as string[]).pop(),
      () => Object.assign(token.extra!["act"] as object, { sub: "root" }),
    ])
      assert.instanceOf(await thrownBy(change), TypeError);
    assert.strictEqual(await read("live"), token);
  });

  it("agrees with the issuer on every token whose answer is not kept, over any history", async () => {
    const step = record({
      text: constantFrom("live1", "live2", "dead"),
      wait: nat({ max: 40 }),
      revoke: constantFrom(false, false, true),
    });
    const history = asyncProperty(array(step, { maxLength: 30 }), async (steps) => {
      const { read, asked, revoked, clock } = cached();
      const revokedAt = new Map<string, number>();
      for (const { text, wait, revoke } of steps) {
        clock.advance(wait);
        const before = asked.length;
        const answer = await read(text);
        const isLive = text.startsWith("live") && !revoked.has(text);
        if (asked.length > before) assert.equal(answer !== undefined, isLive);
        // What is wrong is only ever a token that was revoked less than a minute ago.
        if (answer !== undefined && !isLive) assert.isBelow(clock.now() - revokedAt.get(text)!, 60);
        if (isLive) assert.isDefined(answer);
        if (revoke && !revoked.has(text)) {
          revoked.add(text);
          revokedAt.set(text, clock.now());
        }
      }
    });
    await forAll(history);
  });
});
