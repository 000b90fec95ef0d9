import { assert } from "chai";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../test/support/issuer_under_test.ts";
import type { Feature, Fields, Operation } from "../engine/mod.ts";
import { describeAuthorize, describeToken } from "./describe.ts";

async function tokenOperation(options: IssuerUnderTestOptions = {}): Promise<Operation> {
  return describeToken((await issuerUnderTest(options)).issuer).POST!;
}

async function authorizeFields(options: IssuerUnderTestOptions = {}): Promise<Fields> {
  return describeAuthorize((await issuerUnderTest(options)).issuer).GET!.query!;
}

function without(...names: readonly string[]): IssuerUnderTestOptions {
  return { features: (all) => all.filter(({ name }) => !names.includes(name)) };
}

/** A feature that reads a parameter of the endpoints of others. */
function reading(fields: NonNullable<Feature["fields"]>): IssuerUnderTestOptions {
  return { features: (all) => [...all, { name: "reader", spec: "test", fields }] };
}

describe("describeToken()", () => {
  it("names the grant types that there are, and asks for one", async () => {
    const { form } = await tokenOperation(without("password", "device"));
    assert.isTrue(form?.["grant_type"]?.required);
    assert.deepEqual(form?.["grant_type"]?.schema?.enum, ["authorization_code", "refresh_token", "client_credentials"]);
  });

  it("has the fields of every grant, each told whose it is, and none of a grant that is not there", async () => {
    const { form } = await tokenOperation();
    assert.match(form?.["code"]?.says ?? "", /\(authorization_code\)$/);
    assert.match(form?.["username"]?.says ?? "", /\(password\)$/);
    assert.notProperty((await tokenOperation(without("password"))).form, "username");
  });

  it("says of what several grants read what it is, once", async () => {
    const { form } = await tokenOperation();
    assert.equal(form?.["scope"]?.says, "What is asked for, separated by spaces");
  });

  it("asks for nothing that one grant alone needs", async () => {
    const { form = {} } = await tokenOperation();
    const needed = Object.keys(form).filter((name) => form[name]?.required === true);
    assert.deepEqual(needed, ["grant_type"]);
  });

  it("has what features read beside the grants", async () => {
    assert.property((await tokenOperation()).form, "code_verifier");
    assert.notProperty((await tokenOperation(without("pkce"))).form, "code_verifier");
    const { form } = await tokenOperation(reading({ token: { code: { says: "Something else" } } }));
    assert.match(form?.["code"]?.says ?? "", /\(authorization_code\); Something else$/);
  });

  for (const [names, expected] of [
    [[], true],
    [["openid"], false],
  ] as const) {
    it(`tells ${expected ? "" : "nothing "}of ID tokens ${expected ? "" : "without OpenID Connect"}`, async () => {
      const { answers } = await tokenOperation(without(...names));
      assert.equal("id_token" in (answers[200]?.schema?.properties ?? {}), expected);
    });
  }
});

describe("describeAuthorize()", () => {
  it("has the same parameters in a query and in a form", async () => {
    const { GET, POST } = describeAuthorize((await issuerUnderTest()).issuer);
    assert.deepEqual(GET?.query, POST?.form);
  });

  it("names the response types and modes that there are", async () => {
    const { response_type: type, response_mode: mode } = await authorizeFields(without("openid", "form_post", "jarm"));
    assert.match(type?.says ?? "", /: code, token, code token$/);
    assert.deepEqual(mode?.schema?.enum, ["query", "fragment"]);
  });

  for (const [feature, field] of [
    ["pkce", "code_challenge"],
    ["openid", "nonce"],
    ["authentication_request", "acr_values"],
    ["request_object", "request"],
  ] as const) {
    it(`has ${field}, and not without ${feature}`, async () => {
      assert.property(await authorizeFields(), field);
      assert.notProperty(await authorizeFields(without(feature)), field);
    });
  }

  it("asks for a client and for what is wanted", async () => {
    const fields = await authorizeFields();
    const needed = Object.keys(fields).filter((name) => fields[name]?.required === true);
    assert.deepEqual(needed, ["client_id", "response_type"]);
  });
});
