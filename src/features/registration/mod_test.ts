import { assert } from "chai";
import {
  initialToken,
  register,
  registered,
  registeredIn,
  registrar,
  WEB_APP,
} from "../../../test/http/registration.ts";
import { brokenStores } from "../../../test/support/broken_stores.ts";
import { type FaultyStores, faultyStores } from "../../../test/support/faulty_stores.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertError } from "../../../test/support/replies.ts";
import { registration } from "./mod.ts";

describe("registration()", () => {
  it("is at an address of its own, and the metadata names the one of the collection", () => {
    const { name, endpoints = [] } = registration({ mode: "token", statementIssuers: new Map() });
    assert.equal(name, "registration");
    assert.deepEqual(
      endpoints.map(({ path, methods, metadata, takes }) => [path, methods.join(" "), metadata, takes]),
      [
        ["/register", "POST", "registration_endpoint", "json"],
        ["/register/:client_id", "GET PUT DELETE", undefined, "json"],
      ],
    );
  });

  it("is not composed unless a setting says so", async () => {
    const { issuer } = await issuerUnderTest();
    assert.notInclude(
      issuer.features.map(({ name }) => name),
      "registration",
    );
  });
});

describe("what a registration asks of the stores", () => {
  async function watched() {
    let faults: FaultyStores | undefined;
    const under = await registrar("token", { stores: (real) => (faults = faultyStores(real)).stores });
    return { under, faults: faults! };
  }

  it("nothing for a token that nobody could have made, and one look for one that nobody did", async () => {
    const { under, faults } = await watched();
    const { token, told } = await registered(under);
    faults.arm();
    for (const bearer of ["nonsense", token, String(told["client_secret"])]) await register(under, WEB_APP, { bearer });
    assert.isEmpty(faults.calls);
    await register(under, WEB_APP);
    assert.isEmpty(faults.calls);
  });

  it("writes nothing for a document that is refused", async () => {
    const { under, faults } = await watched();
    const bearer = await initialToken(under);
    faults.arm();
    await register(under, { redirect_uris: ["/cb"] }, { bearer });
    assert.deepEqual(faults.calls, ["postgres initialTokens.find"]);
  });

  it("spends the token before it writes the client, and tells of it afterwards", async () => {
    const { under, faults } = await watched();
    const bearer = await initialToken(under);
    faults.arm();
    await register(under, WEB_APP, { bearer });
    assert.deepEqual(faults.calls, [
      "postgres initialTokens.find",
      "postgres initialTokens.spend",
      "postgres clients.add",
      "postgres audit.add",
    ]);
  });

  it("reads a client from the database, not from what the process knows", async () => {
    const { under, faults } = await watched();
    const { path, token } = await registered(under);
    faults.arm();
    await under.get(path, { bearer: token });
    assert.deepEqual(faults.calls, ["postgres clients.find"]);
  });
});

describe("the audit log", () => {
  it("tells who was registered, changed and removed, and whether anybody vouched", async () => {
    const under = await registrar("open");
    const { id, path, token } = registeredIn(await register(under));
    const json = { ...WEB_APP, client_id: id };
    const changed = registeredIn(await under.send("PUT", path, { bearer: token, json }));
    const client = (await under.issuer.durable.clients.find(id))?.id;
    await under.send("DELETE", path, { bearer: changed.token });
    const all = await under.issuer.durable.audit.list({ limit: 99 });
    const entries = all.filter(({ event }) => event.startsWith("client."));
    assert.deepEqual(
      entries.map((entry) => [entry.event, entry.client, entry.detail]),
      [
        ["client.registered", client, { isUnverified: true }],
        ["client.changed", client, {}],
        ["client.removed", client, {}],
      ],
    );
  });
});

describe("a registration while a store is away", () => {
  const BROKEN = { "postgres clients.add": "refused" } as const;

  it("is answered 503, and makes no client", async () => {
    const stores = brokenStores();
    const under = await registrar("token", { stores: (real) => stores.wrap(real) });
    const bearer = await initialToken(under);
    stores.break(BROKEN);
    assertError(await register(under, WEB_APP, { bearer }), { error: "temporarily_unavailable", status: 503 });
    stores.break({});
    assert.isEmpty(await under.issuer.durable.clients.list({ limit: 9 }));
  });

  for (const verb of ["families.unrevokedTags", "families.revokeAll", "clients.remove"]) {
    it(`can be removed again where ${verb} failed, and may do nothing in between`, async () => {
      const stores = brokenStores();
      const under = await registrar("token", { stores: (real) => stores.wrap(real) });
      const { id, path, token, told } = await registered(under, {
        grant_types: ["client_credentials"],
        response_types: [],
      });
      const as = (await under.issuer.durable.clients.find(id))!;
      stores.break({ [`postgres ${verb}`]: "refused" });
      assert.equal((await under.send("DELETE", path, { bearer: token })).status, 503);
      const asked = { as, secret: String(told["client_secret"]), form: { grant_type: "client_credentials" } };
      assertError(await under.post("/token", asked), { error: "invalid_client", status: 401 });
      stores.break({});
      assert.equal((await under.send("DELETE", path, { bearer: token })).status, 204);
      assert.isUndefined(await under.issuer.durable.clients.find(id));
    });
  }
});
