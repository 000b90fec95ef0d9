import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import { PASSWORD } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { authorization, redemption } from "../support/journey.ts";
import { formsOf, type PageForm } from "../support/visitor.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { isAlive, memberOf, passwordTokens, wordsOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

type Cookies = Readonly<Record<string, string>>;

/** A page that a person sees, ready to be sent. */
interface Page {
  readonly path: string;
  readonly cookies: Cookies;
  readonly fields: PageForm["fields"];
}

function askAgain(stage: FaultStage): Given {
  return authorization(stage.asking, { approval_prompt: "force" });
}

async function signedIn(stage: FaultStage): Promise<Cookies> {
  return { sid: (await stage.issuer.sessions.start(stage.owner)).id };
}

function withCookies(reply: Reply, before: Cookies): Cookies {
  return { ...before, ...Object.fromEntries((reply.cookies ?? []).map(({ name, value }) => [name, value])) };
}

function locationOf(reply: Reply): URL {
  assert.equal(reply.kind, "redirect", wordsOf(reply).slice(0, 300));
  return new URL(reply.kind === "redirect" ? reply.location : "", "https://issuer.test");
}

/** The first form of a page, as it came. */
async function pageAt(stage: FaultStage, path: string, cookies: Cookies): Promise<Page> {
  const reply = await stage.get(path, { cookies });
  const form = formsOf(reply.kind === "html" ? reply.markup : "").find(({ action }) => !action.endsWith("/logout"));
  return { path: form?.action ?? "", cookies: withCookies(reply, cookies), fields: form?.fields ?? [] };
}

function send(stage: FaultStage, page: Page, filled: Readonly<Record<string, string>>): Promise<Reply> {
  const kept = page.fields.filter(([name]) => filled[name] === undefined);
  const form = new URLSearchParams([...kept, ...Object.entries(filled)].map(([name, value]) => [name, value]));
  return stage.post(page.path, { cookies: page.cookies, form: form.toString() });
}

/** The page at which an authorization request of the asking client waits for the person. */
async function waiting(stage: FaultStage, cookies: Cookies): Promise<Page> {
  const begun = await stage.get("/authorize", { query: askAgain(stage), cookies });
  return pageAt(stage, locationOf(begun).pathname, withCookies(begun, cookies));
}

async function assertCode(stage: FaultStage, reply: Reply, as = stage.asking): Promise<void> {
  const code = locationOf(reply).searchParams.get("code");
  assert.isNotNull(code, wordsOf(reply));
  const tokens = await stage.post("/token", { as, form: redemption(code ?? "") });
  assert.equal(tokens.status, 200, wordsOf(tokens));
}

const BEGIN: Operation<Cookies> = {
  prepare: signedIn,
  run: (stage, cookies) => stage.get("/authorize", { query: askAgain(stage), cookies }),
  async succeeded(stage, cookies, reply) {
    const page = await pageAt(stage, locationOf(reply).pathname, withCookies(reply, cookies));
    await assertCode(stage, await send(stage, page, { action: "allow" }));
  },
  failed: async (stage, cookies) => BEGIN.succeeded(stage, cookies, await BEGIN.run(stage, cookies)),
};

const STRAIGHT_THROUGH: Operation<Cookies> = {
  prepare: signedIn,
  run: (stage, cookies) => stage.get("/authorize", { query: authorization(stage.trusted), cookies }),
  succeeded: (stage, _cookies, reply) => assertCode(stage, reply, stage.trusted),
  failed: async (stage, cookies) =>
    STRAIGHT_THROUGH.succeeded(stage, cookies, await STRAIGHT_THROUGH.run(stage, cookies)),
};

const IMPLICIT: Operation<Cookies> = {
  prepare: signedIn,
  run: (stage, cookies) =>
    stage.get("/authorize", { query: authorization(stage.trusted, { response_type: "token" }), cookies }),
  async succeeded(stage, _cookies, reply) {
    const fragment = new URLSearchParams(locationOf(reply).hash.slice(1));
    assert.isTrue(await isAlive(stage, fragment.get("access_token") ?? ""), wordsOf(reply));
  },
  failed: async (stage, cookies) => IMPLICIT.succeeded(stage, cookies, await IMPLICIT.run(stage, cookies)),
};

const SIGN_IN: Operation<Page> = {
  prepare: (stage) => waiting(stage, {}),
  run: (stage, page) => send(stage, page, { username: stage.owner.username, password: PASSWORD }),
  async succeeded(stage, page, reply) {
    const consent = await pageAt(stage, locationOf(reply).pathname, withCookies(reply, page.cookies));
    await assertCode(stage, await send(stage, consent, { action: "allow" }));
  },
  failed: async (stage, page) => SIGN_IN.succeeded(stage, page, await SIGN_IN.run(stage, page)),
};

const CONSENT: Operation<Page> = {
  prepare: async (stage) => waiting(stage, await signedIn(stage)),
  run: (stage, page) => send(stage, page, { action: "allow" }),
  succeeded: (stage, _page, reply) => assertCode(stage, reply),
  /** The same page may be sent again, unless somebody is known to answer it and nobody did. */
  async failed(stage, page, failure) {
    const again = await CONSENT.run(stage, page);
    if (failure === "refused" || again.kind === "redirect") return assertCode(stage, again);
    assert.equal(again.status, 409, wordsOf(again));
    assert.include(wordsOf(again), "start again");
  },
};

const DENY: Operation<Page> = {
  async prepare(stage) {
    await stage.real.durable.consents.forget(stage.owner.id, stage.asking.id);
    return CONSENT.prepare(stage);
  },
  run: (stage, page) => send(stage, page, { action: "deny" }),
  async succeeded(stage, _page, reply) {
    assert.equal(locationOf(reply).searchParams.get("error"), "access_denied");
    const kept = await stage.real.durable.consents.find(stage.owner.id, stage.asking.id);
    assert.isUndefined(kept, "nothing is remembered of a refusal");
  },
  async failed(stage, page, failure) {
    const again = await DENY.run(stage, page);
    if (failure === "refused" || again.kind === "redirect") return DENY.succeeded(stage, page, again);
    assert.include(wordsOf(again), "start again");
  },
};

/** The page by itself, which no application asked for. */
const OWN_SIGN_IN: Operation<Page> = {
  async prepare(stage) {
    const cookies = { b: "browser-of-somebody" };
    return pageAt(stage, "/login", cookies);
  },
  run: (stage, page) => send(stage, page, { username: stage.owner.username, password: PASSWORD }),
  async succeeded(stage, page, reply) {
    assert.equal(locationOf(reply).pathname, "/account");
    const seen = await stage.get("/account", { cookies: withCookies(reply, page.cookies) });
    assert.include(wordsOf(seen), stage.owner.username);
  },
  failed: async (stage, page) => OWN_SIGN_IN.succeeded(stage, page, await OWN_SIGN_IN.run(stage, page)),
};

const LOOK: Operation<Cookies> = {
  prepare: signedIn,
  run: (stage, cookies) => stage.get("/account", { cookies }),
  async succeeded(stage, _cookies, reply) {
    assert.equal(reply.kind, "html", "Nobody is sent to sign in who is signed in");
    assert.include(wordsOf(reply), stage.owner.username);
  },
  failed: async (stage, cookies) => LOOK.succeeded(stage, cookies, await LOOK.run(stage, cookies)),
};

const LOG_OUT: Operation<Page> = {
  async prepare(stage) {
    const cookies = await signedIn(stage);
    const reply = await stage.get("/account", { cookies });
    const form = formsOf(reply.kind === "html" ? reply.markup : "").find(({ action }) => action.endsWith("/logout"));
    return { path: "/logout", cookies, fields: form?.fields ?? [] };
  },
  run: (stage, page) => send(stage, page, {}),
  async succeeded(stage, { cookies }) {
    assert.isUndefined(await stage.issuer.sessions.find(cookies["sid"]));
  },
  failed: async (stage, page) => LOG_OUT.succeeded(stage, page, await LOG_OUT.run(stage, page)),
};

const REMOVE_ACCESS: Operation<Page> = {
  async prepare(stage) {
    const tag = memberOf(await passwordTokens(stage), "access_token").slice(6, 14);
    const { cookies, fields } = await LOG_OUT.prepare(stage);
    return { path: "/account/revoke", cookies, fields: [...fields, ["tag", tag]] };
  },
  run: (stage, page) => send(stage, page, {}),
  async succeeded(stage, page) {
    const family = await stage.real.durable.families.find(new Map(page.fields).get("tag") ?? "");
    assert.isDefined(family?.revokedAt);
  },
  failed: async (stage, page) => REMOVE_ACCESS.succeeded(stage, page, await REMOVE_ACCESS.run(stage, page)),
};

const PAGES: readonly (readonly [string, (stage: FaultStage) => Promise<number>])[] = [
  ["at the beginning of an authorization lets the person begin again", (stage) => failEachCall(stage, BEGIN)],
  ["on the way straight through gives a code that works, or none", (stage) => failEachCall(stage, STRAIGHT_THROUGH)],
  ["in the implicit flow gives a token that lives, or none", (stage) => failEachCall(stage, IMPLICIT)],
  ["while a person signs in lets the same page be sent again", (stage) => failEachCall(stage, SIGN_IN)],
  ["while a person consents lets the same page be sent again", (stage) => failEachCall(stage, CONSENT)],
  ["while a person refuses remembers nothing, and lets them refuse again", (stage) => failEachCall(stage, DENY)],
  ["while a person signs in by themselves lets them try again", (stage) => failEachCall(stage, OWN_SIGN_IN)],
  ["while a person looks at their account never takes them for a stranger", (stage) => failEachCall(stage, LOOK)],
  ["while a person takes access away does not pretend", (stage) => failEachCall(stage, REMOVE_ACCESS)],
  ["while a person logs out does not pretend", (stage) => failEachCall(stage, LOG_OUT)],
];

describe("a store call that fails", function () {
  this.timeout(60_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage();
  });

  after(async () => stage.close());

  for (const [sentence, tryAll] of PAGES) {
    beyond("RFC6749-4.1.2.1-5", sentence, async () => {
      assert.isAtLeast(await tryAll(stage), 3 * 2);
    });
  }
});
