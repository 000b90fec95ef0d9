import { assert } from "chai";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { person } from "../../../test/support/cast.ts";
import type { Given } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { formOf } from "../../../test/support/value_browser.ts";
import type { ClientInput } from "../../clients/mod.ts";
import { Params, type Scope } from "../../protocol/mod.ts";
import { CONSENT_STEP } from "./consent_step.ts";
import { scene, type Scene } from "./_journey_test.ts";

const FORM = { action: "/interaction/x", csrf: "seal", display: "page" } as const;
const LOOPBACK: Partial<ClientInput> = { redirectUris: ["http://127.0.0.1/cb"] };

function toLoopback(more: Given = {}): Given {
  return { redirect_uri: "http://127.0.0.1:5001/cb", ...more };
}

/** The person allowed so much before. */
async function allowedBefore({ issuer, ann, app }: Scene, scope: Scope): Promise<void> {
  await issuer.durable.consents.remember({ accountId: ann.id, client: app.id, scope, grantedAt: issuer.clock.now() });
}

async function needed(on: Scene, changes: Given = {}): Promise<string | undefined> {
  return CONSENT_STEP.needed(await on.journey(changes));
}

async function answered(on: Scene, fields: readonly (readonly [string, string])[], changes: Given = {}) {
  return CONSENT_STEP.answer(await on.journey(changes), { ...FORM, params: Params.of(fields) });
}

describe("consent is needed", () => {
  rule("RFC6749-10.2-4", "the first time", async () => assert.equal(await needed(await scene()), "consent_required"));

  for (const [name, before, changes, expected] of [
    ["no more for what was allowed before", ["read", "write"], {}, undefined],
    ["no more for less than that", ["read", "write"], { scope: "read" }, undefined],
    ["again for more than that", ["read"], {}, "consent_required"],
    ["again where the request says force", ["read", "write"], { approval_prompt: "force" }, "consent_required"],
    ["no more where it says auto", ["read", "write"], { approval_prompt: "auto" }, undefined],
  ] as const) {
    it(name, async () => {
      const on = await scene();
      await allowedBefore(on, before);
      assert.equal(await needed(on, changes), expected);
    });
  }

  for (const [prompt, changes, expected] of [
    ["force", {}, "consent_required"],
    ["force", { approval_prompt: "auto" }, undefined],
    ["auto", { approval_prompt: "force" }, "consent_required"],
  ] as const) {
    it(`${expected === undefined ? "no more" : "again"} where the setting is ${prompt} and the request says ${JSON.stringify(changes)}`, async () => {
      const on = await scene({ settings: { REQUEST_APPROVAL_PROMPT: prompt } });
      await allowedBefore(on, ["read", "write"]);
      assert.equal(await needed(on, changes), expected);
    });
  }

  it("of another person", async () => {
    const on = await scene();
    await allowedBefore(on, ["read", "write"]);
    const { session } = await on.issuer.sessions.start(await person(on.issuer));
    assert.equal(await CONSENT_STEP.needed({ ...(await on.journey()), session }), "consent_required");
  });

  it("no more once the person allowed it on this way", async () => {
    const journey = await (await scene()).journey();
    assert.isUndefined(await CONSENT_STEP.needed({ ...journey, progress: { allowed: ["read"] } }));
    assert.isUndefined(await CONSENT_STEP.needed({ ...journey, progress: { allowed: [] } }));
  });

  beyond("RFC6749-10.2-4", "also for a request that asks for no scope at all", async () => {
    const on = await scene({ add: { defaultScope: [] } });
    assert.equal(await needed(on, { scope: undefined }), "consent_required");
    await allowedBefore(on, []);
    assert.isUndefined(await needed(on, { scope: undefined }));
  });

  it("never of a client that may skip it", async () => {
    assert.isUndefined(await needed(await scene({ said: { skipAuthorization: true } }), { approval_prompt: "force" }));
  });

  rule(
    ["RFC8252-8.6-1", "RFC8252-8.6-2", "RFC6749-10.2-5"],
    "each time of who cannot prove to be the client",
    async () => {
      const on = await scene({ said: { ...LOOPBACK, type: "public" } });
      await allowedBefore(on, ["read", "write"]);
      assert.equal(await needed(on, toLoopback()), "consent_required");
    },
  );

  for (const [name, changes, expected] of [
    ["no more of a confidential client on this device, which must authenticate to get a token", {}, undefined],
    ["each time where the token itself goes to this device", { response_type: "token" }, "consent_required"],
    ["each time where a token goes along with the code", { response_type: "code token" }, "consent_required"],
  ] as const) {
    beyond("RFC6749-10.2-5", name, async () => {
      const on = await scene({ said: LOOPBACK });
      await allowedBefore(on, ["read", "write"]);
      assert.equal(await needed(on, toLoopback(changes)), expected);
    });
  }

  it("no more of a public client behind a web address of its own", async () => {
    const on = await scene({ said: { type: "public" } });
    await allowedBefore(on, ["read", "write"]);
    assert.isUndefined(await needed(on));
  });

  it("not at all for a word that is neither auto nor force, which is refused", async () => {
    const on = await scene();
    await assertRefused(() => on.journey({ approval_prompt: "always" }), {
      code: "invalid_request",
      says: "auto or force",
    });
  });
});

describe("the consent page", () => {
  async function shown(on: Scene, changes: Given = {}): Promise<string> {
    return markupOf(await CONSENT_STEP.show(await on.journey(changes), FORM));
  }

  rule("RFC6749-10.2-4", "says who asks, for what, for how long and who is signed in", async () => {
    const on = await scene({ said: { accessTokenLifetime: 120, refreshTokenLifetime: 7_200 } });
    const markup = await shown(on);
    for (const part of [on.app.name, "See your data", "Change your data", "2 minutes", "2 hours", on.ann.username])
      assert.include(markup, part);
  });

  rule("OIDCREG-2-7", "shows what the client says of itself, and lets the browser load its picture", async () => {
    const on = await scene();
    const metadata = {
      logo_uri: "https://app.test/logo.png",
      client_uri: "https://app.test/",
      policy_uri: "https://app.test/policy",
      tos_uri: "https://app.test/terms",
    };
    await on.issuer.durable.clients.change(on.app.id, { metadata });
    await on.issuer.clients.changed(on.app);
    const reply = await CONSENT_STEP.show(await on.journey(), FORM);
    for (const address of Object.values(metadata)) assert.include(markupOf(reply), `"${address}"`);
    assert.deepInclude(reply, { images: [metadata.logo_uri] });
  });

  it("loads no picture in the clear, and none where there is none", async () => {
    for (const metadata of [{ logo_uri: "http://app.test/logo.png" }, {}]) {
      const on = await scene();
      await on.issuer.durable.clients.change(on.app.id, { metadata });
      await on.issuer.clients.changed(on.app);
      const reply = await CONSENT_STEP.show(await on.journey(), FORM);
      assert.deepInclude(reply, { images: [] });
      assert.notInclude(markupOf(reply), "logo.png");
    }
  });

  it("says who registered the client, if anybody did", async () => {
    const owner = await scene();
    await owner.issuer.durable.clients.change(owner.app.id, { ownerId: owner.ann.id });
    await owner.issuer.clients.changed(owner.app);
    assert.include(await shown(owner), owner.ann.username);
  });

  it("says that access without end lasts until it is revoked", async () => {
    assert.include(await shown(await scene({ settings: { REFRESH_TOKEN_EXPIRE_SECONDS: "none" } })), "do not revoke");
  });

  it("says nothing of long access where the client gets no refresh token", async () => {
    for (const [said, changes] of [
      [{ grantTypes: ["authorization_code"] }, {}],
      [{}, { response_type: "token" }],
    ] as const)
      assert.notInclude(await shown(await scene({ said }), changes), "30 days");
  });

  for (const [redirectUri, place] of [
    ["https://client.test:8443/cb", "client.test:8443"],
    ["http://127.0.0.1/cb", "a program on this device"],
    ["http://client.test/cb", "over an insecure connection"],
    ["com.example.app:/cb", "the app that opens com.example.app:"],
  ] as const) {
    rule("RFC6749-3.1.2.1-2", `says where the browser goes next: ${redirectUri}`, async () => {
      const settings = { HTTP_REDIRECT_URIS: "any", PRIVATE_USE_URI_SCHEMES: "true" };
      const on = await scene({ settings, said: { redirectUris: [redirectUri] } });
      assert.include(await shown(on, { redirect_uri: redirectUri }), place);
    });
  }

  it("offers to remember only what may be remembered", async () => {
    assert.include(await shown(await scene()), 'name="remember"');
    const native = await scene({ said: { ...LOOPBACK, type: "public" } });
    assert.notInclude(await shown(native, toLoopback()), 'name="remember"');
  });

  rule("RFC6749-10.14-1", "escapes the name of the client", async () => {
    const markup = await shown(await scene({ said: { name: '<img src=x onerror="x">' } }));
    assert.notInclude(markup, "<img src=x");
  });
});

describe("the answer to the consent page", () => {
  const ALLOW = ["action", "allow"] as const;
  const BOTH = [["scope", "read"], ["scope", "write"]] as const; // prettier-ignore

  for (const [name, fields, allowed] of [
    ["all that was ticked", [ALLOW, ...BOTH], ["read", "write"]],
    ["a part that was ticked", [ALLOW, ["scope", "write"]], ["write"]],
    ["no scope that was not asked for", [ALLOW, ["scope", "read"], ["scope", "introspection"]], ["read"]],
    ["each scope once", [ALLOW, ["scope", "read"], ["scope", "read"]], ["read"]],
  ] as const) {
    it(`allows ${name}`, async () => {
      assert.deepEqual(await answered(await scene(), fields), { kind: "done", progress: { allowed } });
    });
  }

  for (const [name, fields] of [
    ["Deny was pressed", [["action", "deny"], ...BOTH]],
    ["no button was pressed", BOTH],
    ["the button is unknown", [["action", "Allow"], ...BOTH]],
    ["the form is empty", []],
  ] as const) {
    rule("RFC6749-4.1.2.1-2", `is access_denied where ${name}`, async () => {
      const on = await scene();
      assert.deepInclude(await answered(on, fields), { kind: "refused", error: "access_denied" });
      assert.notInclude(on.events, "consent.given");
    });
  }

  it("is the page again where everything was unticked", async () => {
    const on = await scene();
    const outcome = await answered(on, [ALLOW]);
    assert(outcome.kind === "again");
    assert.equal(outcome.reply.status, 400);
    assert.include(markupOf(outcome.reply), "Tick at least one");
    assert.notInclude(
      formOf(outcome.reply).fields.map(([name]) => name),
      "scope",
    );
    assert.notInclude(on.events, "consent.given");
  });

  it("needs no tick where no scope was asked for", async () => {
    const on = await scene({ add: { defaultScope: [] } });
    const outcome = await answered(on, [ALLOW], { scope: undefined });
    assert.deepEqual(outcome, { kind: "done", progress: { allowed: [] } });
  });

  it("is remembered when the person says so, and adds to what was remembered", async () => {
    const on = await scene();
    await allowedBefore(on, ["read"]);
    await answered(on, [ALLOW, ["scope", "write"], ["remember", "on"]]);
    const consent = await on.issuer.durable.consents.find(on.ann.id, on.app.id);
    assert.deepEqual(consent?.scope, ["read", "write"]);
    assert.deepEqual(on.events, ["consent.given"]);
  });

  it("is remembered for what was ticked, and not for what was asked", async () => {
    const on = await scene();
    await answered(on, [ALLOW, ["scope", "write"], ["remember", "on"]]);
    assert.deepEqual((await on.issuer.durable.consents.find(on.ann.id, on.app.id))?.scope, ["write"]);
    assert.equal(await needed(on), "consent_required");
  });

  it("is not remembered when the person does not say so", async () => {
    const on = await scene();
    await answered(on, [ALLOW, ...BOTH]);
    assert.isUndefined(await on.issuer.durable.consents.find(on.ann.id, on.app.id));
  });

  it("is not remembered where it may not be, whatever the form says", async () => {
    const on = await scene({ said: { ...LOOPBACK, type: "public" } });
    await answered(on, [ALLOW, ...BOTH, ["remember", "on"]], toLoopback());
    assert.isUndefined(await on.issuer.durable.consents.find(on.ann.id, on.app.id));
  });
});
