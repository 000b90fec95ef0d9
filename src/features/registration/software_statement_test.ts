import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { initialToken, register, registered, registrar, WEB_APP } from "../../../test/http/registration.ts";
import { type NamedKey, namedKey } from "../../../test/support/client_jwt.ts";
import { issuerUnderTest, START } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { assertError, bodyOf } from "../../../test/support/replies.ts";
import { signJwt } from "../../protocol/mod.ts";
import { withStatement } from "./software_statement.ts";

const VENDOR = "https://vendor.test";
const PART = Buffer.from('{"alg":"ES256"}').toString("base64url");

type Claims = Readonly<Record<string, unknown>>;

function sign({ alg, kid, pair }: NamedKey, claims: Claims): Promise<string> {
  return signJwt({ iss: VENDOR, ...claims }, { alg, kid, key: pair.privateKey });
}

/** What becomes of a document beside a statement of a vendor who is trusted. */
async function read(claims: Claims, document: Claims = {}, key?: NamedKey) {
  const vendor = await namedKey("ES256", "vendor");
  const { issuer } = await issuerUnderTest();
  const statementIssuers = new Map([[VENDOR, { metadata: { jwks: vendor.jwks }, algs: ["ES256"] as const }]]);
  const statement = await sign(key ?? vendor, claims);
  return withStatement({ ...document, software_statement: statement }, { issuer, statementIssuers });
}

async function readText(statement: unknown) {
  const { issuer } = await issuerUnderTest();
  return withStatement({ software_statement: statement }, { issuer, statementIssuers: new Map() });
}

describe("withStatement()", () => {
  for (const document of [{}, { software_statement: null }, { software_id: "app" }]) {
    it(`leaves ${JSON.stringify(document)} as it is`, async () => {
      const { issuer } = await issuerUnderTest();
      assert.equal(await withStatement(document, { issuer, statementIssuers: new Map() }), document);
    });
  }

  rule("RFC7591-2.3-1", "lets the statement win over the document, and leaves the rest", async () => {
    const said = {
      client_name: "Real",
      redirect_uris: ["https://app.test/cb"],
      iat: START,
      jti: "1",
      software_statement: "x",
    };
    const { software_statement: statement, ...whole } = await read(said, { client_name: "Fake", scope: "read" });
    assert.deepEqual(whole, { client_name: "Real", redirect_uris: ["https://app.test/cb"], scope: "read" });
    assert.match(String(statement), /^ey/);
  });

  for (const statement of ["", "x", "a.b.c", `${PART}.${PART}`, 1, {}, [`${PART}.${PART}.${PART}`]]) {
    rule("RFC7591-3.2.2-4", `refuses ${JSON.stringify(statement).slice(0, 30)} as no JWT`, async () =>
      assertRefused(() => readText(statement), { code: "invalid_software_statement", rule: "RFC7591-3.2.2-4" }),
    );
  }

  for (const [what, claims] of [
    ["has expired", { exp: START - 60 }],
    ["is not for now", { nbf: START + 60 }],
  ] as const) {
    rule("RFC7591-3.2.2-4", `refuses one that ${what}`, async () =>
      assertRefused(() => read(claims), { code: "invalid_software_statement" }),
    );
  }

  rule(["RFC7591-2.3-1", "RFC7591-3.2.2-4"], "refuses one that another key signed, or another algorithm", async () => {
    for (const key of [await namedKey("ES256", "other"), await namedKey("RS256", "vendor")])
      await assertRefused(() => read({}, {}, key), { code: "invalid_software_statement" });
  });

  for (const [what, claims] of [
    ["somebody else", { iss: "https://other.test" }],
    ["nobody", { iss: undefined }],
    ["a list", { iss: [VENDOR] }],
    ["the vendor, for another server", { aud: "https://other.test" }],
  ] as const) {
    rule("RFC7591-3.2.2-5", `refuses one of ${what}`, async () =>
      assertRefused(() => read(claims), { code: "unapproved_software_statement", rule: "RFC7591-3.2.2-5" }),
    );
  }

  it("takes one that is for this server, and one that ends later", async () => {
    for (const claims of [{ aud: "https://issuer.test" }, { exp: START + 60 }]) await read(claims);
  });

  it("holds what it says to the limits of a document", async () => {
    await assertRefused(() => read({ colour: "\0" }), { code: "invalid_client_metadata" });
    const deep: unknown = JSON.parse(`${"[".repeat(20)}${"]".repeat(20)}`);
    await assertRefused(() => read({ colour: deep }), { code: "invalid_client_metadata" });
  });
});

describe("a software statement in a registration", () => {
  async function stage() {
    const vendor = await namedKey("ES256", "vendor");
    const trusted = JSON.stringify({ [VENDOR]: { jwks: vendor.jwks, algs: ["ES256"] } });
    return { vendor, under: await registrar("token", { settings: { SOFTWARE_STATEMENT_ISSUERS: trusted } }) };
  }

  it("is judged as the rest is, and comes back as it was", async () => {
    const { under, vendor } = await stage();
    const statement = await sign(vendor, { client_name: "Real", software_id: "app", client_id: "mine" });
    const { told, id } = await registered(under, { client_name: "Fake", software_statement: statement });
    assert.deepInclude(told, { client_name: "Real", software_id: "app", software_statement: statement });
    assert.notEqual(id, "mine");
    const wrong = await sign(vendor, { redirect_uris: ["/cb"] });
    const reply = await register(
      under,
      { ...WEB_APP, software_statement: wrong },
      { bearer: await initialToken(under) },
    );
    assertError(reply, { error: "invalid_redirect_uri" });
  });

  it("vouches for nobody", async () => {
    const { vendor, under } = await stage();
    const statement = await sign(vendor, { client_name: "Real" });
    const reply = await register(under, { ...WEB_APP, software_statement: statement });
    assertError(reply, { error: "invalid_token", status: 401 });
    assert.notProperty(bodyOf(reply), "client_id");
  });
});
