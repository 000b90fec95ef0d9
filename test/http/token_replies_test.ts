import { assert } from "chai";
import type { Reply } from "../../src/protocol/mod.ts";
import { rule } from "../../conformance/support/rule.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { codeRequest } from "../support/code_flow.ts";
import { assertError, bodyOf } from "../support/replies.ts";
import { parametersOf } from "./authorization.ts";
import { ask, passwordForm, scene, type Scene } from "./tokens.ts";

const FLAT = new Set(["string", "number", "boolean"]);
const FORM = { grant_type: "client_credentials" };

/** Refusals of many kinds. */
async function refusals(on: Scene): Promise<readonly Reply[]> {
  return Promise.all([
    ask(on, on.app, {}),
    ask(on, on.app, { grant_type: "magic" }),
    ask(on, on.app, { ...FORM, scope: "admin" }),
    ask(on, on.app, passwordForm(on.ann, { password: "wrong horse" })),
    on.post("/token", { form: FORM }),
    on.post("/token", { form: "grant_type=%zz" }),
    on.get("/token"),
  ]);
}

function assertFlat(body: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(body)) assert.isTrue(FLAT.has(typeof value), name);
}

describe("the answers of the token endpoint", () => {
  rule("RFC6749-5.1-10", "are flat JSON objects when they hold tokens", async () => {
    const on = await scene();
    for (const form of [FORM, passwordForm(on.ann)]) assertFlat(bodyOf(await ask(on, on.app, form)));
  });

  rule(["RFC6749-5.2-6", "RFC6749-5.2-1"], "are flat JSON objects when they hold errors", async () => {
    for (const reply of await refusals(await scene())) {
      assertFlat(bodyOf(reply));
      assert.match(String(bodyOf(reply)["error"]), /^(?:invalid_\w+|unsupported_grant_type)$/);
      assert.include([400, 401, 405], reply.status);
    }
  });

  rule(
    ["RFC6749-5.2-5", "RFC6749-4.1.2.1-7", "RFC6749-4.2.2.1-6"],
    "name the broken sentence by a URI, and the request by a trace",
    async () => {
      const on = await scene();
      const uris = (await refusals(on))
        .map((reply) => bodyOf(reply)["error_uri"])
        .filter((uri) => typeof uri === "string");
      assert.isAtLeast(uris.length, 5);
      for (const uri of uris) assert.match(uri, /^https:\/\/www\.rfc-editor\.org\/rfc\/rfc\d+#section-[\d.]+$/);
      const [reply] = await refusals(on);
      assert.match(reply!.headers["Trace-Id"] ?? "", /^test-\d+$/);
      for (const response_type of ["code", "token"]) {
        const sent = await on.get("/authorize", { query: codeRequest(on.app, { response_type, scope: "admin" }) });
        assert.notProperty(parametersOf(sent, response_type === "code" ? "search" : "hash"), "error_uri");
      }
    },
  );

  for (const [id, name, changes] of [
    ["RFC6749-3.2-2", "an empty scope", { scope: "" }],
    ["RFC6749-3.2-2", "empty parameters of other grants", { code: "", username: "", refresh_token: "" }],
    ["RFC6749-3.2-3", "parameters that are not known", { nonsense: "1", audience: "x", constructor: "2" }],
    ["RFC6749-3.2-3", "parameters of other grants", { code: "a", redirect_uri: CALLBACK }],
    ["RFC6749-3.2-3", "an unknown parameter that is repeated", { nonsense: ["1", "2"] }],
  ] as const) {
    rule(id, `do not mind ${name}`, async () => {
      const on = await scene();
      const reply = await ask(on, on.app, { ...FORM, ...changes });
      assert.equal(bodyOf(reply)["scope"], "read write");
    });
  }

  it("take no parameters from the query", async () => {
    const on = await scene();
    const reply = await on.post("/token", { as: on.app, query: FORM });
    assertError(reply, { error: "invalid_request", says: "'grant_type' is missing" });
    const secret = await on.post("/token", { query: { client_id: on.app.clientId }, form: FORM });
    assertError(secret, { error: "invalid_client", status: 401 });
  });

  rule("RFC9700-2.5-1", "demand credentials of every client that can keep them, for every grant", async () => {
    const on = await scene();
    for (const grant_type of on.issuer.grants.keys()) {
      const reply = await on.post("/token", {
        form: { grant_type, client_id: on.app.clientId, code: "a", refresh_token: "b" },
      });
      assertError(reply, { error: "invalid_client", status: 401 });
    }
  });

  it("refuse a grant type that is registered for the client and not there", async () => {
    const on = await scene({ features: (all) => all.filter(({ name }) => name !== "password") });
    assertError(await ask(on, on.app, passwordForm(on.ann)), { error: "unsupported_grant_type" });
  });

  rule(
    "RFC9700-4.11.2-3",
    "and those of the authorization endpoint: no parameter leads the browser elsewhere",
    async () => {
      const on = await scene();
      const other = await client(on.issuer, { redirectUris: ["https://other.test/cb"] });
      for (const name of ["next", "return_to", "redirect", "redirect_url", "error_uri", "continue"]) {
        const reply = await on.get("/authorize", {
          query: codeRequest(on.app, { [name]: "https://evil.test/", scope: "admin" }),
        });
        assert.isTrue(reply.kind === "redirect" && reply.location.startsWith(`${CALLBACK}?error=`), name);
      }
      const mixed = await on.get("/authorize", { query: codeRequest(on.app, { client_id: other.clientId }) });
      assert.equal(mixed.kind, "html");
    },
  );
});
