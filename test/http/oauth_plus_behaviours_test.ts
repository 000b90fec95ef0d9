import { assert } from "chai";
import type { OauthProblem, Reply } from "../../src/protocol/mod.ts";
import { CALLBACK } from "../support/cast.ts";
import { assertProblem, credentialsIn, type Legs, legs, saidIn } from "./oauth1_legs.ts";

/** A mistake that somebody makes at a consumer. */
type Mistake = (on: Legs) => Promise<Reply>;

async function redeemWith(on: Legs, verifier: string | undefined): Promise<Reply> {
  const temporary = await on.temporary();
  await on.allow(temporary.token);
  return on.redeem(temporary, verifier);
}

async function askAs(on: Legs, consumer: Partial<Legs["consumer"]>): Promise<Reply> {
  const params = { oauth_callback: CALLBACK };
  return on.send("/oauth1/request_token", { consumer: { ...on.consumer, ...consumer }, params });
}

/** What the older server writes in plain text, and the words that stand for it here. */
const ROWS: readonly (readonly [there: string, status: number, here: OauthProblem, mistake: Mistake])[] = [
  ["Invalid Consumer.", 401, "consumer_key_unknown", (on) => askAs(on, { key: "nobody" })],
  ["Could not verify OAuth request.", 401, "signature_invalid", (on) => askAs(on, { secret: "another" })],
  [
    "Invalid request token.",
    401,
    "token_rejected",
    (on) => on.redeem({ token: "ts_tc_of-nobody", secret: "s" }, "12345678"),
  ],
  ["Invalid OAuth verifier.", 400, "parameter_rejected", (on) => redeemWith(on, "another")],
  ["Missing OAuth parameters: verifier", 400, "parameter_absent", (on) => redeemWith(on, undefined)],
  ["Missing OAuth parameters: callback", 400, "parameter_absent", (on) => on.send("/oauth1/request_token")],
  [
    "Request Token not approved by the user.",
    401,
    "permission_unknown",
    async (on) => on.redeem(await on.temporary(), "12345678"),
  ],
];

describe("what users of django-oauth-plus rely on", () => {
  for (const [there, status, here, mistake] of ROWS) {
    it(`answers '${there}' as ${here}, with ${status}`, async () => {
      const reply = await mistake(await legs());
      assertProblem(reply, { problem: here, status });
      assert.match(reply.headers["WWW-Authenticate"] ?? "", /^OAuth realm="[^"]+"/);
    });
  }

  it("answers a nonce that comes again as nonce_used, with 401", async () => {
    const on = await legs();
    const said = { params: { oauth_callback: CALLBACK }, nonce: "the same" };
    credentialsIn(await on.send("/oauth1/request_token", said));
    assertProblem(await on.send("/oauth1/request_token", said), { problem: "nonce_used" });
  });

  for (const [what, client] of [
    ["key of 200 characters", { clientId: "k".repeat(200) }],
    ["secret of 16 characters", { clientSecret: "kd94hf93k423kf44" }],
    ["key and a secret with characters that are encoded", { clientId: "a+b/c=%", clientSecret: "a&b c+d%26=" }],
  ] as const) {
    it(`lets a consumer with a ${what} through all three legs`, async () => {
      const on = await legs({ client });
      const consumer = { ...on.consumer, ...("clientSecret" in client ? { secret: client.clientSecret } : {}) };
      const temporary = await on.temporary(CALLBACK, { consumer });
      const verifier = await on.verifier(temporary.token);
      assert.isString(saidIn(await on.redeem(temporary, verifier, { consumer }))["oauth_token_secret"]);
    });
  }

  it("asks for what was the name of a resource there as a scope", async () => {
    const on = await legs();
    const temporary = await on.temporary(CALLBACK, { form: { scope: "read" } });
    const verifier = await on.verifier(temporary.token);
    credentialsIn(await on.redeem(temporary, verifier));
    const [family] = await on.under.issuer.durable.families.listOf(on.owner.id);
    assert.deepEqual(family?.scope, ["read"]);
  });
});
