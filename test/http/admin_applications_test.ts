import { assert } from "chai";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { leanClient, uniqueDigest } from "../contract/record_samples.ts";
import { client, person } from "../support/cast.ts";
import { START } from "../support/issuer_under_test.ts";
import { assertProblemPage, locationOf, markupOf } from "../support/replies.ts";
import { formOf } from "../support/value_browser.ts";
import { type Administration, administrationOf } from "./administration.ts";
import { ask, assertActive, pairFor } from "./tokens.ts";

const PATH = "/admin/applications";

/** The application of the scene, which belongs to Ann. */
async function annsApplication(settings: Record<string, string> = {}) {
  const on = await administrationOf({ settings });
  const { clients } = on.issuer.durable;
  await clients.change(on.app.id, { ownerId: on.ann.id });
  await on.issuer.clients.changed(on.app);
  const one = `${PATH}/${on.app.id}`;
  const now = async (): Promise<ClientRecord> => (await clients.findByNumber(on.app.id)) ?? assert.fail("it is gone");
  return { on, one, now };
}

describe("/admin/applications", () => {
  const SEARCHES: readonly (readonly [string, (on: Administration) => Record<string, string>, string])[] = [
    ["all, newest first", () => ({}), "Clock, Äpfel, Shop"],
    ["a part of a name", () => ({ text: "ÄPF" }), "Äpfel"],
    ["a part of a client id", () => ({ text: "-1234" }), "Shop"],
    ["the characters of a pattern as they are", () => ({ text: "%" }), ""],
    ["a type", () => ({ type: "public" }), "Clock"],
    ["a type that is none", () => ({ type: "secret" }), ""],
    ["a grant", () => ({ grant: "password" }), "Shop"],
    ["what a person registered", () => ({ source: "manual" }), "Äpfel, Shop"],
    ["what registered by itself", () => ({ source: "dcr" }), "Clock"],
    ["a source that is none", () => ({ source: "cimd" }), ""],
    ["those of a person", (on) => ({ owner: on.ann.username }), "Äpfel"],
    ["those of a person by subject identifier", (on) => ({ owner: on.ann.sub }), "Äpfel"],
    ["those of nobody", () => ({ owner: "nobody" }), ""],
    ["all at once", (on) => ({ owner: on.ann.username, text: "pf", type: "confidential" }), "Äpfel"],
  ];
  for (const [what, query, expected] of SEARCHES) {
    it(`finds ${what}`, async () => {
      const on = await administrationOf();
      const { clients } = on.issuer.durable;
      await clients.remove(on.app.id);
      const kept = { type: "confidential" } as const;
      await clients.add(leanClient({ ...kept, name: "Shop", clientId: "shop-1234", grantTypes: ["password"] }));
      await clients.add(leanClient({ ...kept, name: "Äpfel", ownerId: on.ann.id }));
      await clients.add(leanClient({ name: "Clock", registrationDigest: uniqueDigest(), isUnverified: true }));
      const found = await on.list(PATH, query(on));
      assert.equal(found.map(({ name }) => name).join(", "), expected);
    });
  }

  it("tells whose each is, of what kind, and where its page is", async () => {
    const { on } = await annsApplication();
    await on.issuer.durable.clients.add(leanClient({ isUnverified: true }));
    const [unverified, owned] = await on.list(PATH);
    assert.deepEqual(unverified?.badges, ["public", "not verified"]);
    assert.equal(owned?.href, `${PATH}/${on.app.id}`);
    for (const text of [on.app.clientId, `Owner ${on.ann.username}`]) assert.include(owned?.text, text);
  });

  it("goes on where a page ended, with what is looked for", async () => {
    const on = await administrationOf();
    for (let index = 0; index < 51; index += 1) await on.issuer.durable.clients.add(leanClient({ name: `n${index}` }));
    const page = markupOf(await on.desk.get(PATH, { query: { type: "public" } }));
    const [, next = ""] = /<a href="([^"]*)" rel="next"/.exec(page) ?? [];
    const query = new URLSearchParams(next.replaceAll("&amp;", "&").split("?")[1]);
    assert.equal(query.get("type"), "public");
    const rest = await on.list(PATH, Object.fromEntries(query));
    assert.deepEqual(
      rest.map(({ name }) => name),
      ["n0"],
    );
  });
});

describe("/admin/applications/:id", () => {
  it("shows an application of anybody, its owner, what it was allowed and what was written down of it", async () => {
    const { on, one } = await annsApplication();
    await pairFor(on);
    await on.issuer.durable.audit.add({ at: START, event: "client.changed", client: on.app.id, detail: {} });
    const facts = await on.facts(one);
    assert.include(facts, { "Client id": on.app.clientId, Owner: on.ann.username });
    const page = markupOf(await on.desk.get(one));
    for (const text of ["Last authorizations", "client.changed", `${PATH}/${on.app.id}/trust`, "Revoke all"])
      assert.include(page, text);
    for (const { hash } of on.app.secrets) assert.notInclude(page, hash);
  });

  it("says that it belongs to nobody", async () => {
    const on = await administrationOf();
    assert.equal((await on.facts(`${PATH}/${on.app.id}`))["Owner"], "none");
  });

  for (const id of ["0", "-1", "999999", "1e3", "x", "%00", "99999999999"]) {
    it(`does not know ${id}`, async () => {
      const on = await administrationOf();
      for (const page of ["", "/update", "/delete", "/secret", "/trust"]) {
        const reply = await on.desk.get(`${PATH}/${id}${page}`);
        assertProblemPage(reply, { error: "invalid_request", status: 404 });
      }
    });
  }
});

describe("/admin/applications/register", () => {
  it("registers an application, which belongs to who did it, and shows its secret once", async () => {
    const on = await administrationOf();
    const fields = { name: "Kiosk", grant_types: "client_credentials", redirect_uris: "" };
    const page = markupOf(await on.desk.submit(await on.desk.get(`${PATH}/register`), fields));
    const [secret = ""] = /ts_cs_\w{57}/.exec(page) ?? [];
    const [kiosk] = await on.issuer.durable.clients.search({ text: "kiosk", limit: 2 });
    assert(kiosk !== undefined && kiosk.ownerId === on.sue.id);
    assert.include(page, `href="${PATH}/${kiosk.id}"`);
    const form = { grant_type: "client_credentials" };
    assert.equal((await on.post("/token", { as: kiosk, secret, form })).status, 200);
    assert.deepEqual((await on.written("client.registered"))[0]?.detail, { client_id: kiosk.clientId, by: on.sue.id });
  });
});

describe("/admin/applications/:id/update", () => {
  it("changes what staff alone may, and leaves it with its owner", async () => {
    const { on, one, now } = await annsApplication();
    const fields = { name: "Renamed", skip_authorization: "yes", access_token_lifetime: "60", scope: ["read"] };
    const reply = await on.desk.submit(await on.desk.get(`${one}/update`), fields);
    assert.equal(locationOf(reply).pathname, one);
    const { name, skipAuthorization, accessTokenLifetime, scope, ownerId } = await now();
    assert.deepEqual([name, skipAuthorization, accessTokenLifetime, ownerId], ["Renamed", true, 60, on.ann.id]);
    assert.deepEqual(scope, ["read"]);
    const [entry] = await on.written("client.changed");
    assert.deepInclude(entry, { accountId: on.ann.id, client: on.app.id, detail: { by: on.sue.id } });
  });

  it("tells what is wrong, and saves nothing", async () => {
    const { on, one, now } = await annsApplication();
    const before = await now();
    const fields = { name: "", access_token_lifetime: "-1" };
    const reply = await on.desk.submit(await on.desk.get(`${one}/update`), fields);
    assert.equal(reply.status, 400);
    assert.equal(formOf(reply).action, `${one}/update`);
    assert.deepEqual(await now(), before);
  });

  it("is noticed at once by what the application does", async () => {
    const { on, one } = await annsApplication();
    await pairFor(on);
    await on.desk.submit(await on.desk.get(`${one}/update`), { grant_types: "client_credentials" });
    const form = { grant_type: "password", username: on.ann.username, password: "x" };
    assert.equal((await ask(on, on.app, form)).status, 400);
  });
});

describe("/admin/applications/:id/secret", () => {
  it("gives a new secret, shown once, and the old one stops when that is wanted", async () => {
    const { on, one } = await annsApplication();
    const reply = await on.desk.submit(await on.desk.get(`${one}/secret`), { keep: "0" });
    assert.equal(reply.headers["Cache-Control"], "no-store");
    const [secret = ""] = /ts_cs_\w{57}/.exec(markupOf(reply)) ?? [];
    const form = { grant_type: "client_credentials" };
    assert.equal((await on.post("/token", { as: on.app, secret, form })).status, 200);
    assert.equal((await on.post("/token", { as: on.app, form })).status, 401);
    const [entry] = await on.written("client.changed");
    assert.deepInclude(entry, { accountId: on.ann.id, detail: { what: "secret", kept: 0, by: on.sue.id } });
  });
});

describe("/admin/applications/:id/delete", () => {
  it("asks with the number of authorizations that end, and ends them with the application", async () => {
    const { on, one } = await annsApplication();
    const { access } = await pairFor(on);
    await pairFor(on);
    assert.equal((await on.facts(`${one}/delete`))["Authorizations that end"], "2");
    const reply = await on.agree(`${one}/delete`);
    assert.equal(locationOf(reply).pathname, PATH);
    assert.include(markupOf(await on.desk.follow(reply)), "The application is deleted");
    await assertActive(on, access, false);
    assert.equal((await on.desk.get(one)).status, 404);
    const [entry] = await on.written("client.removed");
    assert.deepInclude(entry, { client: on.app.id, accountId: on.ann.id });
    assert.deepEqual(entry?.detail, { client_id: on.app.clientId, authorizations: 2, by: on.sue.id });
  });

  it("does it once by a form that is sent twice", async () => {
    const { on, one } = await annsApplication();
    const page = await on.desk.get(`${one}/delete`);
    const replies = [await on.desk.submit(page), await on.desk.submit(page)];
    assert.deepEqual(
      replies.map(({ status }) => status),
      [303, 404],
    );
    assert.lengthOf(await on.written("client.removed"), 1);
  });
});

describe("/admin/applications/:id/trust", () => {
  it("gives an application to somebody, by user name or by subject identifier, or to nobody", async () => {
    const { on, one, now } = await annsApplication();
    const bob = await person(on.issuer);
    for (const [owner, expected] of [
      [` ${bob.username.toUpperCase()} `, bob.id],
      [on.ann.sub, on.ann.id],
      ["", undefined],
    ] as const) {
      const reply = await on.desk.submit(await on.desk.get(`${one}/trust`), { owner });
      assert.equal(locationOf(reply).pathname, one);
      assert.equal((await now()).ownerId, expected);
    }
  });

  it("vouches for an application, and no more", async () => {
    const { on, one, now } = await annsApplication();
    for (const verified of [undefined, "yes"]) {
      await on.desk.submit(await on.desk.get(`${one}/trust`), { verified });
      assert.equal((await now()).isUnverified, verified === undefined ? true : undefined);
      const known = await on.issuer.clients.find(on.app.clientId);
      assert.equal(known?.isUnverified, verified === undefined ? true : undefined, "who answers requests knows of it");
    }
    assert.equal((await now()).ownerId, on.ann.id, "the owner stays");
  });

  it("shows what is so", async () => {
    const { on, one } = await annsApplication();
    const fields = Object.fromEntries(formOf(await on.desk.get(`${one}/trust`)).fields);
    assert.include(fields, { owner: on.ann.username, verified: "yes" });
    await on.issuer.durable.clients.change(on.app.id, { isUnverified: true, ownerId: undefined });
    const changed = Object.fromEntries(formOf(await on.desk.get(`${one}/trust`)).fields);
    assert.include(changed, { owner: "" });
    assert.notProperty(changed, "verified");
  });

  it("writes down who did it, and whom it is about", async () => {
    const { on, one } = await annsApplication();
    await on.desk.submit(await on.desk.get(`${one}/trust`), { verified: undefined });
    const [entry] = await on.written("client.changed");
    const detail = { by: on.sue.id, what: "trust", owner: on.ann.id, verified: false };
    assert.deepInclude(entry, { accountId: on.ann.id, client: on.app.id, detail });
  });

  for (const owner of ["nobody", "0", "💩", "'; DROP TABLE clients; --", "a".repeat(10_000)]) {
    it(`does not give it to ${owner.slice(0, 30)}`, async () => {
      const { on, one, now } = await annsApplication();
      const reply = await on.desk.submit(await on.desk.get(`${one}/trust`), { owner });
      assert.equal(reply.status, 400);
      assert.include(markupOf(reply), "There is no such person");
      assert.equal((await now()).ownerId, on.ann.id);
    });
  }

  it("does not give it to somebody who goes at that very moment", async () => {
    const { on, one, now } = await annsApplication();
    const bob = await person(on.issuer);
    const page = await on.desk.get(`${one}/trust`);
    const { accounts } = on.issuer.durable;
    const found = accounts.findByUsername.bind(accounts);
    Object.assign(accounts, {
      async findByUsername(name: string) {
        const account = await found(name);
        if (account?.id === bob.id) await accounts.remove(bob.id, START);
        return account;
      },
    });
    assert.equal((await on.desk.submit(page, { owner: bob.username })).status, 400);
    assert.equal((await now()).ownerId, on.ann.id);
  });

  it("is not there for the owner who is not of the staff", async () => {
    const { on, one } = await annsApplication();
    const other = await client(on.issuer, { ownerId: on.sue.id });
    const own = (await on.desk.get(`/applications/${on.app.id}`)).status;
    assert.equal(own, 404, "what belongs to Ann is not among Sue's own");
    assert.equal((await on.desk.get(`/applications/${other.id}`)).status, 200);
    assert.notInclude(markupOf(await on.desk.get(`/applications/${other.id}`)), "/trust");
    assert.include(markupOf(await on.desk.get(one)), "/trust");
  });
});
