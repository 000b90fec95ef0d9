import { assert } from "chai";
import { mintToken, type TokenKind } from "../../src/protocol/mod.ts";
import type { FamilyRecord } from "../../src/stores/mod.ts";
import { leanFamily } from "../contract/record_samples.ts";
import { client, person } from "../support/cast.ts";
import { START } from "../support/issuer_under_test.ts";
import { assertProblemPage, locationOf, markupOf, textIn } from "../support/replies.ts";
import { type Administration, administrationOf } from "./administration.ts";
import { ask, assertActive, introspected, pairFor } from "./tokens.ts";

const PATH = "/admin/authorizations";

/** Writes an authorization of Ann with the application, or another. */
async function authorized(on: Administration, said: Partial<FamilyRecord> = {}): Promise<FamilyRecord> {
  const family = leanFamily(said.client ?? on.app.id, { accountId: on.ann.id, createdAt: START, ...said });
  assert.isTrue(await on.issuer.durable.families.open(family));
  return family;
}

/** The tag of a token. */
function tagOf(token: string): string {
  return token.slice("ts_at_".length, "ts_at_".length + 8);
}

async function tags(on: Administration, query: Record<string, string> = {}): Promise<readonly string[]> {
  return (await on.list(PATH, query)).map(({ href = "" }) => href.slice(`${PATH}/`.length));
}

describe("/admin/authorizations", () => {
  it("shows them newest first, with whom and what they are for", async () => {
    const on = await administrationOf();
    const first = await authorized(on, { scope: ["read", "write"], rotatedAt: START + 5 });
    const other = await client(on.issuer, { name: "Other" });
    const second = await authorized(on, { client: other.id, revokedAt: START });
    const third = await authorized(on, { expiresAt: START });
    assert.deepEqual(await tags(on), [third.tag, second.tag, first.tag]);
    const [expired, revoked, live] = await on.list(PATH);
    assert.deepEqual([expired?.badges, revoked?.badges, live?.badges], [["Expired"], ["Revoked"], []]);
    assert.deepEqual([revoked?.name, live?.name], ["Other", on.app.name]);
    for (const text of [
      first.tag,
      on.ann.username,
      "read write",
      "authorization_code",
      "Refreshed 2026-01-01 00:00:05",
    ])
      assert.include(live?.text, text);
    assert.include(live?.links ?? [], `/admin/users/${on.ann.id}`);
  });

  const SEARCHES: readonly (readonly [string, (on: Administration) => Record<string, string>, string])[] = [
    ["a person", (on) => ({ person: on.ann.username }), "live expired revoked"],
    ["a person by subject identifier", (on) => ({ person: on.ann.sub }), "live expired revoked"],
    ["nobody", () => ({ person: "nobody" }), ""],
    ["no person by a number", (on) => ({ person: String(on.ann.id) }), ""],
    ["an application", (on) => ({ application: on.app.clientId }), "live expired revoked machine"],
    ["no application", () => ({ application: "none" }), ""],
    ["a tag", () => ({ tag: "expired" }), "expired"],
    ["a part of a tag", () => ({ tag: "expire" }), ""],
    ["what lives", () => ({ state: "live" }), "live machine"],
    ["what has expired", () => ({ state: "expired" }), "expired"],
    ["what was revoked", () => ({ state: "revoked" }), "revoked"],
    ["a state that is none", () => ({ state: "asleep" }), ""],
    ["a grant", () => ({ grant: "client_credentials" }), "machine"],
    ["a grant that is none", () => ({ grant: "none" }), ""],
    ["all at once", (on) => ({ person: on.ann.username, state: "live", grant: "authorization_code" }), "live"],
    ["anything by empty fields", () => ({ person: "", state: "", grant: " " }), "live expired revoked machine"],
  ];
  for (const [what, query, expected] of SEARCHES) {
    it(`finds ${what}`, async () => {
      const on = await administrationOf();
      const machine = leanFamily(on.app.id, { tag: "machine", grantType: "client_credentials" });
      await on.issuer.durable.families.open(machine);
      await authorized(on, { tag: "revoked", revokedAt: START });
      await authorized(on, { tag: "expired", expiresAt: START });
      await authorized(on, { tag: "live" });
      assert.deepEqual((await tags(on, query(on))).join(" "), expected);
    });
  }

  it("goes on where a page ended", async () => {
    const on = await administrationOf();
    for (let index = 0; index < 51; index += 1) await authorized(on, { tag: `tag-${index}` });
    const page = markupOf(await on.desk.get(PATH, { query: { person: on.ann.username } }));
    const [, next = ""] = /<a href="([^"]*)" rel="next"/.exec(page) ?? [];
    const query = Object.fromEntries(new URLSearchParams(next.replaceAll("&amp;", "&").split("?")[1]));
    assert.equal(query["person"], on.ann.username);
    assert.deepEqual(await tags(on, query), ["tag-0"]);
  });
});

describe("/admin/authorizations/:tag", () => {
  it("tells all of it but what a token is known by", async () => {
    const on = await administrationOf();
    const { access, refresh } = await pairFor(on, { scope: "read" });
    const tag = tagOf(access);
    const { refreshDigest = "" } = (await on.issuer.durable.families.find(tag)) ?? {};
    const facts = await on.facts(`${PATH}/${tag}`);
    assert.include(facts, { Tag: tag, Person: on.ann.username, Application: on.app.name, Permissions: "read" });
    assert.include(facts, { Grant: "password", "Refresh token": "Exchanged 0 times", Session: "none" });
    const page = markupOf(await on.desk.get(`${PATH}/${tag}`));
    for (const secret of [access, refresh, refreshDigest]) assert.notInclude(page, secret);
  });

  it("tells how often its refresh token was exchanged, and when it ended", async () => {
    const on = await administrationOf();
    const { refresh } = await pairFor(on);
    await ask(on, on.app, { grant_type: "refresh_token", refresh_token: refresh });
    const path = `${PATH}/${tagOf(refresh)}`;
    assert.equal((await on.facts(path))["Refresh token"], "Exchanged once");
    await on.agree(`${path}/revoke`);
    assert.equal((await on.facts(path))["Revoked"], "2026-01-01 00:00:00 UTC");
  });

  it("shows what was written down of it", async () => {
    const on = await administrationOf();
    const { tag } = await authorized(on);
    await on.issuer.durable.audit.add({ at: START, event: "refresh.replayed", family: tag, detail: {} });
    await on.issuer.durable.audit.add({ at: START, event: "refresh.replayed", family: "other", detail: {} });
    assert.lengthOf(await on.list(`${PATH}/${tag}`), 1);
  });

  for (const tag of ["family00", "__proto__", "%00", "%F0%9F%92%A9", "a".repeat(2_000)]) {
    it(`does not know ${tag.slice(0, 20)}`, async () => {
      const on = await administrationOf();
      for (const path of [`${PATH}/${tag}`, `${PATH}/${tag}/revoke`])
        assertProblemPage(await on.desk.get(path), { error: "invalid_request", status: 404 });
    });
  }
});

describe("/admin/authorizations/:tag/revoke", () => {
  it("asks, and ends every token of it and the consent", async () => {
    const on = await administrationOf();
    const [one, other] = [await pairFor(on), await pairFor(on)];
    const consent = { accountId: on.ann.id, client: on.app.id, scope: ["read"], grantedAt: START };
    await on.issuer.durable.consents.remember(consent);
    const path = `${PATH}/${tagOf(one.access)}`;
    const reply = await on.agree(`${path}/revoke`);
    assert.equal(locationOf(reply).pathname, path);
    for (const token of [one.access, one.refresh]) await assertActive(on, token, false);
    for (const token of [other.access, other.refresh]) await assertActive(on, token);
    assert.isUndefined(await on.issuer.durable.consents.find(on.ann.id, on.app.id));
  });

  it("writes down who did it, once", async () => {
    const on = await administrationOf();
    const { tag } = await authorized(on);
    const page = await on.desk.get(`${PATH}/${tag}/revoke`);
    for (const _ of ["once", "twice"]) assert.equal((await on.desk.submit(page)).status, 303);
    const [entry, ...rest] = await on.written("token.revoked");
    assert.deepInclude(entry, { accountId: on.ann.id, client: on.app.id, family: tag, detail: { by: on.sue.id } });
    assert.isEmpty(rest);
  });

  it("ends nothing by looking", async () => {
    const on = await administrationOf();
    const { access } = await pairFor(on);
    await on.desk.get(`${PATH}/${tagOf(access)}/revoke`);
    await assertActive(on, access);
  });
});

describe("/admin/authorizations/revoke", () => {
  async function scene() {
    const on = await administrationOf();
    const [bob, other] = [await person(on.issuer), await client(on.issuer)];
    const tokens = {
      annApp: (await pairFor(on)).access,
      annOther: (await pairFor({ ...on, app: other })).access,
      bobApp: (await pairFor({ ...on, ann: bob })).access,
    };
    return { on, other, bob, tokens };
  }

  const WHOSE: readonly (readonly [string, readonly string[], string, string])[] = [
    ["a person", ["person"], "annApp annOther", "bobApp"],
    ["an application", ["application"], "annApp bobApp", "annOther"],
    ["a person with an application", ["person", "application"], "annApp", "annOther bobApp"],
  ];
  for (const [whose, fields, dead, live] of WHOSE) {
    it(`ends all of ${whose}, says how many that are, and writes down who did it`, async () => {
      const { on, tokens } = await scene();
      const all = { person: on.ann.username, application: on.app.clientId };
      const query = Object.fromEntries(Object.entries(all).filter(([name]) => fields.includes(name)));
      const count = dead.split(" ").length;
      const page = markupOf(await on.desk.get(`${PATH}/revoke`, { query }));
      assert.include(page, count === 1 ? "One authorization lives" : `${count} authorizations live`);
      const back = locationOf(await on.agree(`${PATH}/revoke`, query));
      assert.deepEqual([back.pathname, Object.fromEntries(back.searchParams)], [PATH, query]);
      const states = await Promise.all(
        Object.entries(tokens).map(async ([name, token]) => [name, (await introspected(on, token))["active"]]),
      );
      const expected = [
        ...dead.split(" ").map((name) => [name, false]),
        ...live.split(" ").map((name) => [name, true]),
      ];
      assert.sameDeepMembers(states, expected);
      const [entry] = await on.written("token.revoked");
      assert.deepEqual(entry?.detail, { by: on.sue.id, authorizations: count });
    });
  }

  it("forgets what the person allowed, and nobody else", async () => {
    const { on, other, bob } = await scene();
    for (const accountId of [on.ann.id, bob.id])
      for (const { id } of [on.app, other])
        await on.issuer.durable.consents.remember({ accountId, client: id, scope: ["read"], grantedAt: START });
    await on.agree(`${PATH}/revoke`, { person: on.ann.username });
    assert.isEmpty(await on.issuer.durable.consents.list(on.ann.id));
    assert.lengthOf(await on.issuer.durable.consents.list(bob.id), 2);
  });

  it("means the person of whom it asked, though another has the name by now", async () => {
    const { on, bob, tokens } = await scene();
    const page = await on.desk.get(`${PATH}/revoke`, { query: { person: on.ann.username } });
    await on.issuer.durable.accounts.change(on.ann.id, { username: "renamed" });
    await on.issuer.durable.accounts.change(bob.id, { username: on.ann.username });
    await on.desk.submit(page);
    await assertActive(on, tokens.annApp, false);
    await assertActive(on, tokens.bobApp);
  });

  for (const query of [{}, { person: "nobody" }, { application: "none" }, { person: "", application: "" }]) {
    it(`does not end all of ${JSON.stringify(query)}`, async () => {
      const { on, tokens } = await scene();
      assertProblemPage(await on.desk.get(`${PATH}/revoke`, { query }), { error: "invalid_request", status: 404 });
      const page = await on.desk.get(`${PATH}/revoke`, { query: { person: on.sue.username } });
      const empty = { person: undefined, application: undefined };
      assert.equal((await on.desk.submit(page, { ...empty, ...query })).status, 404);
      await assertActive(on, tokens.annApp);
    });
  }

  it("is led to where one person or one application is looked for, and there alone", async () => {
    const on = await administrationOf();
    const ways = [{}, { person: on.ann.username }, { application: on.app.clientId }, { person: "nobody" }].map(
      async (query) => markupOf(await on.desk.get(PATH, { query })).includes("Revoke all of"),
    );
    assert.deepEqual(await Promise.all(ways), [false, true, true, false]);
  });
});

describe("/admin/authorizations/token", () => {
  async function ask(on: Administration, fields: Record<string, string>) {
    return on.desk.submit(await on.desk.get(`${PATH}/token`), fields);
  }

  it("tells what an access token is, and not the token", async () => {
    const on = await administrationOf();
    const { access } = await pairFor(on, { scope: "read" });
    const reply = await ask(on, { token: ` ${access} ` });
    const page = markupOf(reply);
    for (const text of ["Access token", "Live", on.ann.username, on.app.name, `href="${PATH}/${tagOf(access)}"`])
      assert.include(page, text);
    assert.notInclude(page, access);
    assert.equal(reply.headers["Cache-Control"], "no-store");
    await assertActive(on, access);
  });

  it("tells what a refresh token is, and what it was", async () => {
    const on = await administrationOf();
    const { refresh } = await pairFor(on);
    assert.include(markupOf(await ask(on, { token: refresh })), "Works now");
    const form = { grant_type: "refresh_token", refresh_token: refresh };
    const next = textIn(await on.post("/token", { as: on.app, form }), "refresh_token");
    for (const [token, ...words] of [
      [refresh, "Was exchanged for", ">Used<"],
      [next, "Works now", ">Live<"],
    ] as const) {
      const page = markupOf(await ask(on, { token }));
      for (const word of words) assert.include(page, word);
      assert.notInclude(page, token);
    }
    // To look does no harm, unlike to use it.
    await assertActive(on, next);
  });

  it("revokes what is found where that is wanted, and writes down who did it", async () => {
    const on = await administrationOf();
    const { access, refresh } = await pairFor(on);
    const page = markupOf(await ask(on, { token: access, revoke: "yes" }));
    assert.include(page, "It was revoked");
    for (const token of [access, refresh]) await assertActive(on, token, false);
    const [entry] = await on.written("token.revoked");
    const about = { accountId: on.ann.id, client: on.app.id, family: tagOf(access) };
    assert.deepInclude(entry, { ...about, detail: { by: on.sue.id } });
    assert.include(markupOf(await ask(on, { token: refresh })), "Revoked");
    await ask(on, { token: refresh, revoke: "yes" });
    assert.lengthOf(await on.written("token.revoked"), 1);
  });

  it("revokes a token that an application got for itself", async () => {
    const on = await administrationOf();
    const own = textIn(
      await on.post("/token", { as: on.app, form: { grant_type: "client_credentials" } }),
      "access_token",
    );
    const page = markupOf(await ask(on, { token: own }));
    assert.notInclude(page, `href="${PATH}/${tagOf(own)}"`);
    await ask(on, { token: own, revoke: "yes" });
    await assertActive(on, own, false);
    assert.equal((await on.facts(`${PATH}/${tagOf(own)}`))["Grant"], "client_credentials");
  });

  const NONE: readonly (readonly [string, TokenKind, string])[] = [
    ["an access token that nobody issued", "at", "Unknown"],
    ["a refresh token that nobody issued", "rt", "Unknown"],
    ["a secret", "cs", "Client secret"],
    ["a code", "ac", "Authorization code"],
  ];
  for (const [what, kind, says] of NONE) {
    it(`knows ${what} by its form`, async () => {
      const on = await administrationOf();
      const reply = await ask(on, { token: mintToken(kind, on.issuer), revoke: "yes" });
      assert.equal(reply.status, 200);
      assert.include(markupOf(reply), says);
      assert.isEmpty(await on.written("token.revoked"));
    });
  }

  it("knows one that has expired no more", async () => {
    const on = await administrationOf();
    const { access } = await pairFor(on);
    on.clock.advance(86_401);
    await on.desk.signIn(on.sue);
    assert.include(markupOf(await ask(on, { token: access })), "Unknown");
  });

  for (const token of ["hello", "<script>alert(1)</script>", "ts_at_", "💩", "a".repeat(10_000)]) {
    it(`does not take ${token.slice(0, 20)} for a token, and does not repeat it`, async () => {
      const on = await administrationOf();
      const page = markupOf(await ask(on, { token, revoke: "yes" }));
      assert.include(page, "Not one of our tokens");
      if (token !== "hello") assert.notInclude(page, token);
    });
  }

  for (const token of ["", "   "]) {
    it(`asks again for ${JSON.stringify(token)}`, async () => {
      const reply = await ask(await administrationOf(), { token });
      assert.equal(reply.status, 400);
      assert.include(markupOf(reply), "Paste the token");
    });
  }
});
