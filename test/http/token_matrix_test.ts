import { assert } from "chai";
import type { ErrorCode, Reply } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { CALLBACK, client, PASSWORD, SECRET } from "../support/cast.ts";
import { type CodeFlow, codeFlow, VERIFIER } from "../support/code_flow.ts";
import { type Asked, type Given, issuerUnderTest } from "../support/issuer_under_test.ts";
import { bodyOf, textIn } from "../support/replies.ts";

/** What each grant is asked with; what can be used up is made anew. */
const GRANTS: Readonly<Record<string, (flow: CodeFlow) => Promise<Given>>> = {
  authorization_code: async (flow) => ({
    code: await flow.code(),
    redirect_uri: CALLBACK,
    code_verifier: VERIFIER,
  }),
  refresh_token: async (flow) => ({
    refresh_token: textIn(await flow.redeem(await flow.code()), "refresh_token"),
  }),
  client_credentials: async () => ({}),
  password: async ({ account }) => ({ username: account.username, password: PASSWORD }),
};
const NAMES = Object.keys(GRANTS);

function byBasic(of: ClientRecord, form: Given, secret = SECRET): Asked {
  return { as: of, secret, form };
}

function byPost({ clientId }: ClientRecord, form: Given, secret: string | undefined = SECRET): Asked {
  return { form: { ...form, client_id: clientId, client_secret: secret } };
}

function byName({ clientId }: ClientRecord, form: Given): Asked {
  return { form: { ...form, client_id: clientId } };
}

async function stage(said: Parameters<typeof client>[1] = {}): Promise<CodeFlow> {
  const under = await issuerUnderTest();
  return codeFlow(under, { client: await client(under.issuer, said) });
}

async function formFor(grant: string, flow: CodeFlow): Promise<Given> {
  return { grant_type: grant, ...(await GRANTS[grant]!(flow)) };
}

function assertIssued(reply: Reply, message?: string): void {
  assert.equal(reply.status, 200, message ?? JSON.stringify(reply));
  assert.isString(bodyOf(reply)["access_token"]);
}

/** A way to authenticate that is wrong whatever is asked for. */
type WrongWay = readonly [
  name: string,
  asked: (of: ClientRecord, form: Given) => Asked,
  error: ErrorCode,
  status: number,
  section: string,
];

const WRONG_WAYS: readonly WrongWay[] = [
  ["no client at all", (_of, form) => ({ form }), "invalid_client", 401, "3.2.1"],
  ["a name that needs a proof", byName, "invalid_client", 401, "5.2"],
  ["nobody's name", (of, form) => byName({ ...of, clientId: "nobody" }, form), "invalid_client", 401, "5.2"],
  ["a wrong secret in the header", (of, form) => byBasic(of, form, "wrong"), "invalid_client", 401, "5.2"],
  ["a wrong secret in the body", (of, form) => byPost(of, form, "wrong"), "invalid_client", 401, "5.2"],
  ["no secret in the header", (of, form) => byBasic(of, form, ""), "invalid_client", 401, "5.2"],
  [
    "no name beside the secret",
    (_of, form) => ({ form: { ...form, client_secret: SECRET } }),
    "invalid_client",
    401,
    "3.2.1",
  ],
  [
    "a secret in both places",
    (of, form) => ({ ...byBasic(of, form), ...byPost(of, form) }),
    "invalid_request",
    400,
    "2.3",
  ],
  [
    "a right secret in the header and a wrong one in the body",
    (of, form) => ({ ...byBasic(of, form), ...byPost(of, form, "wrong") }),
    "invalid_request",
    400,
    "2.3",
  ],
  [
    "another name in the body",
    (of, form) => ({ ...byBasic(of, form), ...byName({ ...of, clientId: "another" }, form) }),
    "invalid_request",
    400,
    "2.3",
  ],
];

for (const grant of NAMES) {
  describe(`the grant ${grant} asked for with`, () => {
    for (const [name, asked, error, status, section] of WRONG_WAYS) {
      it(`${name} is ${error}, and uses nothing up`, async () => {
        const flow = await stage();
        const form = await formFor(grant, flow);
        const reply = await flow.under.post("/token", asked(flow.client, form));
        assert.deepInclude(bodyOf(reply), {
          error,
          error_uri: `https://www.rfc-editor.org/rfc/rfc6749#section-${section}`,
        });
        assert.equal(reply.status, status);
        assert.equal("WWW-Authenticate" in reply.headers, status === 401);
        assertIssued(await flow.under.post("/token", byBasic(flow.client, form)), "it was used up");
      });
    }

    it("a client that may use all grants but this one is refused as such, whatever it brings", async () => {
      const others = [...NAMES, "implicit"].filter((one) => one !== grant);
      const flow = await stage({ grantTypes: others });
      for (const brought of [{}, { code: "x" }, { refresh_token: "x" }, { username: "x", password: "x" }]) {
        const reply = await flow.under.post("/token", byBasic(flow.client, { grant_type: grant, ...brought }));
        assert.deepInclude(bodyOf(reply), { error: "unauthorized_client" });
        assert.equal(reply.status, 400);
      }
    });

    for (const [registered, right, wrong] of [
      ["client_secret_basic", byBasic, byPost],
      ["client_secret_post", byPost, byBasic],
    ] as const) {
      it(`a client that is registered for ${registered} is let in by it, and by no other way`, async () => {
        const flow = await stage();
        const form = await formFor(grant, flow);
        await flow.under.issuer.durable.clients.change(flow.client.id, { authMethod: registered });
        await flow.under.issuer.clients.changed(flow.client);
        const refused = await flow.under.post("/token", wrong(flow.client, form));
        assert.deepInclude(bodyOf(refused), { error: "invalid_client" });
        assertIssued(await flow.under.post("/token", right(flow.client, form)));
      });
    }

    it(`a public client ${grant === "client_credentials" ? "is refused" : "is let in"} by its name`, async () => {
      const flow = await stage({ type: "public" });
      // Nobody may register it so: it is refused all the same.
      await flow.under.issuer.durable.clients.change(flow.client.id, { grantTypes: NAMES });
      const reply = await flow.under.post("/token", byName(flow.client, await formFor(grant, flow)));
      if (grant !== "client_credentials") assertIssued(reply);
      else assert.deepInclude(bodyOf(reply), { error: "unauthorized_client" });
    });
  });
}

/** What one grant takes, brought to another. */
const STRAY: readonly (readonly [grant: string, given: Given, error: ErrorCode])[] = [
  ["refresh_token", { code: "ts_ac_x" }, "invalid_request"],
  ["authorization_code", { refresh_token: "ts_rt_x" }, "invalid_request"],
  ["password", { code: "ts_ac_x" }, "invalid_request"],
];

describe("what belongs to another grant", () => {
  for (const [grant, given, error] of STRAY) {
    it(`is no ${grant}: ${Object.keys(given).join()}`, async () => {
      const flow = await stage();
      const reply = await flow.under.post("/token", byBasic(flow.client, { grant_type: grant, ...given }));
      assert.deepInclude(bodyOf(reply), { error });
    });
  }

  it("is not used up beside a grant that does not read it", async () => {
    const flow = await stage();
    const code = await formFor("authorization_code", flow);
    const mixed = { ...code, ...(await formFor("client_credentials", flow)) };
    assertIssued(await flow.under.post("/token", byBasic(flow.client, mixed)));
    assertIssued(await flow.under.post("/token", byBasic(flow.client, code)), "the code was used up");
  });

  for (const [to, of] of [
    ["refresh_token", "authorization_code"],
    ["authorization_code", "refresh_token"],
  ] as const) {
    it(`is nothing to ${to}, though it is a live ${of}, and stays alive`, async () => {
      const flow = await stage();
      const form = await formFor(of, flow);
      const text = form["code"] ?? form["refresh_token"];
      const swapped = { ...form, grant_type: to, [to === "refresh_token" ? "refresh_token" : "code"]: text };
      const reply = await flow.under.post("/token", byBasic(flow.client, swapped));
      assert.deepInclude(bodyOf(reply), { error: "invalid_grant" });
      assertIssued(await flow.under.post("/token", byBasic(flow.client, form)), "it was used up");
    });
  }
});
