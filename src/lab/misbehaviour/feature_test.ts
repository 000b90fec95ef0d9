import { assert } from "chai";
import { labParts } from "../../../test/support/lab_issuer.ts";
import { claimsIn, openidFlow, verified } from "../../../test/support/openid_flow.ts";
import { bodyOf, locationOf } from "../../../test/support/replies.ts";
import { withHeaders } from "../../protocol/mod.ts";
import type { Fault, FaultUse } from "../faults/fault.ts";
import type { Place } from "../journal/entry.ts";
import { faultOf, flowWith, type LabFlow, servedIn } from "./_lab_flow_test.ts";
import { misbehaviour } from "./feature.ts";

const WRONG_ISSUER = faultOf("token", { idToken: (claims) => ({ ...claims, iss: `${String(claims["iss"])}1` }) });

async function refreshed(flow: LabFlow): Promise<unknown> {
  const { refresh_token: token } = await flow.tokens({ scope: "openid offline_access" });
  return bodyOf(await flow.refresh(token))["id_token"];
}

describe("claims of the ID token", () => {
  for (const [name, ask, place] of [
    ["the token response", async (flow: LabFlow) => (await flow.tokens())["id_token"], "token"],
    ["the answer to a refresh", async (flow: LabFlow) => refreshed(flow), "token"],
    [
      "the implicit answer",
      async (flow: LabFlow) => (await flow.front({ response_type: "id_token token" })).get("id_token"),
      "callback",
    ],
    [
      "the hybrid answer",
      async (flow: LabFlow) => (await flow.front({ response_type: "code id_token" })).get("id_token"),
      "callback",
    ],
  ] as const) {
    it(`are wrong in ${name}, signed rightly, and the journal says so there`, async () => {
      const flow = await flowWith(WRONG_ISSUER);
      const token = await ask(flow);
      assert.equal(claimsIn(token)["iss"], "https://issuer.test1");
      const refusal = await verified(flow, token).catch((error: unknown) => error);
      assert.propertyVal(refusal, "reason", "issuer");
      assert.equal(servedIn(flow.journal()).at(-1), `wrong at ${place}`);
    });
  }

  it("are changed by one fault after the other, each of which sees what the one before made of them", async () => {
    const add = (name: string): Fault => ({
      ...faultOf("token", { idToken: (claims) => ({ ...claims, seen: [claims["seen"], name].flat() }) }),
      name,
    });
    const flow = await flowWith(add("a"), add("b"));
    assert.deepEqual(claimsIn((await flow.tokens())["id_token"])["seen"], [null, "a", "b"]);
    assert.deepEqual(flow.journal().at(-1)?.faults, ["a", "b"]);
  });

  it("stay right where a fault answers them as they were, and the journal does not name it", async () => {
    const flow = await flowWith(
      faultOf("token", { idToken: (claims, { place }) => (place === "callback" ? {} : claims) }),
    );
    await verified(flow, (await flow.tokens())["id_token"]);
    assert.isEmpty(servedIn(flow.journal()));
  });
});

describe("what a fault is told", () => {
  it("is the exchange, the options of its use, how often it was at work, the place, and of what it is", async () => {
    const seen: unknown[] = [];
    const idToken: Fault["idToken"] = (claims, { exchange, options, before, place, of }) => {
      seen.push([exchange.request.path, options, before, place, of.client.clientId]);
      return claims;
    };
    const flow = await flowWith(faultOf("token", { idToken }));
    flow.use([{ fault: "wrong", options: { seconds: 4 } }]);
    await flow.tokens();
    await flow.front({ response_type: "id_token" });
    assert.deepEqual(seen, [
      ["/token", { seconds: 4 }, 0, "token", flow.client.clientId],
      ["/authorize", { seconds: 4 }, 1, "callback", flow.client.clientId],
    ]);
  });
});

describe("parameters of the authorization answer", () => {
  for (const [name, change, expected] of [
    ["one is another", { state: "other" }, { state: "other", iss: "https://issuer.test" }],
    ["one is missing", { iss: undefined }, { state: "a state", iss: null }],
    ["one is empty", { state: "" }, { state: "", iss: "https://issuer.test" }],
    ["there is one more", { extra: "1" }, { state: "a state", extra: "1" }],
  ] as const) {
    it(`are wrong where ${name}`, async () => {
      const flow = await flowWith(faultOf("callback", { authorizeReply: (given) => ({ ...given, ...change }) }));
      const { searchParams } = locationOf(await flow.ask());
      for (const [key, value] of Object.entries(expected)) assert.equal(searchParams.get(key), value, key);
      assert.isString(searchParams.get("code"));
      assert.deepEqual(servedIn(flow.journal()), ["wrong at callback"]);
    });
  }

  it("are wrong in an error as well", async () => {
    const flow = await flowWith(faultOf("callback", { authorizeReply: ({ error: _error, ...rest }) => rest }));
    const { searchParams } = locationOf(await flow.ask({ prompt: "none", scope: "nonsense" }));
    assert.deepEqual([...searchParams.keys()].toSorted(), ["error_description", "iss", "state"]);
  });
});

describe("the body of a token response", () => {
  it("is wrong, but for what comes of it", async () => {
    const flow = await flowWith(
      faultOf("token", { tokenReply: ({ token_type: _type, ...rest }) => ({ ...rest, expires_in: "x" }) }),
    );
    const body = await flow.tokens();
    assert.notProperty(body, "token_type");
    assert.equal(body["expires_in"], "x");
    assert.equal((await flow.userinfo(body["access_token"])).status, 200);
  });
});

describe("an access token", () => {
  it("is stored as a fault has it", async () => {
    const flow = await flowWith(faultOf("token", { accessToken: (record) => ({ ...record, scope: [] }) }));
    const { access_token: token } = await flow.tokens();
    assert.equal((await flow.userinfo(token)).status, 403);
    assert.deepEqual(servedIn(flow.journal()), ["wrong at token"]);
  });
});

describe("the claims of UserInfo", () => {
  it("are wrong", async () => {
    const flow = await flowWith(faultOf("userinfo", { userinfo: (claims) => ({ ...claims, sub: "other" }) }));
    const { access_token: token } = await flow.tokens();
    assert.equal(bodyOf(await flow.userinfo(token))["sub"], "other");
    assert.deepEqual(servedIn(flow.journal()), ["wrong at userinfo"]);
  });
});

describe("a whole answer", () => {
  for (const [place, ask] of [
    ["discovery", (flow: LabFlow) => flow.under.get("/.well-known/openid-configuration")],
    ["jwks", (flow: LabFlow) => flow.under.get("/jwks")],
    ["token", (flow: LabFlow) => flow.redeem("nonsense")],
    ["userinfo", (flow: LabFlow) => flow.userinfo("nonsense")],
    ["introspection", (flow: LabFlow) => flow.under.post("/introspect", { as: flow.client, form: {} })],
    ["revocation", (flow: LabFlow) => flow.under.post("/revoke", { as: flow.client, form: {} })],
    ["device_authorization", (flow: LabFlow) => flow.under.post("/device_authorization", { form: {} })],
    ["resource", (flow: LabFlow) => flow.under.get("/resource")],
    ["authorize", (flow: LabFlow) => flow.under.get("/authorize")],
    ["person", (flow: LabFlow) => flow.under.get("/login")],
    ["callback", (flow: LabFlow) => flow.ask()],
    ["end_session", (flow: LabFlow) => flow.under.get("/logout")],
  ] as const) {
    it(`is wrong at ${place}, and nowhere else`, async () => {
      const seen: Place[] = [];
      const reply: Fault["reply"] = (right, context) => {
        seen.push(context.place);
        return withHeaders(right, { "x-wrong": "1" });
      };
      const flow = await flowWith(faultOf(place, { reply }));
      assert.equal((await ask(flow)).headers["x-wrong"], "1");
      await flow.under.get("/.well-known/webfinger");
      assert.deepEqual(seen, [place]);
      assert.deepEqual(servedIn(flow.journal()), [`wrong at ${place}`]);
    });
  }

  it("is wrong also for a method that the endpoint does not take, and for a preflight", async () => {
    const flow = await flowWith(faultOf("token", { reply: (right) => withHeaders(right, { "x-wrong": "1" }) }));
    for (const method of ["GET", "OPTIONS"])
      assert.equal((await flow.under.send(method, "/token")).headers["x-wrong"], "1", method);
  });

  it("of the authorization endpoint itself is wrong at either of its two places", async () => {
    const mark = (name: string, place: Place): Fault => ({
      ...faultOf(place, { reply: (right) => withHeaders(right, { [name]: "1" }) }),
      name,
    });
    const flow = await flowWith(mark("a", "callback"), mark("b", "authorize"));
    assert.deepInclude((await flow.ask()).headers, { a: "1", b: "1" });
    assert.deepEqual(servedIn(flow.journal()), ["b at authorize", "a at callback"]);
  });
});

describe("an issuer of the lab without a fault", () => {
  it("answers as one that is none", async () => {
    const [lab, right] = [await flowWith(), await openidFlow()];
    for (const path of ["/.well-known/openid-configuration", "/jwks"]) {
      const [one, other] = [await lab.under.get(path), await right.under.get(path)];
      assert.deepEqual(Object.keys(bodyOf(one)), Object.keys(bodyOf(other)), path);
      assert.deepEqual(Object.keys(one.headers), Object.keys(other.headers), path);
    }
    const [one, other] = [await lab.tokens(), await right.tokens()];
    assert.deepEqual(Object.keys(one), Object.keys(other));
    assert.deepEqual(Object.keys(claimsIn(one["id_token"])), Object.keys(claimsIn(other["id_token"])));
  });

  it("counts nothing", async () => {
    const { live } = labParts();
    const counted: unknown[] = [];
    const count = async (use: FaultUse): Promise<number> => counted.push(use);
    const flow = await openidFlow({
      features: (standard) => [...standard, misbehaviour({ ...live, count }, new Map())],
    });
    await flow.tokens();
    assert.isEmpty(counted);
  });
});
