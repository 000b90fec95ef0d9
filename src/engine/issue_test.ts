import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { client } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { faultyStores } from "../../test/support/faulty_stores.ts";
import { type IssuerUnderTest, issuerUnderTest, START } from "../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../test/support/records.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { silentLog } from "../platform/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { type Draft, type Entitlement, findAccessToken } from "../tokens/mod.ts";
import {
  type Exchange,
  type Feature,
  type IssueOptions,
  issueTokens,
  lifetimeFor,
  refreshLifetimeFor,
  type Settings,
  tokenBody,
} from "./mod.ts";

/** An issuer on stores that can be made to fail, and what a client of it may be issued. */
async function prepared(feature?: Feature) {
  let faults: ReturnType<typeof faultyStores> | undefined;
  const under = await issuerUnderTest({
    stores: (standard) => (faults = faultyStores(standard)).stores,
    features: (standard) => (feature === undefined ? standard : [...standard, feature]),
  });
  const asks = await client(under.issuer);
  const refresh = { kind: "none" } as const;
  const entitlement: Entitlement = { client: asks, scope: ["read"], accessLifetime: 600, refresh, bindings: { a: 1 } };
  const warnings: string[] = [];
  const log = { ...silentLog, warn: (message: string) => void warnings.push(message) };
  return { under, entitlement, exchange: exchangeAt(under.issuer, { log }), faults: faults!, warnings };
}

function isAlive({ issuer }: IssuerUnderTest, draft: Draft): Promise<boolean> {
  return findAccessToken(draft.accessToken, issuer).then((found) => found !== undefined);
}

/** Remembers the draft that a claim was shown. */
function claiming(claim: (draft: Draft) => Promise<boolean>): IssueOptions["claim"] & { shown?: Draft } {
  const remembering: IssueOptions["claim"] & { shown?: Draft } = (draft) => {
    remembering.shown = draft;
    return claim(draft);
  };
  return remembering;
}

describe("issueTokens()", () => {
  it("stores the access token before the claim, which is the last write", async () => {
    const { under, entitlement, exchange } = await prepared();
    let before = false;
    const draft = await issueTokens(entitlement, {
      exchange,
      async claim(paper) {
        before = await isAlive(under, paper);
        return true;
      },
    });
    assert.isTrue(before);
    assert.isTrue(await isAlive(under, draft!));
  });

  it("withdraws the access token and answers nothing when the claim is lost", async () => {
    const { under, entitlement, exchange } = await prepared();
    const claim = claiming(async () => false);
    assert.isUndefined(await issueTokens(entitlement, { exchange, claim }));
    assert.isFalse(await isAlive(under, claim.shown!));
  });

  it("withdraws it and throws on when the claim fails", async () => {
    const { under, entitlement, exchange } = await prepared();
    const error = new StoreUnavailable("postgres", undefined);
    const claim = claiming(() => Promise.reject(error));
    assert.equal(await thrownBy(() => issueTokens(entitlement, { exchange, claim })), error);
    assert.isFalse(await isAlive(under, claim.shown!));
  });

  it("says why it failed, and only warns, when the token cannot be withdrawn either", async () => {
    const { entitlement, exchange, faults, warnings } = await prepared();
    const error = new StoreUnavailable("postgres", undefined);
    faults.arm({ call: 2, failure: "gone" });
    const claim = () => Promise.reject(error);
    assert.equal(await thrownBy(() => issueTokens(entitlement, { exchange, claim })), error);
    assert.equal(faults.failed, "redis forget a");
    assert.match(warnings.join(), /^Cannot withdraw an access token/);
  });

  it("claims nothing when the access token cannot be stored", async () => {
    const { entitlement, exchange, faults } = await prepared();
    faults.arm({ call: 1, failure: "refused" });
    const claim = async () => assert.fail("it was claimed");
    assert.instanceOf(await thrownBy(() => issueTokens(entitlement, { exchange, claim })), StoreUnavailable);
  });

  it("withdraws a token whose storing was done and not acknowledged", async () => {
    const { under, entitlement, exchange, faults } = await prepared();
    faults.arm({ call: 1, failure: "unacknowledged" });
    await thrownBy(() => issueTokens(entitlement, { exchange, claim: async () => true }));
    assert.lengthOf(faults.accessTokenKeys, 1);
    assert.include(faults.calls, "redis forget a");
    assert.equal(under.clock.now(), START);
  });

  it("stores what features made of the token", async () => {
    const seen: unknown[] = [];
    const { under, entitlement, exchange } = await prepared({
      name: "thumbprints",
      spec: "test",
      hooks: {
        accessToken(record, { bindings, sender }) {
          seen.push(bindings, sender);
          return { ...record, extra: { jkt: "thumb" } };
        },
      },
    });
    const sender = { dpop: "proof" };
    const draft = await issueTokens(entitlement, { exchange, sender, claim: async () => true });
    const found = await findAccessToken(draft!.accessToken, under.issuer);
    assert.deepEqual(found?.record.extra, { jkt: "thumb" });
    assert.deepEqual(seen, [{ a: 1 }, sender]);
  });

  it("writes nothing when a feature refuses the token", async () => {
    const refusing: Feature = {
      name: "refusing",
      spec: "test",
      hooks: { accessToken: () => Promise.reject(new RangeError("no")) },
    };
    const { entitlement, exchange, faults } = await prepared(refusing);
    faults.arm();
    const attempt = (on: Exchange) => issueTokens(entitlement, { exchange: on, claim: async () => true });
    assert.instanceOf(await thrownBy(() => attempt(exchange)), RangeError);
    assert.deepEqual(faults.calls, []);
  });
});

describe("tokenBody()", () => {
  const record = { client: 7, scope: ["read"], issuedAt: START, expiresAt: START + 600 };
  const draft: Draft = { tag: "family00", accessToken: "ts_at_x", record };

  rule(["RFC6749-5.1-1", "RFC6749-5.1-2", "RFC6749-5.1-3", "RFC6749-5.1-4"], "has all members of RFC 6749 5.1", () => {
    assert.deepEqual(tokenBody({ ...draft, refreshToken: "ts_rt_x" }, ["read", "write"]), {
      access_token: "ts_at_x",
      token_type: "Bearer",
      expires_in: 600,
      refresh_token: "ts_rt_x",
      scope: "read write",
    });
  });

  it("has no refresh token where there is none", () => assert.notProperty(tokenBody(draft, []), "refresh_token"));
});

describe("lifetimes", () => {
  const settings = { accessTokenLifetime: 600, longestAccessToken: 3_600, refreshTokenLifetime: 86_400 } as Settings;

  it("of access tokens are the client's own, up to the longest", () => {
    assert.equal(lifetimeFor(clientRecord(), settings), 600);
    assert.equal(lifetimeFor(clientRecord({ accessTokenLifetime: 60 }), settings), 60);
    assert.equal(lifetimeFor(clientRecord({ accessTokenLifetime: 7_200 }), settings), 3_600);
  });

  it("of refresh tokens are the client's own, else the issuer's, else none", () => {
    const { refreshTokenLifetime: _none, ...endless } = settings;
    assert.deepEqual(refreshLifetimeFor(clientRecord(), settings), { lifetime: 86_400 });
    assert.deepEqual(refreshLifetimeFor(clientRecord({ refreshTokenLifetime: 60 }), settings), { lifetime: 60 });
    assert.deepEqual(refreshLifetimeFor(clientRecord({ refreshTokenLifetime: 60 }), endless), { lifetime: 60 });
    assert.deepEqual(refreshLifetimeFor(clientRecord(), endless), {});
  });
});
