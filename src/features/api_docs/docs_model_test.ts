import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import type { Issuer, Operation } from "../../engine/mod.ts";
import type { ApiField } from "../../pages/mod.ts";
import { ACCESSES, BOOK, documentedFor, operationOf } from "./_described_test.ts";
import { docsClient } from "./docs_client.ts";
import { groupsOf, loginOf } from "./docs_model.ts";
import type { Documented } from "./documented.ts";

async function issuerOf(options: IssuerUnderTestOptions = {}): Promise<Issuer> {
  return (await issuerUnderTest(options)).issuer;
}

describe("groupsOf()", () => {
  let issuer: Issuer;
  before(async () => void (issuer = await issuerOf({ url: "https://issuer.test/tenant" })));

  function shown(changes: Partial<Operation>, at: Partial<Documented> = {}) {
    const [group] = groupsOf([documentedFor({ operation: operationOf(changes), ...at })], issuer);
    return group!.operations[0]!;
  }

  it("keeps operations of a tag together, in their order", () => {
    const tags = ["A", "A", "B"];
    const all = tags.map((tag, index) => documentedFor({ id: `${index}`, operation: operationOf({ tag }) }));
    const groups = groupsOf(all, issuer).map(({ name, operations }) => [name, operations.map(({ id }) => id)]);
    assert.deepEqual(groups, [
      ["A", ["0", "1"]],
      ["B", ["2"]],
    ]);
  });

  for (const [tag, brief] of [
    ["Books", false],
    ["Pages for people", true],
  ] as const) {
    it(`shows the group '${tag}' ${brief ? "briefly" : "in full"}`, () => {
      const [group] = groupsOf([documentedFor({ operation: operationOf({ tag }) })], issuer);
      assert.equal(group?.brief, brief);
    });
  }

  for (const [below, path] of [
    ["issuer", "/tenant/books"],
    ["host", "/books"],
  ] as const) {
    it(`sends what lies below the ${below} to ${path}, by curl as well`, () => {
      const operation = shown({}, { below });
      assert.equal(operation.path, path);
      assert.include(operation.curl, `'https://issuer.test${path}'`);
    });
  }

  it("says where else it is, below the issuer", () => {
    assert.deepEqual(shown({}, { alsoAt: ["/o/books"] }).alsoAt, ["/tenant/o/books"]);
  });

  it("speaks of no signature where nobody can sign", async () => {
    const unsigned = await issuerOf({ settings: { OAUTH1_ENABLED: "false" } });
    const operation = operationOf({ access: [ACCESSES["a bearer or a signer"]!] });
    const [group] = groupsOf([documentedFor({ operation })], unsigned);
    assert.equal(group?.operations[0]?.access, "For whoever has an access token with the scope read.");
  });

  for (const [who, says, sendsToken] of [
    ["whoever asks", "For anybody.", false],
    ["a client", "For a client.", false],
    ["a client with a proof", "For a client that proves who it is.", false],
    ["a bearer", "For whoever has an access token.", true],
    ["a bearer for something", "For whoever has an access token with the scope read write.", true],
    ["a bearer or a signer", "For whoever has an access token with the scope read, or signs by one.", true],
    ["who registers", "For whoever has a token that registers clients.", false],
  ] as const) {
    it(`says that it is for ${who}`, () => {
      const { access, sendsToken: sends } = shown({ access: [ACCESSES[who]!] });
      assert.deepEqual([access, sends], [says, sendsToken]);
    });
  }

  it("says who else may ask", () => {
    const access = [ACCESSES["a client"]!, ACCESSES["a bearer"]!];
    assert.equal(shown({ access }).access, "For a client, or whoever has an access token.");
    assert.isTrue(shown({ access }).sendsToken);
    assert.equal(shown({}).access, "For anybody.");
  });

  for (const [speaks, canTry] of [
    ["json", true],
    ["bearer", true],
    ["page", false],
  ] as const) {
    it(`${canTry ? "lets one try" : "only tells of"} what speaks ${speaks}`, () =>
      assert.equal(shown({}, { speaks }).canTry, canTry));
  }

  const FIELDS: readonly (readonly [string, Partial<Operation>, Partial<ApiField>])[] = [
    ["a text", { query: { a: { says: "A" } } }, { place: "query", kind: "text", required: false }],
    ["a segment, which is needed", { segments: { a: { says: "A" } } }, { place: "path", required: true }],
    ["a number", { query: { a: { says: "A", schema: { type: "integer" } } } }, { kind: "number" }],
    ["a secret", { form: { a: { says: "A", schema: { format: "password" } } } }, { place: "form", kind: "secret" }],
    ["a choice", { form: { a: { says: "A", schema: { enum: [1, 2] } } } }, { kind: "choice", choices: ["1", "2"] }],
    ["a needed field", { form: { a: { says: "A", required: true } } }, { required: true }],
    ["a body", { json: BOOK }, { name: "body", place: "json", kind: "long", value: '{\n  "id": 0\n}' }],
    ["a token", { access: [ACCESSES["who registers"]!] }, { place: "bearer", kind: "secret", required: false }],
  ];
  for (const [what, changes, expected] of FIELDS) {
    it(`has a field for ${what}`, () => {
      const { fields } = shown(changes);
      assert.lengthOf(fields, 1);
      assert.deepInclude(fields[0], expected);
    });
  }

  it("shows what a body looks like, and nothing where there is none", () => {
    const { answers } = shown({ answers: { 200: { says: "It", schema: BOOK }, 204: { says: "Nothing" } } });
    assert.deepEqual(
      [...answers],
      [
        { status: "200", says: "It", shape: "{\n  id: integer\n  name?: string\n}" },
        { status: "204", says: "Nothing" },
      ],
    );
  });
});

describe("loginOf()", () => {
  async function login(options: IssuerUnderTestOptions = {}) {
    const issuer = await issuerOf(options);
    return loginOf(await docsClient(exchangeAt(issuer)), issuer);
  }

  it("is by the endpoints of the issuer", async () => {
    assert.deepInclude(await login({ url: "https://issuer.test/tenant" }), {
      clientId: "api-docs",
      authorize: "https://issuer.test/tenant/authorize",
      token: "https://issuer.test/tenant/token",
      revoke: "https://issuer.test/tenant/revoke",
      docs: "https://issuer.test/tenant/docs",
    });
  });

  it("offers each scope with its sentence, those ticked that are standard, and none that is for refreshing", async () => {
    const scopes = (await login())?.scopes ?? [];
    assert.deepInclude(scopes, { name: "read", sentence: "See your data", checked: true });
    assert.deepInclude(scopes, { name: "openid", sentence: "Know who you are here", checked: false });
    assert.notInclude(
      scopes.map(({ name }) => name),
      "offline_access",
    );
  });

  for (const missing of ["spine", "authorization_code"]) {
    it(`is not there without ${missing}`, async () => {
      const features: IssuerUnderTestOptions["features"] = (all) => all.filter(({ name }) => name !== missing);
      assert.isUndefined(await login({ features }));
    });
  }

  it("is not there without a client", async () => assert.isUndefined(loginOf(undefined, await issuerOf())));

  it("cannot give tokens back where nobody can", async () => {
    const told = await login({ features: (all) => all.filter(({ name }) => name !== "revocation") });
    assert.notProperty(told, "revoke");
  });
});
