import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest, START } from "../../../test/support/issuer_under_test.ts";
import type { Happening, HappeningName } from "../../engine/mod.ts";
import { audit } from "./mod.ts";

/** What the audit log holds after something happened. */
async function writtenOf(happening: Happening) {
  const { issuer } = await issuerUnderTest({ features: () => [audit()] });
  await issuer.hooks.happened(happening, exchangeAt(issuer));
  const all = await issuer.durable.audit.list({ limit: 20 });
  // The keys that an issuer begins with are written down as well.
  return all.filter(({ event }) => !event.startsWith("key."));
}

describe("audit()", () => {
  const written: readonly HappeningName[] = [
    "token.revoked",
    "code.replayed",
    "refresh.replayed",
    "consent.given",
    "consent.denied",
    "account.changed",
    "account.removed",
    "password.changed",
    "login.succeeded",
    "login.failed",
    "logout",
    "session.ended",
    "logout.delivered",
    "logout.failed",
  ];
  for (const name of written) {
    it(`writes ${name} down`, async () => {
      const [entry, ...others] = await writtenOf({ name });
      assert.deepEqual(others, []);
      assert.deepEqual(entry, { id: entry!.id, at: START, event: name, trace: "trace-1", detail: {} });
    });
  }

  const unwritten: readonly HappeningName[] = [
    "token.issued",
    "token.refreshed",
    "code.issued",
    "login.throttled",
    "client.refused",
  ];
  for (const name of unwritten) {
    it(`does not write ${name} down, which anybody can cause without limit`, async () => {
      assert.deepEqual(await writtenOf({ name }), []);
    });
  }

  it("writes down who, with what, and which family", async () => {
    const about = { client: 7, accountId: 3, family: "family00", detail: { scope: "read", count: 2, fine: true } };
    const [entry] = await writtenOf({ name: "consent.given", ...about });
    assert.deepInclude(entry, about);
  });

  it("does not spoil the answer when the log cannot be written", async () => {
    const { issuer } = await issuerUnderTest({ features: () => [audit()] });
    Object.assign(issuer.durable.audit, { add: () => Promise.reject(new RangeError("full")) });
    await issuer.hooks.happened({ name: "logout" }, exchangeAt(issuer));
  });
});
