import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { client } from "../../../test/support/cast.ts";
import { type LabIssuer, labIssuer } from "../../../test/support/lab_issuer.ts";
import { issuerUnderTest, type IssuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { bodyOf, textIn } from "../../../test/support/replies.ts";
import { fail, parseChallenge, type ReceivedRequest, type Reply, wireRequest } from "../../protocol/mod.ts";
import { labResource, type LabResourceOptions, type SignedReaderPort } from "./feature.ts";

const DESCRIBED = "https://issuer.test/.well-known/oauth-protected-resource/resource";

async function tokenAt(
  under: IssuerUnderTest,
  scope: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const as = await client(under.issuer);
  const form = { grant_type: "client_credentials", scope, ...more };
  return textIn(await under.post("/token", { as, form }), "access_token");
}

function challengeOf({ headers }: Reply): Readonly<Record<string, string>> {
  return { ...parseChallenge(headers["WWW-Authenticate"] ?? "").params };
}

function resourceIssuer(options: LabResourceOptions = {}): Promise<IssuerUnderTest> {
  return issuerUnderTest({ features: (standard) => [...standard, labResource(options)] });
}

describe("/resource", () => {
  let lab: LabIssuer;

  before(async () => {
    lab = await labIssuer();
  });

  for (const [method, scope, status] of [
    ["GET", "read", 200],
    ["GET", "read write", 200],
    ["GET", "write", 403],
    ["POST", "write", 200],
    ["POST", "read", 403],
  ] as const) {
    it(`answers ${status} to ${method} with the scope '${scope}'`, async () => {
      const reply = await lab.send(method, "/resource", { bearer: await tokenAt(lab, scope) });
      assert.equal(reply.status, status);
      if (status === 200) assert.deepInclude(bodyOf(reply), { resource: "opened", method, scope });
      else
        assert.deepInclude(challengeOf(reply), {
          error: "insufficient_scope",
          scope: method === "GET" ? "read" : "write",
        });
    });
  }

  rule("RFC6750-3-1", "says what is wanted, and of no error, to who has no token", async () => {
    const reply = await lab.get("/resource");
    assert.equal(reply.status, 401);
    assert.deepEqual(challengeOf(reply), { scope: "read", resource_metadata: DESCRIBED });
  });

  rule("RFC6750-3.1-2", "answers 401 with invalid_token to a token that nobody issued", async () => {
    const reply = await lab.get("/resource", { bearer: "nonsense" });
    assert.deepEqual([reply.status, challengeOf(reply)["error"]], [401, "invalid_token"]);
  });

  it("takes a token in a form, and none in the query", async () => {
    const access_token = await tokenAt(lab, "read write");
    assert.equal((await lab.post("/resource", { form: { access_token } })).status, 200);
    assert.equal((await lab.get("/resource", { query: { access_token } })).status, 401);
  });

  it("is no longer opened by a token that has expired", async () => {
    const { clock, ...own } = await labIssuer();
    const bearer = await tokenAt({ clock, ...own }, "read");
    clock.advance(3_600);
    assert.equal((await own.get("/resource", { bearer })).status, 401);
  });

  it("may be read from a script in a browser", () => {
    const [endpoint] = labResource().endpoints ?? [];
    assert.equal(endpoint?.cors, "client");
  });
});

describe("/resource as a protected resource", () => {
  rule("RFC9728-5.1-1", "says in each of its own challenges where it is described", async () => {
    const lab = await labIssuer();
    const bearer = await tokenAt(lab, "read");
    const replies = [await lab.get("/resource"), await lab.post("/resource", { bearer })];
    for (const reply of replies) assert.equal(challengeOf(reply)["resource_metadata"], DESCRIBED);
  });

  rule(["RFC9728-2-1", "RFC9728-3-1", "RFC9728-3.3-1"], "is described under its own name", async () => {
    const lab = await labIssuer();
    const reply = await lab.get(new URL(DESCRIBED).pathname);
    assert.equal(reply.status, 200);
    assert.deepInclude(bodyOf(reply), {
      resource: "https://issuer.test/resource",
      authorization_servers: ["https://issuer.test"],
      scopes_supported: ["read", "write"],
    });
  });

  for (const [resource, status] of [
    ["https://issuer.test/resource", 200],
    ["https://issuer.test", 200],
    ["https://issuer.test/resource/below", 401],
    ["https://issuer.test/api", 401],
    ["https://elsewhere.test/resource", 401],
  ] as const) {
    rule("RFC8707-3-1", `answers ${status} to a token for ${resource}`, async () => {
      const lab = await labIssuer();
      const reply = await lab.get("/resource", { bearer: await tokenAt(lab, "read", { resource }) });
      assert.equal(reply.status, status);
    });
  }
});

describe("/resource that a token opens so often", () => {
  it("answers invalid_token from then on, for that token alone", async () => {
    const under = await resourceIssuer({ tokenUses: 2 });
    const [one, other] = [await tokenAt(under, "read"), await tokenAt(under, "read")];
    const seen: number[] = [];
    for (const bearer of [one, one, one, other, one]) seen.push((await under.get("/resource", { bearer })).status);
    assert.deepEqual(seen, [200, 200, 401, 200, 401]);
    assert.equal(challengeOf(await under.get("/resource", { bearer: one }))["error"], "invalid_token");
  });

  it("does not count what it refuses", async () => {
    const under = await resourceIssuer({ tokenUses: 1 });
    const bearer = await tokenAt(under, "read");
    assert.equal((await under.post("/resource", { bearer })).status, 403);
    assert.equal((await under.get("/resource", { bearer })).status, 200);
  });

  it("opens to one of many requests at once", async () => {
    const under = await resourceIssuer({ tokenUses: 1 });
    const bearer = await tokenAt(under, "read");
    const replies = await Promise.all(Array.from({ length: 20 }, () => under.get("/resource", { bearer })));
    assert.lengthOf(
      replies.filter(({ status }) => status === 200),
      1,
    );
  });
});

describe("/resource for signed requests", () => {
  function reading(read: SignedReaderPort["read"]): SignedReaderPort {
    return { isSigned: ({ authorization }) => authorization?.startsWith("OAuth") === true, read };
  }

  function signedEndpoint(signed: SignedReaderPort) {
    const endpoint = labResource({ signed }).endpoints?.find(({ name }) => name === "signed_resource");
    assert(endpoint !== undefined);
    return endpoint;
  }

  it("are its own, and all others are not", async () => {
    const { answersWhen } = signedEndpoint(reading(() => assert.fail()));

    assert.isTrue(answersWhen?.(wireRequest({ headers: { authorization: "OAuth a" } })));
    assert.isFalse(answersWhen?.(wireRequest({ headers: { authorization: "Bearer a" } })));
  });

  it("are read as they were sent, and opened by their scope", async () => {
    const seen: ReceivedRequest[] = [];
    const signed = reading(async (received) => {
      seen.push(received);
      return { scope: ["read"], clientId: "a consumer", subject: { sub: "s", username: "u" } };
    });

    const { issuer } = await resourceIssuer({ signed });
    const exchange = exchangeAt(issuer, {
      path: "/resource",
      query: "a=1",
      headers: { authorization: "OAuth x", host: "h" },
    });
    const reply = await signedEndpoint(signed).handle(exchange);
    assert.deepInclude(bodyOf(reply), { client_id: "a consumer", sub: "s" });
    assert.deepInclude(seen[0], {
      origin: "https://issuer.test",
      path: "/resource",
      query: "a=1",
      authorization: "OAuth x",
      host: "h",
    });
  });

  for (const [name, signed, error] of [
    ["lack the scope", reading(async () => ({ scope: ["write"], clientId: "c" })), "insufficient_scope"],
    [
      "are signed wrongly",
      reading(() => fail("signature_invalid", "Cannot verify", { status: 401 })),
      "signature_invalid",
    ],
  ] as const) {
    it(`are refused where they ${name}`, async () => {
      const { issuer } = await resourceIssuer({ signed });
      const refusal = await Promise.resolve(
        signedEndpoint(signed).handle(exchangeAt(issuer, { path: "/resource" })),
      ).catch((thrown: unknown) => thrown);
      assert.propertyVal(refusal, "code", error);
    });
  }
});
