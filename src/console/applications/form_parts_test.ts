import { assert } from "chai";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import type { FieldModel } from "../../pages/mod.ts";
import { formParts, type FormPartsOptions } from "./form_parts.ts";
import { NEW_APPLICATION } from "./typed_client.ts";

async function parts(changes: Partial<FormPartsOptions> = {}, options: IssuerUnderTestOptions = {}) {
  const { issuer } = await issuerUnderTest(options);
  return formParts({
    issuer,
    isStaff: false,
    before: undefined,
    typed: NEW_APPLICATION,
    judged: undefined,
    ...changes,
  });
}

async function fields(...args: Parameters<typeof parts>): Promise<readonly FieldModel[]> {
  return (await parts(...args)).flatMap((part) => part.fields);
}

async function field(name: string, ...args: Parameters<typeof parts>): Promise<FieldModel | undefined> {
  return (await fields(...args)).find((one) => one.name === name);
}

describe("formParts()", () => {
  it("has each field once", async () => {
    const names = (await fields({ isStaff: true })).map(({ name }) => name);
    assert.lengthOf(new Set(names), names.length);
  });

  it("has a field for every member that a feature brings, without a line here", async () => {
    const brings = {
      name: "new_thing",
      spec: "test",
      clientMetadata: [{ name: "new_member", says: "It is new", shape: "list", parse: (value: unknown) => value }],
    } as const;
    const shown = await field("new_member", {}, { features: (all) => [...all, brings] });
    assert.deepInclude(shown, { label: "New member", kind: "lines", hint: "It is new, one a line (new_member)" });
  });

  it("has the fields that people look for first, in their order, outside of what is folded", async () => {
    const open = (await parts()).filter(({ folded }) => folded !== true).flatMap((part) => part.fields);
    assert.deepEqual(
      open.map(({ name }) => name),
      ["name", "client_id", "client_type", "grant_types", "redirect_uris", "post_logout_redirect_uris", "scope"].concat(
        [
          "default_scope",
          "token_endpoint_auth_method",
          "id_token_signed_response_alg",
          "jwks_uri",
          "jwks",
          "oauth_signature_methods",
        ],
      ),
    );
  });

  it("lacks what a feature would bring that is turned off", async () => {
    const settings = { OIDC_ENABLED: "false" };
    assert.isUndefined(await field("id_token_signed_response_alg", {}, { settings }));
    const grants = (await field("grant_types", {}, { settings }))?.options?.map(({ text }) => text) ?? [];
    assert.notInclude(grants, "OpenID Connect hybrid");
    assert.include(grants, "Authorization code");
  });

  it("offers the grants in the words that people know", async () => {
    const texts = (await field("grant_types"))?.options?.map(({ text }) => text) ?? [];
    for (const text of [
      "Authorization code",
      "Implicit",
      "Resource owner password-based",
      "Client credentials",
      "Device code",
      "OAuth 1.0a (signed requests)",
      "OpenID Connect hybrid",
    ])
      assert.include(texts, text);
  });

  it("says of the grant of consumers what becomes of their secret, and what their people do without a callback", async () => {
    const consumer = (await field("grant_types"))?.options?.find(({ value }) => value === "oauth1");
    for (const text of ["consumer key", "under seal", "PIN", "two legs"]) assert.include(consumer?.hint, text);
  });

  it("has the signature methods to tick that the server takes, the plain one with a warning", async () => {
    const settings = { OAUTH1_SIGNATURE_METHODS: "HMAC-SHA256 PLAINTEXT" };
    const typed = new Map([["oauth_signature_methods", ["PLAINTEXT"]]]);
    const shown = await field("oauth_signature_methods", { typed }, { settings });
    assert.deepInclude(shown, { kind: "ticks", value: ["PLAINTEXT"] });
    assert.deepEqual(
      shown?.options?.map(({ value, hint = "" }) => [value, hint.includes("secrets themselves")]),
      [
        ["HMAC-SHA256", false],
        ["PLAINTEXT", true],
      ],
    );
  });

  it("has nothing of OAuth 1.0a where it is not served", async () => {
    const settings = { OAUTH1_ENABLED: "false" };
    assert.isUndefined(await field("oauth_signature_methods", {}, { settings }));
    const grants = (await field("grant_types", {}, { settings }))?.options ?? [];
    assert.notInclude(
      grants.map(({ value }) => value),
      "oauth1",
    );
  });

  it("does not let the id of an application be changed", async () => {
    assert.isUndefined(await field("client_id", { before: clientRecord() }));
  });

  it("offers a method that an application has, known or not", async () => {
    const shown = await field("token_endpoint_auth_method", {
      typed: new Map([["token_endpoint_auth_method", ["odd"]]]),
    });
    assert.isTrue(shown?.options?.some(({ value }) => value === "odd"));
  });

  it("demands nothing of the browser that is folded away", async () => {
    const folded = (await parts()).filter((part) => part.folded === true).flatMap((part) => part.fields);
    assert.isTrue(folded.every(({ required }) => required === false));
  });

  it("says what is wrong and what is unwise at the field, and not without end", async () => {
    const problems = new Map([["name", Array.from({ length: 8 }, (_, index) => `${index} ${"x".repeat(900)}`)]]);
    const shown = await field("name", { judged: { problems, warnings: new Map([["name", ["Beware"]]]) } });
    assert.equal(shown?.warning, "Beware");
    assert.match(shown?.problem ?? "", /^0 x+….*\. 4 x+…\. And 3 more$/);
    assert.isBelow(shown?.problem?.length ?? 0, 2_100);
    assert.isUndefined((await field("scope", { judged: { problems, warnings: new Map() } }))?.problem);
  });
});
