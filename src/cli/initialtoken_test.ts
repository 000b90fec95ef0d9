import { assert } from "chai";
import { digest, systemClock } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { EXIT } from "./exit_code.ts";
import { addInitialToken } from "./initialtoken.ts";
import { runCommandLine } from "./program.ts";

describe("addInitialToken()", () => {
  it("keeps the digest of a token of its own kind, and nothing of the token itself", async () => {
    const context = await memoryContext();
    const { token } = await addInitialToken(context, { uses: 3 });
    assert.equal(parseToken(token, "it")?.text, token);
    const kept = await context.durable.initialTokens.find(digest(token));
    assert.deepInclude(kept, { usesLeft: 3 });
    assert.notProperty(kept, "expiresAt");
    assert.notInclude(JSON.stringify(kept), token.slice(6));
  });

  it("writes down that one was made, and not which", async () => {
    const context = await memoryContext();
    const { token } = await addInitialToken(context, { uses: 3 });
    const [entry] = await context.durable.audit.list({ limit: 9 });
    assert.deepInclude(entry, { event: "initial_token.made", detail: { uses: 3, by: "command line" } });
    assert.notInclude(JSON.stringify(entry), token.slice(6));
  });

  it("ends the token after the seconds that are said", async () => {
    const context = await memoryContext();
    const { token, expiresAt } = await addInitialToken(context, { uses: 1, lifetime: 60 });
    assert.closeTo(expiresAt! - systemClock.now(), 60, 2);
    assert.equal((await context.durable.initialTokens.find(digest(token)))?.expiresAt, expiresAt);
  });

  it("makes another token each time, and removes those that were used up", async () => {
    const context = await memoryContext();
    const { initialTokens } = context.durable;
    const [one, other] = [await addInitialToken(context, { uses: 1 }), await addInitialToken(context, { uses: 1 })];
    assert.notEqual(one.token, other.token);
    await initialTokens.spend(digest(one.token), systemClock.now());
    await addInitialToken(context, { uses: 1 });
    assert.isUndefined(await initialTokens.find(digest(one.token)));
    assert.isDefined(await initialTokens.find(digest(other.token)));
  });
});

describe("touchstone initialtoken", () => {
  for (const [option, value] of [
    ["--uses", "0"],
    ["--uses", "-1"],
    ["--uses", "1.5"],
    ["--uses", "never"],
    ["--uses", "1000000000"],
    ["--expires", "0"],
    ["--expires", "tomorrow"],
    ["--expires", ""],
  ] as const) {
    it(`refuses ${option} '${value}' before it looks for a database`, async () => {
      const { io, err } = fakeIo();
      assert.equal(await runCommandLine(["initialtoken", `${option}=${value}`], io), EXIT.refused);
      assert.include(err(), `${option}: Give a whole number`);
    });
  }
});
