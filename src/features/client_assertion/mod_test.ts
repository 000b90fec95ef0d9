import { assert } from "chai";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import {
  assertionClaims,
  assertionForm,
  keyClient,
  namedKey,
  rawJwt,
  signed,
} from "../../../test/support/client_jwt.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { encode, type Given, type IssuerUnderTest, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { ClientAuthMethod, Feature } from "../../engine/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { clientAssertion } from "./mod.ts";

const METHODS = clientAssertion({ longest: 300 }).clientAuth!;
const [BY_KEY, BY_SECRET] = METHODS;

let under: IssuerUnderTest;
let app: ClientRecord;

before(async () => {
  under = await issuerUnderTest();
  app = await keyClient(under.issuer);
});

/** What a method reads out of a form. */
function read(method: ClientAuthMethod | undefined, form: Given) {
  const exchange = exchangeAt(under.issuer, { form: encode(form) });
  return method!.read(exchange, exchange.request.form);
}

function unsigned(alg: unknown, sub: unknown = "a client"): Readonly<Record<string, string>> {
  return assertionForm(rawJwt({ alg }, { sub }));
}

describe("clientAssertion()", () => {
  it("has two methods, each of which proves who the client is, and has no challenge of its own", () => {
    assert.deepEqual(
      METHODS.map(({ name, proves, challenge }) => [name, proves, challenge]),
      [
        ["private_key_jwt", true, undefined],
        ["client_secret_jwt", true, undefined],
      ],
    );
  });

  it("is for nobody who did not register for it by name", () => {
    for (const method of METHODS)
      for (const type of ["public", "confidential"] as const) assert.isFalse(method.fits(clientRecord({ type })));
  });

  for (const [alg, method] of [
    ["ES256", "private_key_jwt"],
    ["RS512", "private_key_jwt"],
    ["EdDSA", "private_key_jwt"],
    ["HS256", "client_secret_jwt"],
    ["HS512", "client_secret_jwt"],
    ["none", "private_key_jwt"],
    ["HS1", "private_key_jwt"],
    ["hs256", "private_key_jwt"],
  ] as const) {
    it(`reads a JWT of ${alg} by ${method}, and by that alone`, () => {
      const [right, wrong] = method === "private_key_jwt" ? [BY_KEY, BY_SECRET] : [BY_SECRET, BY_KEY];
      assert.equal(read(right, unsigned(alg))?.clientId, "a client");
      assert.isUndefined(read(wrong, unsigned(alg)));
    });
  }

  it("reads nothing of a request without an assertion", () => {
    for (const form of [{}, { client_id: "a", client_secret: "b" }, { assertion: "a.b.c" }])
      for (const method of METHODS) assert.isUndefined(read(method, form));
  });

  for (const sub of ["", " \t", "a\u00e4", "x".repeat(201), 7, null, ["a"]]) {
    rule(["RFC7523-3-3", "RFC7521-6.1-1"], `takes ${JSON.stringify(sub).slice(0, 20)} for no client`, () =>
      assertRefused(() => read(BY_KEY, unsigned("ES256", sub)), { code: "invalid_client", rule: "RFC7523-3-3" }),
    );
  }

  rule("RFC7521-4.2-3", "takes the client_id beside it only when it says the same", async () => {
    assert.equal(read(BY_KEY, { ...unsigned("ES256"), client_id: "a client" })?.clientId, "a client");
    await assertRefused(() => read(BY_KEY, { ...unsigned("ES256"), client_id: "A client" }), {
      code: "invalid_client",
      status: 401,
      rule: "RFC7521-4.2-3",
    });
  });

  beyond("RFC7523-3-3", "holds the sub against the client that was found, too", async () => {
    const text = await signed(assertionClaims(under.issuer, app), await namedKey());
    const claim = read(BY_KEY, assertionForm(text))!;
    const other = { ...app, clientId: "another" };
    const refused = () => claim.check(other, exchangeAt(under.issuer));
    await assertRefused(refused, { code: "invalid_client", status: 401, rule: "RFC7523-3-1" });
    assert.isTrue(await claim.check(app, exchangeAt(under.issuer)));
  });

  for (const [names, members] of [
    [["token_endpoint"], ["token"]],
    [
      ["token_endpoint", "revocation_endpoint", "introspection_endpoint"],
      ["token", "revocation", "introspection"],
    ],
    [["registration_endpoint", "userinfo_endpoint"], []],
    [[], []],
  ] as const) {
    rule("RFC8414-2-8", `names algorithms of ${members.join(", ") || "no endpoint"}`, () => {
      const endpoints = names.map((metadata) => ({ metadata })) as unknown as NonNullable<Feature["endpoints"]>;
      const features: readonly Feature[] = [{ name: "test", spec: "test", endpoints }];
      const told = clientAssertion({ longest: 300 }).hooks!.metadata!({ ...under.issuer, features });
      const expected = members.map((name) => `${name}_endpoint_auth_signing_alg_values_supported`);
      assert.sameMembers(Object.keys(told), expected);
    });
  }
});
