import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { parseToken } from "../../src/protocol/mod.ts";
import { CALLBACK, client, SECRET } from "../support/cast.ts";
import { consumerOf, type SignOptions } from "../support/oauth1.ts";
import { assertProblem, credentialsIn, legs, type Legs, type LegsOptions, saidIn, type SaidOf } from "./oauth1_legs.ts";

const PATH = "/oauth1/request_token";

type Params = SignOptions["params"];

async function ask(params: Params, said: SaidOf = {}, options: LegsOptions = {}) {
  return (await legs(options)).send(PATH, { params: { oauth_callback: "oob", ...params }, ...said });
}

describe("the endpoint of temporary credentials", () => {
  rule(
    ["RFC5849-2.1-1", "RFC5849-2.1-11", "RFC5849-2.1-12", "RFC5849-2.1-13", "RFC5849-2.1-14"],
    "gives them",
    async () => {
      const reply = await ask({ oauth_callback: CALLBACK });
      assert.equal(reply.status, 200);
      assert.hasAllKeys(saidIn(reply), ["oauth_token", "oauth_token_secret", "oauth_callback_confirmed"]);
      assert.equal(saidIn(reply)["oauth_callback_confirmed"], "true");
      const { token, secret } = credentialsIn(reply);
      assert.equal(parseToken(token)?.kind, "tc");
      assert.match(secret, /^[\w-]{43}$/);
    },
  );

  rule("RFC5849-4.4-1", "lets no cache keep them", async () => {
    assert.equal((await ask({})).headers["Cache-Control"], "no-store");
  });

  for (const signatureMethod of ["HMAC-SHA1", "HMAC-SHA256", "PLAINTEXT"] as const) {
    for (const [place, method] of [
      ["header", "POST"],
      ["form", "POST"],
      ["query", "POST"],
      ["header", "GET"],
      ["query", "GET"],
    ] as const) {
      rule("RFC5849-2.1-1", `takes ${signatureMethod} in the ${place} of a ${method} request`, async () => {
        credentialsIn(await ask({}, { signatureMethod, place, method }));
      });
    }
  }

  rule(["RFC5849-2.1-8", "RFC5849-2.1-9"], "takes an empty oauth_token for none", async () => {
    credentialsIn(await ask({ oauth_token: "" }));
  });

  rule("RFC5849-2.1-8", "refuses any other oauth_token", async () => {
    const on = await legs();
    const token = await on.temporary();
    const reply = await on.send(PATH, { token, params: { oauth_callback: "oob" } });
    assertProblem(reply, { problem: "parameter_rejected", status: 400 });
  });

  for (const [name, callback, said] of [
    ["no callback, as the first version of OAuth 1.0 had none", undefined, "lacks 'oauth_callback'"],
    ["an empty callback", "", "lacks 'oauth_callback'"],
  ] as const) {
    rule(["RFC5849-2.1-2", "RFC5849-3.2-11", "OAUTHPROBLEM-5-1"], `refuses ${name}`, async () => {
      const reply = await ask({ oauth_callback: callback });
      assertProblem(reply, { problem: "parameter_absent", status: 400, says: said });
      assert.equal(saidIn(reply)["oauth_parameters_absent"], "oauth_callback");
    });
  }

  for (const callback of [
    "OOB",
    "oob ",
    "https://elsewhere.test/cb",
    `${CALLBACK}/`,
    `${CALLBACK}?a=b`,
    `${CALLBACK}#a`,
    "javascript:alert(1)",
    "/cb",
    "__proto__",
  ]) {
    beyond(["RFC5849-2.1-6", "RFC5849-2.1-4"], `refuses the callback ${callback}`, async () => {
      const reply = await ask({ oauth_callback: callback });
      assertProblem(reply, { problem: "parameter_rejected", status: 400, says: "neither oob nor a redirect URI" });
      assert.equal(saidIn(reply)["oauth_parameters_rejected"], "oauth_callback");
    });
  }

  rule("RFC5849-2.1-3", "takes each callback that is registered, with a query too", async () => {
    const redirectUris = ["https://client.test/cb?a=b", "http://127.0.0.1/cb"];
    for (const callback of ["https://client.test/cb?a=b", "http://127.0.0.1:4711/cb"])
      credentialsIn(await ask({ oauth_callback: callback }, {}, { client: { redirectUris } }));
  });

  rule("RFC5849-2.1-4", "takes oob of a consumer that has no callback", async () => {
    credentialsIn(await ask({}, {}, { client: { redirectUris: [] } }));
  });
});

describe("the scope of temporary credentials", () => {
  async function recordOf(on: Legs, said: SaidOf): Promise<string> {
    const { token } = credentialsIn(await on.send(PATH, { params: { oauth_callback: "oob" }, ...said }));
    const page = await on.ask(token);
    const names = page.kind === "html" ? page.markup.matchAll(/name="scope" value="(\w+)"/g) : [];
    return Array.from(names, ([, name]) => name).join(" ");
  }

  for (const [name, said] of [
    ["header", { params: { oauth_callback: "oob", scope: "read" } }],
    ["form", { form: { scope: "read" } }],
  ] as const) {
    rule("RFC5849-2.1-7", `is asked for in the ${name}`, async () => {
      assert.equal(await recordOf(await legs(), said), "read");
    });
  }

  it("is the consumer's default where it asks for none", async () => {
    assert.equal(await recordOf(await legs({ client: { defaultScope: "write" } }), {}), "write");
    assert.equal(await recordOf(await legs(), {}), "read write");
    assert.equal(await recordOf(await legs(), { form: { scope: "" } }), "read write");
  });

  for (const [scope, says] of [
    ["admin", "not known here"],
    ["write", "Cannot grant the scope 'write'"],
    ['re"ad', "scope"],
  ] as const) {
    it(`is refused where it cannot be granted: ${scope}`, async () => {
      const reply = await ask({ scope }, {}, { client: { scope: "read" } });
      assertProblem(reply, { problem: "parameter_rejected", status: 400, says });
      assert.equal(saidIn(reply)["oauth_parameters_rejected"], "scope");
    });
  }

  it("is refused where it stands twice", async () => {
    const reply = await ask({ scope: "read" }, { form: { scope: "read" } });
    assertProblem(reply, { problem: "parameter_rejected", status: 400, says: "repeated" });
  });
});

describe("who may have temporary credentials", () => {
  rule("RFC5849-3.2-13", "nobody who is not registered", async () => {
    const reply = await ask({}, { consumer: { key: "nobody", secret: SECRET } });
    assertProblem(reply, { problem: "consumer_key_unknown" });
  });

  rule("OAUTHPROBLEM-2-7", "no client that speaks OAuth 2.0 alone", async () => {
    const on = await legs();
    const stranger = consumerOf(await client(on.under.issuer));
    const reply = await on.send(PATH, { consumer: stranger, params: { oauth_callback: "oob" } });
    assertProblem(reply, { problem: "consumer_key_rejected" });
  });

  rule("RFC5849-3.2-15", "nobody who signs with another secret", async () => {
    const on = await legs();
    const consumer = { ...on.consumer, secret: `${SECRET}x` };
    for (const signatureMethod of ["HMAC-SHA1", "PLAINTEXT"] as const) {
      const reply = await on.send(PATH, { consumer, signatureMethod, params: { oauth_callback: "oob" } });
      assertProblem(reply, { problem: "signature_invalid" });
      assert.notInclude(JSON.stringify(reply), SECRET);
    }
  });

  rule("RFC5849-3.2-2", "nobody who sends what was sent before", async () => {
    const on = await legs();
    const said = { params: { oauth_callback: "oob" }, nonce: "once" };
    credentialsIn(await on.send(PATH, said));
    assertProblem(await on.send(PATH, said), { problem: "nonce_used" });
  });

  it("whoever signs by a method that a setting left", async () => {
    const settings = { OAUTH1_SIGNATURE_METHODS: "HMAC-SHA256" };
    credentialsIn(await ask({}, {}, { settings }));
    const reply = await ask({}, { signatureMethod: "HMAC-SHA1" }, { settings });
    assertProblem(reply, { problem: "signature_method_rejected", status: 400 });
  });
});
