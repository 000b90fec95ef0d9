import { assert } from "chai";
import { recordingLog } from "../../../test/contract/recording_log.ts";
import { client, person } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { endSession, type Issuer } from "../../engine/mod.ts";
import { peekJwt } from "../../protocol/mod.ts";
import { backChannelLogout } from "./mod.ts";

/** A session of which one client wants to hear, at an issuer of which parts may be changed. */
async function scene(change: (issuer: Issuer) => Partial<Issuer> = () => ({})) {
  const tokens: string[] = [];
  const feature = backChannelLogout({ tries: 1, timeout: 5 });
  const { issuer, events } = await issuerUnderTest({
    features: (standard) => standard.map((one) => (one.name === feature.name ? feature : one)),
    async fetch(_uri, { body } = {}) {
      tokens.push(new URLSearchParams(String(body)).get("logout_token") ?? "");
      return { status: 200, headers: new Headers(), text: "" };
    },
  });
  const app = await client(issuer, { metadata: { backchannel_logout_uri: "https://client.test/out" } });
  const { session } = await issuer.sessions.start(await person(issuer));
  await issuer.sessions.join(session, app.id);
  const log = recordingLog();
  const exchange = exchangeAt({ ...issuer, ...change(issuer) }, { log });
  return {
    events,
    log,
    tokens,
    async end() {
      await endSession(exchange, session);
      await feature.close?.();
    },
  };
}

describe("back-channel logout", () => {
  it("tells the client of a session that it has ended", async () => {
    const on = await scene();
    await on.end();
    assert.lengthOf(on.tokens, 1);
    assert.deepEqual(on.events, ["session.ended", "logout.delivered"]);
  });

  for (const [name, accounts] of [
    ["is gone", { find: async () => undefined }],
    ["cannot be looked up", { find: () => Promise.reject(new RangeError("away")) }],
  ] as const) {
    it(`names the session alone when the person ${name}`, async () => {
      const on = await scene(({ durable }) => ({
        durable: { ...durable, accounts: { ...durable.accounts, ...accounts } },
      }));
      await on.end();
      assert.notProperty(peekJwt(on.tokens[0] ?? "").claims, "sub");
    });
  }

  it("tells nobody of a client that is gone, and the others all the same", async () => {
    const on = await scene(({ clients }) => ({ clients: { ...clients, findByNumber: async () => undefined } }));
    await on.end();
    assert.deepEqual(on.tokens, []);
    assert.deepEqual(on.log.lines, []);
  });

  it("says so in the log when it cannot find out whom to tell", async () => {
    const away = () => Promise.reject(new RangeError("away"));
    const on = await scene(({ clients }) => ({ clients: { ...clients, findByNumber: away } }));
    await on.end();
    assert.deepEqual(on.log.lines, ["error Cannot find out whom to tell that a session has ended"]);
  });

  it("tries again a client for which no token can be made, and says why", async () => {
    const on = await scene(({ keys }) => ({ keys: { ...keys, sign: () => Promise.reject(new RangeError("no key")) } }));
    await on.end();
    assert.deepEqual(on.events.slice(-1), ["logout.failed"]);
    assert.include(on.log.lines, "error Cannot make a logout token");
  });
});
