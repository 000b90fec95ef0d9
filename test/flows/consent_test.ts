import { assert } from "chai";
import { describe, it } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { allow, codeAt, STATE, textOf } from "../support/journey.ts";
import { isConsent, isOutside, openStage, type Stage, traveller } from "./stage.ts";

describe("consenting", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  rule(
    ["RFC6749-4.1.2.1-2", "RFC6749-4.1.2.1-4", "RFC9207-2-2"],
    "can be refused, which the application is told",
    async () => {
      const guest = await traveller(stage, await stage.client());
      const back = await guest.browser.submit(await guest.toConsent(), { fill: { action: "deny" } });
      const answer = Object.fromEntries(back.url.searchParams);
      assert.include(answer, { error: "access_denied", state: STATE, iss: stage.server.url });
      assert.notProperty(answer, "code");
    },
  );

  rule(
    ["RFC6749-3.3-1", "RFC9700-4.14.2-3"],
    "to a part of what is asked gives just that, now and when refreshed",
    async () => {
      const guest = await traveller(stage, await stage.client());
      const back = await allow(guest.browser, await guest.toConsent(), { scope: "read" });
      const tokens = await guest.redeem(codeAt(back.url));
      assert.equal(textOf(tokens, "scope"), "read");
    },
  );

  beyond("RFC6749-3.3-5", "to more than was asked gives no more", async () => {
    const guest = await traveller(stage, await stage.client());
    const page = await guest.toConsent({ scope: "read" });
    const back = await allow(guest.browser, page, { scope: ["read", "write", "introspection"] });
    assert.equal(textOf(await guest.redeem(codeAt(back.url)), "scope"), "read");
  });

  it("to nothing at all shows the page again", async () => {
    const guest = await traveller(stage, await stage.client());
    const again = await allow(guest.browser, await guest.toConsent(), { scope: null });
    assert.equal(again.status, 400);
    assert.include(again.text, "Tick at least one permission");
    assert.isTrue(isOutside(await allow(guest.browser, again, { scope: "write" })));
  });

  it("is remembered, for as much or less, until something is asked that is new", async () => {
    const guest = await traveller(stage, await stage.client());
    await guest.through({ scope: "read" });
    assert.isTrue(isOutside(await guest.arrive({ scope: "read" })));
    assert.isTrue(isConsent(await guest.arrive({ scope: "read write" })));
    await guest.through({ scope: "read write" });
    for (const scope of ["read write", "write", "read"]) assert.isTrue(isOutside(await guest.arrive({ scope })), scope);
  });

  it("is asked for again where the application wants that", async () => {
    const guest = await traveller(stage, await stage.client());
    await guest.through();
    assert.isTrue(isConsent(await guest.arrive({ approval_prompt: "force" })));
    assert.isTrue(isOutside(await guest.arrive({ approval_prompt: "auto" })));
  });

  it("is not remembered when the person does not want it", async () => {
    const guest = await traveller(stage, await stage.client());
    await allow(guest.browser, await guest.toConsent(), { remember: null });
    assert.isTrue(isConsent(await guest.arrive()));
  });

  it("is not asked for by an application that may skip it", async () => {
    const guest = await traveller(stage, await stage.client({ skipAuthorization: true }));
    const back = await guest.signIn(await guest.arrive());
    assert.equal((await guest.redeem(codeAt(back.url))).status, 200);
  });

  it("answers prompt=none without a page once it was given, and says what is missing before", async () => {
    const guest = await traveller(stage, await stage.client());
    const errorOf = async () => (await guest.arrive({ prompt: "none" })).url.searchParams.get("error");
    assert.equal(await errorOf(), "login_required");
    await guest.signIn(await guest.arrive());
    assert.equal(await errorOf(), "consent_required");
    await guest.through();
    assert.isNull(await errorOf());
  });
});

describe("consenting where each request is asked for again", () => {
  it("is never remembered, unless the application asks for that", async function () {
    this.timeout(60_000);
    const stage = await openStage({ REQUEST_APPROVAL_PROMPT: "force" });
    try {
      const guest = await traveller(stage, await stage.client());
      await guest.through();
      assert.isTrue(isConsent(await guest.arrive()));
      assert.isTrue(isOutside(await guest.arrive({ approval_prompt: "auto" })));
    } finally {
      await stage.server.stop();
    }
  });
});
