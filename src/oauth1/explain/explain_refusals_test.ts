import { assert } from "chai";
import { client, person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { digest } from "../../platform/mod.ts";
import { mintToken, OAuthError } from "../../protocol/mod.ts";
import { type EphemeralStore, StoreUnavailable } from "../../stores/mod.ts";
import { signatureBaseString } from "../signature_base.ts";
import { tokenSecretOf } from "../token_secret.ts";
import type { WrongSignature } from "../verify.ts";
import { baseOf, encoded, receivedFrom, SECRETS, type Sent, type Signer, trialOf } from "./_trial_test.ts";
import { earlierSecrets, explainRefusals, type ExplainingIssuer, originsOf } from "./explain_refusals.ts";
import { findRefused } from "./refused_request.ts";

const SENT: Sent = { query: "size=original&x_auth_password=hunter2-hunter2" };
const REFUSAL = new OAuthError("signature_invalid", "Cannot accept it", { rule: "RFC5849-3.2-1" });

async function wrongFrom(sent: Sent, signer: Signer, more: Partial<WrongSignature> = {}) {
  const tested = await issuerUnderTest();
  const consumer = await client(tested.issuer, { grantTypes: ["oauth1"] });
  const trial = trialOf(receivedFrom(sent, signer));
  const base = signatureBaseString(trial.signed);
  const wrong: WrongSignature = { ...trial, base, client: consumer, refusal: REFUSAL, ...more };
  return { ...tested, consumer, wrong };
}

async function extraOf(sent: Sent, signer: Signer) {
  const { issuer, wrong } = await wrongFrom(sent, signer);
  return explainRefusals(issuer, { explains: true })(wrong);
}

describe("explainRefusals()", () => {
  it("tells what the server signed, what it received, the mistake, how to mend it, and the difference", async () => {
    const { extra, rule, description, status, code } = await extraOf(SENT, { method: "get" });
    assert.deepEqual({ rule, status, code }, { rule: "RFC5849-3.4.1.1-1", status: 401, code: "signature_invalid" });
    assert.equal(description, "Cannot accept it: The method is signed in lower case");
    assert.equal(extra["oauth_signature_base_string"], baseOf(SENT).replace("hunter2-hunter2", "***"));
    assert.include(extra["oauth_parameters_received"], "size=original&x_auth_password=%2A%2A%2A");
    assert.equal(extra["oauth_signature_mistake"], "method_in_lower_case");
    assert.include(extra["oauth_signature_mend"], "capitals");
    assert.include(extra["oauth_signature_difference"], "in the method");
  });

  it("tells what to look at where no mistake is known", async () => {
    const { extra, rule, description } = await extraOf(SENT, { key: () => "another" });
    assert.equal(rule, "RFC5849-3.2-1");
    assert.equal(description, "Cannot accept it");
    assert.include(extra["oauth_signature_mend"], "a secret may be another one");
    assert.doesNotHaveAnyKeys(extra, ["oauth_signature_mistake", "oauth_signature_difference"]);
  });

  it("names the parameter that the mistake is about", async () => {
    const signer: Signer = { picks: (all) => all.filter(([name]) => name !== "oauth_nonce") };
    assert.include((await extraOf({}, signer)).description, "('oauth_nonce' is not signed)");
  });

  it("tells nothing where it is off, and keeps what was refused for the owner all the same", async () => {
    const { issuer, wrong, consumer } = await wrongFrom(SENT, { method: "get" });
    assert.strictEqual(await explainRefusals(issuer, { explains: false })(wrong), REFUSAL);
    const kept = await findRefused(consumer.id, issuer);
    assert.deepInclude(kept, { method: "GET", address: "https://photos.example.net/photos" });
    assert.equal(kept?.report.verdict, "wrong");
    assert.isUndefined(kept?.report.mistake);
  });

  it("keeps the mistake for the owner where it is on", async () => {
    const { issuer, wrong, consumer } = await wrongFrom(SENT, { method: "get" });
    await explainRefusals(issuer, { explains: true })(wrong);
    assert.equal((await findRefused(consumer.id, issuer))?.report.mistake?.name, "method_in_lower_case");
  });

  it("knows by which name the client called the server", async () => {
    const signer: Signer = { uri: "https://inside.test:8443/photos" };
    const { issuer, wrong } = await wrongFrom({}, signer);
    const received = { ...wrong.received, host: "inside.test:8443" };
    const { extra } = await explainRefusals(issuer, { explains: true })({ ...wrong, received });
    assert.equal(extra["oauth_signature_mistake"], "other_host");
  });

  for (const [what, away] of [
    ["to keep it", { put: () => Promise.reject(new StoreUnavailable("redis", "Cannot reach it")) }],
    ["that has gone wrong", { put: () => Promise.reject(new TypeError("Cannot write")) }],
  ] as const) {
    it(`explains without a store ${what}`, async () => {
      const { issuer, wrong } = await wrongFrom({}, { method: "get" });
      const ephemeral: EphemeralStore = { ...issuer.ephemeral, ...away };
      const { extra } = await explainRefusals({ ...issuer, ephemeral }, { explains: true })(wrong);
      assert.equal(extra["oauth_signature_mistake"], "method_in_lower_case");
    });
  }

  it("shows no secret, whatever the client sends for one", async () => {
    const signature: Signer = { signs: () => `${encoded(SECRETS.consumerSecret)}&${encoded(SECRETS.tokenSecret)}` };
    const text = JSON.stringify(await extraOf({ ...SENT, params: { oauth_verifier: "hunter2-hunter2" } }, signature));
    for (const secret of [...Object.values(SECRETS), "hunter2-hunter2"]) {
      assert.notInclude(text, secret);
      assert.notInclude(text, encoded(secret));
    }
  });
});

/** Token credentials that came of temporary ones. */
async function redeemed() {
  const { issuer } = await issuerUnderTest();
  const { id: owner } = await client(issuer, { grantTypes: ["oauth1"] });
  const { id: accountId } = await person(issuer);
  const tag = "01234567";
  const temporary = mintToken("tc", { random: issuer.random, tag });
  const text = mintToken("ot", { random: issuer.random, tag });
  const record = { tag, client: owner, accountId, grantType: "oauth1", scope: [], generation: 0, bindings: {} };
  await issuer.durable.families.open({ ...record, codeDigest: digest(temporary), createdAt: 0 });
  return { issuer, temporary, text };
}

describe("earlierSecrets()", () => {
  it("knows the secret of the temporary credentials of which token credentials came", async () => {
    const { issuer, temporary, text } = await redeemed();
    assert.deepEqual(await earlierSecrets(text, issuer), [tokenSecretOf(temporary, issuer)]);
  });

  it("knows none of temporary credentials, of what was never issued, and of no token", async () => {
    const { issuer, temporary } = await redeemed();
    for (const text of [temporary, mintToken("ot", { random: issuer.random }), "token"]) {
      assert.deepEqual(await earlierSecrets(text, issuer), []);
    }
  });

  it("knows none while the database is away", async () => {
    const { issuer, text } = await redeemed();
    const find = () => Promise.reject(new StoreUnavailable("postgres", "Cannot reach it"));
    const durable: ExplainingIssuer["durable"] = { ...issuer.durable, families: { ...issuer.durable.families, find } };
    assert.deepEqual(await earlierSecrets(text, { ...issuer, durable }), []);
  });
});

describe("originsOf()", () => {
  it("has the scheme of the server's own name", () => {
    assert.deepEqual(originsOf("Inside:80", "HTTPS://api.test"), ["https://Inside:80"]);
  });
});
