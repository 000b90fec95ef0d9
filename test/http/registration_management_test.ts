import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { mintToken, type Reply } from "../../src/protocol/mod.ts";
import type { IssuerUnderTest } from "../support/issuer_under_test.ts";
import { CALLBACK, person } from "../support/cast.ts";
import { codeFlow, VERIFIER } from "../support/code_flow.ts";
import { assertError, bodyOf, textIn } from "../support/replies.ts";
import {
  clientCount,
  type Document,
  register,
  type Registered,
  registered,
  registeredIn,
  registrar,
  WEB_APP,
} from "./registration.ts";

/** A client that registered by itself, at an issuer of its own. */
async function owned(said: Document = {}) {
  const under = await registrar("token");
  return { under, client: await registered(under, said) };
}

/** Sends an update that is right but for what is said. */
function update(under: IssuerUnderTest, { id, path, token }: Registered, said: Document = {}): Promise<Reply> {
  return under.send("PUT", path, { bearer: token, json: { ...WEB_APP, client_id: id, ...said } });
}

describe("GET /register/:client_id", () => {
  rule(
    ["RFC7592-2.1-1", "OIDCREG-4.3-1", "RFC7592-3-1"],
    "answers all that is registered, but the secret",
    async () => {
      const { under, client } = await owned({ client_name: "App", "client_name#fr": "Appli" });
      const reply = await under.get(client.path, { bearer: client.token });
      assert.equal(reply.status, 200);
      assert.equal(reply.headers["Cache-Control"], "no-store");
      const { client_secret: secret, ...rest } = client.told;
      assert.isString(secret);
      assert.deepEqual(bodyOf(reply), rest);
    },
  );

  it("tells what another process changed a moment ago", async () => {
    const { under, client } = await owned();
    const { issuer } = under;
    const { id } = (await issuer.clients.find(client.id))!;
    await issuer.durable.clients.change(id, { redirectUris: ["https://app.test/moved"] });
    const told = bodyOf(await under.get(client.path, { bearer: client.token }));
    assert.deepEqual(told["redirect_uris"], ["https://app.test/moved"]);
  });

  for (const method of ["GET", "PUT", "DELETE"]) {
    rule(
      ["RFC7592-2-2", "RFC7592-2.1-2", "OIDCREG-4.4-1"],
      `answers 401 to ${method} with a wrong token, whether there is such a client or not`,
      async () => {
        const { under, client } = await owned();
        const other = await registered(under);
        const json = { ...WEB_APP, client_id: client.id };
        const tries = [
          { path: client.path, bearer: other.token },
          { path: client.path, bearer: mintToken("ra", under.issuer) },
          { path: client.path, bearer: "nonsense" },
          { path: client.path, bearer: String(client.told["client_secret"]) },
          { path: "/register/nobody", bearer: client.token },
          { path: "/register/%00", bearer: client.token },
          { path: "/register/%zz", bearer: client.token },
        ];
        const answers = await Promise.all(tries.map(({ path, bearer }) => under.send(method, path, { bearer, json })));
        for (const reply of answers) assertError(reply, { error: "invalid_token", status: 401 });
        assert.lengthOf(
          [...new Set(answers.map((reply) => JSON.stringify([bodyOf(reply), reply.headers["WWW-Authenticate"]])))],
          1,
        );
        assert.equal(await clientCount(under), 2);
        assert.equal((await under.get(client.path, { bearer: client.token })).status, 200);
      },
    );
  }

  it("demands a token, and says which", async () => {
    const { under, client } = await owned();
    const reply = await under.get(client.path);
    assertError(reply, { error: "invalid_token", status: 401, says: "registration access token" });
    assert.equal(reply.headers["WWW-Authenticate"], "Bearer");
  });

  it("is closed to clients that did not register by themselves", async () => {
    const { under, client } = await owned();
    const { issuer } = under;
    await issuer.durable.clients.change((await issuer.clients.find(client.id))!.id, { registrationDigest: undefined });
    assertError(await under.get(client.path, { bearer: client.token }), { error: "invalid_token", status: 401 });
  });

  rule("RFC7592-5-1", "takes the token after years", async () => {
    const { under, client } = await owned();
    under.clock.advance(10 * 366 * 86_400);
    assert.equal((await under.get(client.path, { bearer: client.token })).status, 200);
  });
});

describe("PUT /register/:client_id", () => {
  rule(
    ["RFC7592-2.2-4", "RFC7592-2.2-5"],
    "replaces all that was registered, and takes what is left out for standard",
    async () => {
      const { under, client } = await owned({ client_name: "App", scope: "read", contacts: ["ann@app.test"] });
      assert.equal((await under.issuer.clients.find(client.id))?.name, "App");
      const told = bodyOf(
        await update(under, client, { redirect_uris: ["https://app.test/new"], client_uri: "https://app.test/" }),
      );
      for (const gone of ["client_name", "contacts"]) assert.notProperty(told, gone);
      assert.deepInclude(told, {
        redirect_uris: ["https://app.test/new"],
        client_uri: "https://app.test/",
        client_id: client.id,
      });
      assert.include(String(told["scope"]), "write");
      const kept = await under.issuer.clients.find(client.id);
      assert.deepEqual([kept?.redirectUris, kept?.name], [["https://app.test/new"], client.id]);
      assert.include(under.events, "client.changed");
    },
  );

  for (const [what, said] of [
    ["the least", {}],
    [
      "a public client",
      { token_endpoint_auth_method: "none", application_type: "native", redirect_uris: ["http://127.0.0.1/cb"] },
    ],
    ["a machine", { grant_types: ["client_credentials"], redirect_uris: [], response_types: [] }],
    [
      "one that says much",
      {
        "client_name#fr": "Appli",
        id_token_signed_response_alg: "HS256",
        userinfo_encrypted_response_alg: "dir",
        grant_types: ["authorization_code", "implicit"],
        response_types: ["code id_token"],
        scope: "openid email",
      },
    ],
  ] as const) {
    it(`takes back what a read told, and changes nothing by it: ${what}`, async () => {
      const { under, client } = await owned(said);
      const read = bodyOf(await under.get(client.path, { bearer: client.token }));
      const ours = new Set([
        "registration_access_token",
        "registration_client_uri",
        "client_secret_expires_at",
        "client_id_issued_at",
      ]);
      const document = Object.fromEntries(Object.entries(read).filter(([name]) => !ours.has(name)));
      const before = await under.issuer.durable.clients.find(client.id);
      const { told } = registeredIn(await update(under, client, document));
      assert.deepEqual({ ...told, registration_access_token: "" }, { ...read, registration_access_token: "" });
      const after = await under.issuer.durable.clients.find(client.id);
      assert.deepEqual({ ...after, registrationDigest: "" }, { ...before, registrationDigest: "" });
    });
  }

  rule("RFC7592-3-2", "answers another token, and the old one is dead", async () => {
    const { under, client } = await owned();
    const { token } = registeredIn(await update(under, client));
    assert.notEqual(token, client.token);
    assertError(await update(under, client), { error: "invalid_token", status: 401 });
    assert.equal((await under.get(client.path, { bearer: token })).status, 200);
  });

  it("keeps the secret, which goes on working", async () => {
    const { under, client } = await owned();
    const { told } = registeredIn(await update(under, client, { client_secret: client.told["client_secret"] }));
    assert.notProperty(told, "client_secret");
    assert.equal(told["client_secret_expires_at"], 0);
    const as = (await under.issuer.clients.find(client.id))!;
    const reply = await under.post("/revoke", {
      as,
      secret: String(client.told["client_secret"]),
      form: { token: "x" },
    });
    assert.equal(reply.status, 200);
  });

  for (const [what, before, after, hasNew] of [
    ["becomes public", {}, { token_endpoint_auth_method: "none" }, false],
    [
      "has keys of its own now",
      {},
      { token_endpoint_auth_method: "private_key_jwt", jwks_uri: "https://app.test/keys" },
      false,
    ],
    ["was public", { token_endpoint_auth_method: "none" }, {}, true],
    ["needs its secret as a key now", {}, { id_token_signed_response_alg: "HS256" }, true],
    [
      "needs its secret as a key as before",
      { id_token_signed_response_alg: "HS256" },
      { id_token_signed_response_alg: "HS256" },
      false,
    ],
    ["needs its secret as a key no more", { id_token_signed_response_alg: "HS256" }, {}, false],
  ] as const) {
    it(`${hasNew ? "makes a secret" : "makes no secret"} for a client that ${what}`, async () => {
      const { under, client } = await owned(before);
      const { told } = registeredIn(await update(under, client, after));
      assert.equal(Object.hasOwn(told, "client_secret"), hasNew);
      const kept = await under.issuer.durable.clients.find(client.id);
      assert.equal(kept?.secrets.length ?? 0, "client_secret_expires_at" in told ? 1 : 0);
      if (after && "id_token_signed_response_alg" in after) assert.isString(kept?.secrets[0]?.sealed);
    });
  }

  for (const member of [
    "registration_access_token",
    "registration_client_uri",
    "client_secret_expires_at",
    "client_id_issued_at",
  ]) {
    rule("RFC7592-2.2-1", `refuses ${member}`, async () => {
      const { under, client } = await owned();
      assertError(await update(under, client, { [member]: client.told[member] }), {
        error: "invalid_request",
        says: member,
      });
      assert.equal((await under.get(client.path, { bearer: client.token })).status, 200);
    });
  }

  for (const id of ["another", undefined, null, 1, ["x"]]) {
    rule("RFC7592-2.2-2", `refuses the client_id ${JSON.stringify(id)}`, async () => {
      const { under, client } = await owned();
      assertError(await update(under, client, { client_id: id }), { error: "invalid_request", says: "client_id" });
    });
  }

  for (const secret of ["a secret of its own choice", "", 1, ["x"]]) {
    rule("RFC7592-2.2-3", `refuses the client_secret ${JSON.stringify(secret)}`, async () => {
      const { under, client } = await owned();
      assertError(await update(under, client, { client_secret: secret }), {
        error: "invalid_request",
        says: "client_secret",
      });
    });
  }

  rule("RFC7592-2.2-5", "changes nothing where a member is refused, and the token lives on", async () => {
    const { under, client } = await owned({ client_name: "App" });
    const before = await under.issuer.durable.clients.find(client.id);
    assertError(await update(under, client, { redirect_uris: ["/cb"] }), { error: "invalid_redirect_uri" });
    assertError(await update(under, client, { client_name: 1 }), { error: "invalid_client_metadata" });
    assertError(await under.send("PUT", client.path, { bearer: client.token, json: "[]" }), {
      error: "invalid_request",
    });
    assert.deepEqual(await under.issuer.durable.clients.find(client.id), before);
  });

  it("lets nobody whom no one vouched for get by an update what a registration refuses", async () => {
    const under = await registrar("open");
    const client = registeredIn(await register(under));
    for (const said of [{ scope: "introspection" }, { grant_types: ["client_credentials"], response_types: [] }])
      assertError(await update(under, client, said), { error: "invalid_client_metadata" });
    const after = registeredIn(await update(under, client));
    assert.isTrue((await under.issuer.durable.clients.find(after.id))?.isUnverified);
  });

  it("leaves a secret alone that the operator replaces meanwhile", async () => {
    const replaced = [{ kind: "sha256", hash: "new", createdAt: 1 }] as const;
    const under = await registrar("token", {
      stores: (real) => {
        const { clients } = real.durable;
        const changeRegistered: typeof clients.changeRegistered = async (id, options) => {
          await clients.change(id, { secrets: replaced });
          return clients.changeRegistered(id, options);
        };
        return { ...real, durable: { ...real.durable, clients: { ...clients, changeRegistered } } };
      },
    });
    const client = await registered(under);
    assert.equal((await update(under, client)).status, 200);
    assert.deepEqual((await under.issuer.durable.clients.find(client.id))?.secrets, replaced);
  });

  it("is won by one of two that come at once", async () => {
    const { under, client } = await owned();
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => update(under, client, { client_name: `App ${index}` })),
    );
    const [won, ...others] = answers.filter(({ status }) => status === 200);
    assert.isEmpty(others);
    const name = bodyOf(won!)["client_name"];
    assert.equal((await under.issuer.durable.clients.find(client.id))?.name, name);
    for (const lost of answers.filter((reply) => reply !== won))
      assertError(lost, { error: "invalid_token", status: 401 });
  });
});

describe("DELETE /register/:client_id", () => {
  rule(["RFC7592-2.3-1", "RFC7592-2.3-2"], "ends the client, its consents and all its tokens", async () => {
    const { under, client } = await owned({
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: ["https://client.test/cb"],
    });
    const record = (await under.issuer.clients.find(client.id))!;
    const account = await person(under.issuer);
    const flow = await codeFlow(under, { client: record, account });
    const secret = String(client.told["client_secret"]);
    const redeemed = { grant_type: "authorization_code", redirect_uri: CALLBACK, code_verifier: VERIFIER };
    const form = { ...redeemed, code: await flow.code() };
    const token = textIn(await under.post("/token", { as: record, secret, form }), "refresh_token");
    const reply = await under.send("DELETE", client.path, { bearer: client.token });
    assert.deepEqual([reply.kind, reply.status], ["empty", 204]);
    const again = { grant_type: "refresh_token", refresh_token: token };
    assertError(await under.post("/token", { as: record, secret, form: again }), {
      error: "invalid_client",
      status: 401,
    });
    assert.isEmpty(await under.issuer.durable.families.listOf(account.id));
    assert.isEmpty(await under.issuer.durable.consents.list(account.id));
    assert.isUndefined(await under.issuer.clients.find(client.id));
    assertError(await under.get(client.path, { bearer: client.token }), { error: "invalid_token", status: 401 });
    assert.include(under.events, "client.removed");
  });

  it("is done once", async () => {
    const { under, client } = await owned();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => under.send("DELETE", client.path, { bearer: client.token })),
    );
    assert.deepEqual(
      answers.map(({ status }) => status).toSorted((a, b) => a - b),
      [204, 401, 401, 401],
    );
    assert.equal(await clientCount(under), 0);
  });
});
