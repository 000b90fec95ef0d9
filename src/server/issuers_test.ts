import { assert } from "chai";
import { person } from "../../test/support/cast.ts";
import { testConfig } from "../../test/support/config.ts";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { NO_FETCH } from "../../test/support/no_fetch.ts";
import { preparedKeyPairs } from "../../test/support/key_pairs.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../test/support/records.ts";
import type { Issuer } from "../engine/mod.ts";
import { seededRandom, settableClock, silentLog } from "../platform/mod.ts";
import { memoryBroadcast, memoryDatabase, memoryEphemeralStore } from "../stores/memory/mod.ts";
import { openIssuer, type OpenIssuerOptions, settingsOf } from "./issuers.ts";

async function opened(said: Partial<OpenIssuerOptions> = {}): Promise<Issuer> {
  const clock = settableClock(START);
  const name = said.name ?? "default";
  return openIssuer({
    config: testConfig(),
    name,
    url: "https://issuer.test",
    stores: {
      durable: await memoryDatabase({ clock }).forIssuer(name),
      ephemeral: memoryEphemeralStore({ clock }),
      broadcast: memoryBroadcast(),
    },
    features: [],
    secretKey: "a secret key of more than thirty-two characters",
    clock,
    random: seededRandom("issuers"),
    slowHash: FAST_HASH,
    fetch: NO_FETCH,
    log: silentLog,
    generateKeyPair: preparedKeyPairs(),
    ...said,
  });
}

describe("settingsOf()", () => {
  it("adds the scopes of OpenID Connect and those of claims, and lets an installation say what they mean", () => {
    const { scopes } = settingsOf(
      testConfig({
        SCOPES: '{"a": "Do A", "email": "Write to you"}',
        DEFAULT_SCOPES: "a",
        SCOPE_CLAIMS: '{"club":["clubs","rank"]}',
      }),
    );
    assert.deepEqual(
      [...scopes.keys()],
      ["a", "email", "club", "openid", "profile", "address", "phone", "offline_access"],
    );
    assert.deepEqual([scopes.get("email"), scopes.get("club")], ["Write to you", "See your clubs, rank"]);
  });

  it("tells the spine what it must know", () => {
    const settings = settingsOf(
      testConfig({
        OIDC_ENABLED: "false",
        SCOPES: '{"a": "Do A"}',
        DEFAULT_SCOPES: "a",
        ACCESS_TOKEN_EXPIRE_SECONDS: "1",
        ACCESS_TOKEN_MAX_SECONDS: "2",
        REFRESH_TOKEN_EXPIRE_SECONDS: "3",
        SESSION_SECONDS: "64",
        INTERACTION_SECONDS: "65",
        REQUEST_APPROVAL_PROMPT: "force",
        ALLOWED_REDIRECT_URI_SCHEMES: "https",
        HTTP_REDIRECT_URIS: "any",
        PRIVATE_USE_URI_SCHEMES: "yes",
        ALLOW_LOCALHOST_LOOPBACK: "yes",
        ALLOW_URI_WILDCARDS: "yes",
      }),
    );
    assert.deepEqual(settings, {
      scopes: new Map([["a", "Do A"]]),
      defaultScope: ["a"],
      accessTokenLifetime: 1,
      longestAccessToken: 2,
      refreshTokenLifetime: 3,
      redirectUris: { schemes: ["https"], http: "any", privateUse: true, localhost: true, wildcards: true },
      sessionLifetime: 64,
      interactionLifetime: 65,
      approvalPrompt: "force",
    });
  });

  it("names no lifetime where refresh tokens have no end", () => {
    assert.notProperty(settingsOf(testConfig({ REFRESH_TOKEN_EXPIRE_SECONDS: "none" })), "refreshTokenLifetime");
  });
});

describe("openIssuer()", () => {
  it("derives keys that are the same in every process and differ by use, issuer and secret", async () => {
    const issuers = [await opened(), await opened({ name: "other" }), await opened({ secretKey: "b".repeat(32) })];
    const keys = issuers.flatMap(({ rotationKey, formKey }) => [rotationKey, formKey]);
    const texts = keys.map((key) => Buffer.from(key).toString("hex"));
    assert.lengthOf([...new Set(texts)], 6);
    for (const text of texts) assert.isAtLeast(text.length, 64);
    const { rotationKey, formKey } = await opened();
    assert.deepEqual([rotationKey, formKey], keys.slice(0, 2));
  });

  for (const [url, base] of [
    ["https://issuer.test", ""],
    ["https://issuer.test/tenant", "/tenant"],
    ["http://localhost:8000/a/b", "/a/b"],
  ] as const) {
    it(`puts the endpoints of ${url} below '${base}'`, async () => {
      const issuer = await opened({ url });
      assert.deepInclude(issuer, { url, base });
      assert.equal(issuer.metadata["issuer"], url);
    });
  }

  it("hears of clients that another process changed", async () => {
    const broadcast = memoryBroadcast();
    const clock = settableClock(START);
    const stores = {
      durable: await memoryDatabase({ clock }).forIssuer("default"),
      ephemeral: memoryEphemeralStore({ clock }),
      broadcast,
    };
    const { id: _id, ...record } = clientRecord({ clientId: "printer", name: "Old" });
    const added = await stores.durable.clients.add(record);
    const [one, two] = [await opened({ stores }), await opened({ stores })];
    assert.equal((await two.clients.find("printer"))?.name, "Old");
    await stores.durable.clients.change(added.id, { name: "New" });
    await one.clients.changed(added);
    assert.equal((await two.clients.find("printer"))?.name, "New");
  });

  it("ends sessions after the time that is set", async () => {
    const issuer = await opened({ config: testConfig({ SESSION_SECONDS: "100" }) });
    const { session } = await issuer.sessions.start(await person(issuer));
    assert.equal(session.expiresAt, START + 100);
  });
});
