import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { BROWSER_COOKIE, type Exchange } from "../../engine/mod.ts";
import { digest } from "../../platform/mod.ts";
import {
  beginInteraction,
  claimAnswer,
  endInteraction,
  findInteraction,
  interactionPath,
  keepOutcome,
  loadInteraction,
  releaseAnswer,
  saveProgress,
} from "./interaction.ts";
import { scene, type Scene } from "./_journey_test.ts";

const GONE = { code: "invalid_request", says: "answered already or took too long" } as const;

/** An interaction that was begun, and the browser in which it was. */
async function begun(on: Scene) {
  const { request } = await on.journey();
  const { id, cookies } = await beginInteraction(request, {});
  const [cookie] = cookies;
  const inBrowser = (browser: string): Exchange => exchangeAt(on.issuer, { cookies: { [BROWSER_COOKIE]: browser } });
  return { id, cookies, request, exchange: inBrowser(cookie!.value), inBrowser };
}

describe("beginInteraction()", () => {
  it("puts the request aside as it came, for half an hour", async () => {
    const on = await scene();
    const { id, exchange, request } = await begun(on);
    const interaction = await loadInteraction(exchange, id);
    assert.deepEqual(interaction, {
      params: request.params.toString(),
      browser: digest(exchange.request.cookies.get(BROWSER_COOKIE)!),
      progress: {},
      expiresAt: on.clock.now() + 1_800,
    });
  });

  rule("RFC6749-10.10-2", "gives it an id of 192 bits and the browser a name of 256", async () => {
    const { id, cookies } = await begun(await scene());
    assert.match(id, /^[\w-]{32}$/);
    assert.match(cookies[0]!.value, /^[\w-]{43}$/);
  });

  it("leaves a browser the name that it has", async () => {
    const on = await scene();
    const { request } = await on.journey();
    const exchange = exchangeAt(on.issuer, { cookies: { [BROWSER_COOKIE]: "known" } });
    const { id, cookies } = await beginInteraction({ ...request, exchange }, {});
    assert.deepEqual(cookies, []);
    assert.isDefined(await loadInteraction(exchange, id));
  });

  it("keeps neither its id nor the name of the browser in the store", async () => {
    const on = await scene();
    const { request } = await on.journey();
    const written: string[] = [];
    const put = async (_kind: unknown, entry: object) => void written.push(JSON.stringify(entry));
    const issuer = { ...on.issuer, ephemeral: { ...on.issuer.ephemeral, put } };
    const { id, cookies } = await beginInteraction({ ...request, exchange: exchangeAt(issuer) }, {});
    for (const secret of [id, cookies[0]!.value]) assert.notInclude(written.join(), secret);
  });
});

describe("loadInteraction()", () => {
  for (const [name, browser] of [
    ["another browser", "another"],
    ["a browser without cookies", ""],
  ] as const) {
    rule("RFC6749-10.12-2", `refuses ${name} with 403`, async () => {
      const { id, inBrowser } = await begun(await scene());
      await assertRefused(() => loadInteraction(inBrowser(browser), id), { code: "invalid_request", status: 403 });
    });
  }

  it("refuses the digest of the browser's name in its place", async () => {
    const { id, exchange, inBrowser } = await begun(await scene());
    const { browser } = await loadInteraction(exchange, id);
    await assertRefused(() => loadInteraction(inBrowser(browser), id), { code: "invalid_request", status: 403 });
  });

  it("refuses one that has expired, even where the store still has it", async () => {
    const on = await scene();
    const { id, exchange } = await begun(on);
    const late = { ...on.issuer, clock: { now: () => on.clock.now() + 1_800 } };
    await assertRefused(() => loadInteraction({ ...exchange, issuer: late }, id), { ...GONE, status: 400 });
  });

  for (const id of ["", "nobody", "__proto__", "A".repeat(100_000)]) {
    it(`refuses the id '${id.slice(0, 12)}', which nobody was given`, async () => {
      const { exchange } = await begun(await scene());
      await assertRefused(() => loadInteraction(exchange, id), { ...GONE, status: 400 });
    });
  }
});

describe("saveProgress()", () => {
  it("notes what was done and moves no end", async () => {
    const on = await scene();
    const { id, exchange } = await begun(on);
    const before = await loadInteraction(exchange, id);
    on.clock.advance(1_000);
    await saveProgress(exchange, id, { ...before, progress: { signedInAt: 5 } });
    assert.deepEqual(await loadInteraction(exchange, id), { ...before, progress: { signedInAt: 5 } });
    on.clock.advance(800);
    await assertRefused(() => loadInteraction(exchange, id), GONE);
  });

  it("does not fail in the last moment", async () => {
    const on = await scene();
    const { id, exchange } = await begun(on);
    const before = await loadInteraction(exchange, id);
    on.clock.advance(1_900);
    await saveProgress(exchange, id, before);
    await assertRefused(() => loadInteraction(exchange, id), GONE);
  });
});

describe("claimAnswer()", () => {
  it("lets one of many answer, until it lets go", async () => {
    const { id, exchange } = await begun(await scene());
    const interaction = await loadInteraction(exchange, id);
    const tries = await Promise.all([1, 2, 3].map(() => claimAnswer(exchange, id, interaction)));
    assert.deepEqual(tries, [true, false, false]);
    await releaseAnswer(exchange, id);
    assert.isTrue(await claimAnswer(exchange, id, interaction));
  });

  it("holds longer than all that is kept of the interaction, so that no second answer is made", async () => {
    const on = await scene();
    const { id, exchange } = await begun(on);
    const interaction = await loadInteraction(exchange, id);
    await claimAnswer(exchange, id, interaction);
    on.clock.advance(1_799);
    await keepOutcome(exchange, id, interaction);
    on.clock.advance(59);
    assert.isFalse(await claimAnswer(exchange, id, interaction));
  });
});

describe("keepOutcome()", () => {
  it("keeps it for a minute, whenever it was answered", async () => {
    const on = await scene();
    const { id, exchange } = await begun(on);
    const outcome = { act: "an act", sealed: "a seal" };
    await keepOutcome(exchange, id, { ...(await loadInteraction(exchange, id)), outcome });
    on.clock.advance(59);
    assert.deepEqual((await loadInteraction(exchange, id)).outcome, outcome);
    on.clock.advance(1);
    await assertRefused(() => loadInteraction(exchange, id), { ...GONE, status: 400 });
  });
});

describe("endInteraction()", () => {
  it("leaves nothing that could be found", async () => {
    const { id, exchange } = await begun(await scene());
    await endInteraction(exchange, id);
    assert.isUndefined(await findInteraction(exchange, id));
  });
});

describe("interactionPath()", () => {
  it("lies below the path of the issuer", async () => {
    const { issuer } = await scene({ url: "https://issuer.test/tenant" });
    assert.equal(interactionPath(exchangeAt(issuer), "x"), "/tenant/interaction/x");
  });
});
