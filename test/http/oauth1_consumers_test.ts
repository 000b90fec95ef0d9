import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { assert } from "chai";
import { metadataGround, registrationPolicyOf } from "../../src/engine/mod.ts";
import { exportFixture, type Fixture, planImport } from "../../src/server/fixture/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { SECRET } from "../support/cast.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { type Consumer, consumerOf, type SignatureMethod, signRequest } from "../support/oauth1.ts";
import { markupOf } from "../support/replies.ts";
import {
  applicationRegistrar,
  problemsIn,
  recordOf,
  registered,
  type Registrar,
  secretIn,
  textOf,
  warningsIn,
  wrongFields,
} from "./applications.ts";
import { saidIn } from "./oauth1_legs.ts";

const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const EC = generateKeyPairSync("ec", { namedCurve: "P-256" });

type FixtureClient = NonNullable<Fixture["clients"]>[number];

const CONSUMER: Given = { grant_types: "oauth1", redirect_uris: "" };

function pem(key: KeyObject): string {
  return key.export({ type: key.type === "private" ? "pkcs8" : "spki", format: "pem" }).toString();
}

/** What the first leg answers to a consumer: `ok`, or the problem. */
async function asks(on: Registrar, consumer: Consumer, signatureMethod: SignatureMethod = "HMAC-SHA1") {
  const path = "/oauth1/request_token";
  const params = { oauth_callback: "oob" };
  const timestamp = on.clock.now();
  const url = `${on.issuer.url}${path}`;
  const { headers } = signRequest({ url, method: "POST", consumer, params, timestamp, signatureMethod });
  const said = saidIn(await on.send("POST", path, { headers }));
  return said["oauth_problem"] ?? (said["oauth_token"] === undefined ? "nothing" : "ok");
}

describe("A consumer that is registered on the pages", () => {
  it("signs with the id and the secret that are shown, under the names that its library has for them", async () => {
    const on = await applicationRegistrar();
    const page = await on.register(CONSUMER);
    for (const text of ["Client id, the consumer key", "Client secret, the consumer secret"])
      assert.include(textOf(page), text);
    const [app] = await on.all();
    assert.equal(await asks(on, { key: app!.clientId, secret: secretIn(page) }), "ok");
    assert.equal(await asks(on, { key: app!.clientId, secret: SECRET }), "signature_invalid");
  });

  it("signs by a key that was pasted as PEM, which stands there as a key set from then on", async () => {
    const on = await applicationRegistrar();
    const methods = ["RSA-SHA1", "RSA-SHA256"] as const;
    const app = await registered(on, { ...CONSUMER, oauth_signature_methods: methods, jwks: pem(RSA.publicKey) });
    for (const method of methods) assert.equal(await asks(on, consumerOf(app, RSA.privateKey), method), "ok");
    const other = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
    assert.equal(await asks(on, consumerOf(app, other), "RSA-SHA1"), "signature_invalid");
    assert.equal(await asks(on, consumerOf(app), "HMAC-SHA1"), "signature_method_rejected");
    const form = markupOf(await on.browser.get(`/applications/${app.id}/update`));
    assert.include(form, "&quot;keys&quot;");
    assert.notInclude(form, "BEGIN PUBLIC KEY");
  });

  it("signs by nothing but what is ticked", async () => {
    const on = await applicationRegistrar();
    const page = await on.register({ ...CONSUMER, oauth_signature_methods: ["HMAC-SHA256"] });
    const [app] = await on.all();
    const consumer = { key: app!.clientId, secret: secretIn(page) };
    assert.equal(await asks(on, consumer, "HMAC-SHA256"), "ok");
    for (const method of ["HMAC-SHA1", "PLAINTEXT"] as const)
      assert.equal(await asks(on, consumer, method), "signature_method_rejected");
  });

  for (const [what, fill, says] of [
    ["signs by RSA and has no key", {}, /^jwks: Give an RSA public key/],
    ["signs by RSA and has a key on a curve", { jwks: pem(EC.publicKey) }, /^jwks: Give an RSA public key/],
    ["pastes half of a key", { jwks: pem(RSA.publicKey).slice(0, 99) }, /^jwks: .*to END PUBLIC KEY/],
  ] as const) {
    it(`is not one that ${what}: the field says so, and keeps what was typed`, async () => {
      const on = await applicationRegistrar();
      const page = await on.register({ ...CONSUMER, oauth_signature_methods: ["RSA-SHA256"], ...fill });
      assert.equal(page.status, 400);
      assert.match(problemsIn(page).join(), says);
      assert.match(markupOf(page), /<input[^>]*value="RSA-SHA256" checked/);
      assert.isEmpty(await on.all());
    });
  }

  it("is not public", async () => {
    const on = await applicationRegistrar();
    const page = await on.register({ ...CONSUMER, client_type: "public" });
    assert.match(problemsIn(page).join(), /grant_types: A public client cannot use oauth1/);
  });

  it("never leaves its private key there: it is refused, and not shown again", async () => {
    const on = await applicationRegistrar();
    const secret = pem(RSA.privateKey);
    const page = await on.register({ ...CONSUMER, name: "Mine", jwks: secret });
    assert.deepEqual(wrongFields(page), ["jwks"]);
    assert.match(problemsIn(page).join(), /nothing of it was kept/);
    assert.include(markupOf(page), "Mine");
    for (const part of [secret.split("\n")[1]!, "PRIVATE KEY-----"]) assert.notInclude(markupOf(page), part);
    assert.isEmpty(await on.all());
  });

  it("is warned of weak methods before it is saved, and saved with them", async () => {
    const on = await applicationRegistrar();
    const weak = { ...CONSUMER, oauth_signature_methods: ["PLAINTEXT", "HMAC-SHA1"] };
    const [warning, ...others] = warningsIn(await on.register({ ...weak, check: "yes" }));
    assert.match(warning ?? "", /^oauth_signature_methods: PLAINTEXT sends the secrets/);
    assert.isEmpty(others);
    assert.deepInclude((await registered(on, weak)).metadata, {
      oauth_signature_methods: weak.oauth_signature_methods,
    });
  });

  it("finds on its page what is to be typed into a library", async () => {
    const on = await applicationRegistrar();
    const app = await on.own({ grantTypes: ["oauth1"], redirectUris: [] });
    const text = textOf(await on.browser.get(`/applications/${app.id}`));
    for (const leg of ["request_token", "authorize", "access_token"])
      assert.include(text, `${on.issuer.url}/oauth1/${leg}`);
    assert.include(text, `Consumer key ${app.clientId}`);
    const other = await on.own({ grantTypes: ["authorization_code"] });
    assert.notInclude(textOf(await on.browser.get(`/applications/${other.id}`)), "OAuth 1.0a");
  });
});

describe("The secret of a consumer", () => {
  async function withSecret(said: Given = CONSUMER): Promise<{ on: Registrar; app: ClientRecord; consumer: Consumer }> {
    const on = await applicationRegistrar();
    const page = await on.register(said);
    const [app] = await on.all();
    return { on, app: app!, consumer: { key: app!.clientId, secret: secretIn(page) } };
  }

  for (const [keep, lasts] of [
    ["3600", 3_600],
    ["0", 0],
  ] as const) {
    it(`signs for another ${lasts} seconds beside the new one`, async () => {
      const { on, app, consumer } = await withSecret();
      const page = await on.browser.submit(await on.browser.get(`/applications/${app.id}/secret`), { keep });
      const renewed = { ...consumer, secret: secretIn(page) };
      assert.equal(await asks(on, renewed), "ok");
      assert.equal(await asks(on, consumer), lasts > 0 ? "ok" : "signature_invalid");
      on.clock.advance(lasts);
      assert.equal(await asks(on, consumer), "signature_invalid");
      assert.equal(await asks(on, renewed), "ok");
    });
  }

  it("is a new one where an application of OAuth 2.0 becomes a consumer, and the page says why", async () => {
    const { on, app, consumer } = await withSecret({});
    assert.equal(await asks(on, consumer), "consumer_key_rejected");
    const page = await on.change(app, { grant_types: ["authorization_code", "oauth1"] });
    assert.include(textOf(page), "has a new secret, as of the one before only a digest was kept");
    assert.equal(await asks(on, { ...consumer, secret: secretIn(page) }), "ok");
    assert.equal(await asks(on, consumer), "signature_invalid");
  });

  it("serves on where an application that is a consumer changes its methods", async () => {
    const { on, app, consumer } = await withSecret();
    const changed = await on.change(app, { oauth_signature_methods: ["HMAC-SHA1"] });
    assert.equal(changed.status, 303);
    assert.deepEqual((await recordOf(on, app)).secrets, app.secrets);
    assert.equal(await asks(on, consumer), "ok");
  });

  it("signs no more where the grant was taken away", async () => {
    const { on, app, consumer } = await withSecret();
    await on.change(app, { grant_types: "client_credentials" });
    assert.equal(await asks(on, consumer), "consumer_key_rejected");
  });
});

describe("A consumer of an older server", () => {
  /** As older servers made them: a key of their own, and a secret of 16 characters. */
  const OLD: FixtureClient = {
    client_id: "dpf43f3p2l4k3l03",
    client_type: "confidential",
    client_secret: "kd94hf93k423kf44",
    grant_types: ["oauth1"],
    redirect_uris: ["https://printer.test/ready"],
  };
  const KEPT: Consumer = { key: "dpf43f3p2l4k3l03", secret: "kd94hf93k423kf44" };

  async function load({ issuer, clock }: Registrar, clients: readonly FixtureClient[], now = clock.now()) {
    const options = { ...issuer, policy: registrationPolicyOf(issuer), fields: issuer.clientMetadata, now };
    const fixture: Fixture = { touchstone: 1, clients: [...clients] };
    const ground = metadataGround(issuer);
    const steps = await planImport(fixture, { ...options, ground, onConflict: "replace", people: false });
    for (const { carryOut } of steps) await carryOut();
    return steps.map(({ action }) => action);
  }

  it("is imported with its key and its secret, and signs as before", async () => {
    const on = await applicationRegistrar();
    assert.deepEqual(await load(on, [OLD]), ["create"]);
    for (const method of ["HMAC-SHA1", "HMAC-SHA256"] as const) assert.equal(await asks(on, KEPT, method), "ok");
    assert.deepEqual(await load(on, [OLD]), ["same"]);
  });

  it("is imported with its public key as PEM", async () => {
    const on = await applicationRegistrar();
    const metadata = { oauth_signature_methods: ["RSA-SHA1"], jwks: pem(RSA.publicKey) };
    await load(on, [{ ...OLD, metadata }]);
    assert.equal(await asks(on, { ...KEPT, privateKey: RSA.privateKey }, "RSA-SHA1"), "ok");
  });

  it("moves on with its secret, from an installation with the same SECRET_KEY", async () => {
    const [from, to] = [await applicationRegistrar(), await applicationRegistrar()];
    await load(from, [{ ...OLD, metadata: { oauth_signature_methods: ["HMAC-SHA1"] } }]);
    const { clients = [] } = await exportFixture({ durable: from.issuer.durable, settings: {}, people: false });
    assert.notInclude(JSON.stringify(clients), KEPT.secret);
    assert.deepEqual(await load(to, clients), ["create"]);
    assert.equal(await asks(to, KEPT), "ok");
  });

  it("signs with the same secret after a digest of it was all that was kept", async () => {
    const on = await applicationRegistrar();
    await load(on, [{ ...OLD, grant_types: ["client_credentials"] }]);
    assert.deepEqual(await load(on, [OLD], on.clock.now() + 1), ["replace"]);
    assert.equal(await asks(on, KEPT), "ok");
  });
});
