import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client, SECRET } from "../../test/support/cast.ts";
import { assertionClaims, assertionForm, keyClient, namedKey, signed } from "../../test/support/client_jwt.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { encode, type Given, type IssuerUnderTest, issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { assertRefused, type ExpectedRefusal, refusalOf } from "../../test/support/refusals.ts";
import { printBasicCredentials } from "../protocol/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { authenticateClient } from "./mod.ts";

let under: IssuerUnderTest;
let own: ClientRecord;
let other: ClientRecord;
let open: ClientRecord;

/** What a request brings: an Authorization header, a body. */
interface Brought {
  readonly header?: string;
  readonly form?: Given;
}

function basic(clientId: string, clientSecret = SECRET): string {
  return printBasicCredentials({ clientId, clientSecret });
}

function authenticate({ header, form = {} }: Brought): Promise<ClientRecord> {
  const headers = header === undefined ? {} : { authorization: header };
  const exchange = exchangeAt(under.issuer, { method: "POST", path: "/token", form: encode(form), headers });
  return authenticateClient(exchange, exchange.request.form);
}

before(async () => {
  under = await issuerUnderTest();
  own = await client(under.issuer);
  other = await client(under.issuer);
  open = await client(under.issuer, { type: "public" });
});

describe("authenticateClient()", () => {
  const fine: readonly (readonly [string, () => Brought])[] = [
    ["HTTP Basic", () => ({ header: basic(own.clientId) })],
    ["HTTP Basic in small letters", () => ({ header: basic(own.clientId).replace("Basic", "basic") })],
    [
      "HTTP Basic that repeats its id in the body",
      () => ({ header: basic(own.clientId), form: { client_id: own.clientId } }),
    ],
    ["HTTP Basic beside an empty client_secret", () => ({ header: basic(own.clientId), form: { client_secret: "" } })],
    ["id and secret in the body", () => ({ form: { client_id: own.clientId, client_secret: SECRET } })],
  ];
  for (const [name, brought] of fine) {
    rule("RFC6749-10.2-1", `takes ${name}`, async () => assert.equal((await authenticate(brought())).id, own.id));
  }

  const wrong: readonly (readonly [string, () => Brought])[] = [
    ["a wrong secret", () => ({ header: basic(own.clientId, "a wrong secret") })],
    ["the secret with NUL behind it", () => ({ header: `Basic ${btoa(`${own.clientId}:${SECRET}%00`)}` })],
    ["an empty secret", () => ({ header: basic(own.clientId, "") })],
    ["a secret of undefined", () => ({ header: basic(own.clientId, "undefined") })],
    ["a client that is not registered", () => ({ header: basic("nobody") })],
    ["a client called __proto__", () => ({ header: basic("__proto__") })],
    ["a wrong secret in the body", () => ({ form: { client_id: own.clientId, client_secret: "a wrong secret" } })],
    ["a client that is not registered, in the body", () => ({ form: { client_id: "nobody" } })],
    ["an id alone, of a client that has a secret", () => ({ form: { client_id: own.clientId } })],
    ["an id with an empty secret, of such a client", () => ({ form: { client_id: own.clientId, client_secret: "" } })],
    ["an id in other letters", () => ({ header: basic(own.clientId.toUpperCase()) })],
    ["nothing at all", () => ({})],
    ["an empty client_id", () => ({ form: { client_id: "" } })],
    ["a bearer token", () => ({ header: "Bearer abc" })],
    ["a secret without an id", () => ({ form: { client_secret: SECRET } })],
    [
      "HTTP Basic beside a secret without an id",
      () => ({ header: basic(own.clientId), form: { client_secret: SECRET } }),
    ],
    ["a header that is not base64", () => ({ header: "Basic ~~~" })],
    ["a header without a colon", () => ({ header: `Basic ${btoa(own.clientId)}` })],
  ];
  for (const [name, brought] of wrong) {
    rule(
      ["RFC6749-2.2-1", "RFC6749-5.2-3", "RFC6749-3.2.1-1"],
      `refuses ${name} with 401 and says how to do better`,
      async () => {
        const refusal = await refusalOf(() => authenticate(brought()));
        assert.deepInclude(refusal, { code: "invalid_client", status: 401 });
        assert.match(refusal.headers?.["WWW-Authenticate"] ?? "", /^Basic realm=/);
      },
    );
  }

  const twice: readonly (readonly [string, () => Brought, Partial<ExpectedRefusal>])[] = [
    [
      "HTTP Basic and a secret in the body",
      () => ({ header: basic(own.clientId), form: { client_id: own.clientId, client_secret: SECRET } }),
      { says: "two ways" },
    ],
    [
      "HTTP Basic and the id of another client in the body",
      () => ({ header: basic(own.clientId), form: { client_id: other.clientId } }),
      { says: "differs" },
    ],
    [
      "a client_id that comes twice",
      () => ({ form: { client_id: [own.clientId, own.clientId] } }),
      { says: "repeated" },
    ],
    [
      "a secret that comes twice",
      () => ({ form: { client_id: own.clientId, client_secret: [SECRET, SECRET] } }),
      { says: "repeated" },
    ],
  ];
  for (const [name, brought, expected] of twice) {
    rule("RFC6749-2.3-1", `refuses ${name} with 400`, () =>
      assertRefused(() => authenticate(brought()), { code: "invalid_request", status: 400, ...expected }),
    );
  }

  it("says the same of an unknown client as of a wrong secret, but for the words", async () => {
    const refusals = [
      await refusalOf(() => authenticate({ header: basic("nobody") })),
      await refusalOf(() => authenticate({ header: basic(own.clientId, "a wrong secret") })),
    ].map(({ code, status, rule, headers }) => ({ code, status, rule, headers }));
    assert.deepEqual(refusals[0], refusals[1]);
  });

  it("repeats no secret", async () => {
    const { message } = await refusalOf(() => authenticate({ header: basic(own.clientId, "a wrong secret") }));
    assert.notInclude(message, "a wrong secret");
  });
});

describe("authenticateClient() of a public client", () => {
  for (const [name, brought] of [
    ["its id alone", () => ({ form: { client_id: open.clientId } })],
    ["an id with an empty secret", () => ({ form: { client_id: open.clientId, client_secret: "" } })],
    ["a secret, which means nothing", () => ({ form: { client_id: open.clientId, client_secret: "x" } })],
    ["HTTP Basic with an empty secret", () => ({ header: basic(open.clientId, "") })],
  ] as const) {
    rule("RFC6749-3.2.1-2", `takes ${name}`, async () => assert.equal((await authenticate(brought())).id, open.id));
  }

  it("refuses one that is not registered", () =>
    assertRefused(() => authenticate({ form: { client_id: `${open.clientId}x` } }), { code: "invalid_client" }));
});

describe("authenticateClient() of a client that registered for one method", () => {
  const ways: readonly (readonly [string, (clientId: string) => Brought])[] = [
    ["client_secret_basic", (clientId) => ({ header: basic(clientId) })],
    ["client_secret_post", (clientId) => ({ form: { client_id: clientId, client_secret: SECRET } })],
  ];
  for (const [registered] of ways) {
    for (const [used, brought] of ways) {
      it(`${registered === used ? "takes" : "refuses"} ${used} of one that registered for ${registered}`, async () => {
        const { clientId } = await client(under.issuer, { authMethod: registered });
        if (registered === used) assert.equal((await authenticate(brought(clientId))).clientId, clientId);
        else {
          const says = `by ${used} as it is registered for another method`;
          await assertRefused(() => authenticate(brought(clientId)), { code: "invalid_client", says });
        }
      });
    }
  }

  it("takes the id alone of one that registered for none", async () => {
    const { clientId } = await client(under.issuer, { type: "public", authMethod: "none" });
    assert.equal((await authenticate({ form: { client_id: clientId } })).clientId, clientId);
  });
});

describe("authenticateClient() of a request with two proofs", () => {
  const RULE = "RFC7521-4.2.1-1";

  for (const [order, names] of [
    ["before", ["client_assertion", "client_secret"]],
    ["behind", ["client_secret", "client_assertion"]],
  ] as const) {
    rule(RULE, `answers invalid_client where one is an assertion, ${order} the secret in the list`, async () => {
      const { issuer } = await issuerUnderTest({
        features: (all) => [
          ...names.flatMap((name) => all.filter((feature) => feature.name === name)),
          ...all.filter(({ name }) => !names.some((one) => one === name)),
        ],
      });
      const app = await keyClient(issuer);
      const text = await signed(assertionClaims(issuer, app), await namedKey());
      const headers = { authorization: basic(app.clientId) };
      const exchange = exchangeAt(issuer, { form: encode(assertionForm(text)), headers });
      const refused = () => authenticateClient(exchange, exchange.request.form);
      await assertRefused(refused, { code: "invalid_client", status: 401, rule: RULE, says: "two ways" });
    });
  }
});
