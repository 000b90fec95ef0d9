import { assert } from "chai";
import * as fc from "fast-check";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { assertRefused, thrownBy } from "../../../test/support/refusals.ts";
import { BYE, loggingOut, logoutStage } from "../../../test/http/logout.ts";
import { OAuthError, Params } from "../../protocol/mod.ts";
import type { RpInitiatedLogoutOptions } from "./options.ts";
import { LOGOUT_PARAMETERS, readLogoutRequest } from "./request.ts";

const OPTIONS: RpInitiatedLogoutOptions = { alwaysPrompt: false, acceptExpired: true, revokeTokens: true };
const OTHER = "https://other.test/bye?kept=1";

/** A client with a hint, another client, and what reads requests to log out. */
async function scene() {
  const on = await logoutStage();
  const other = await loggingOut(on.under, { post_logout_redirect_uris: [OTHER] });
  const bare = await loggingOut(on.under, { post_logout_redirect_uris: undefined });
  function read(said: Readonly<Record<string, string>>, options: Partial<RpInitiatedLogoutOptions> = {}) {
    return readLogoutRequest(exchangeAt(on.under.issuer), Params.of(Object.entries(said)), { ...OPTIONS, ...options });
  }
  return { ...on, other, bare, read };
}

describe("readLogoutRequest()", () => {
  it("reads nothing from nothing", async () => {
    const { read } = await scene();
    assert.deepEqual(await read({}), {});
    assert.deepEqual(await read({ state: "alone", ui_locales: "fr", unknown: "x" }), {});
  });

  it("knows the client by the hint, by client_id, and by both", async () => {
    const { read, app, hint } = await scene();
    for (const said of [
      { id_token_hint: hint },
      { client_id: app.clientId },
      { id_token_hint: hint, client_id: app.clientId },
    ])
      assert.equal((await read(said)).client?.id, app.id);
  });

  it("keeps the words for the person", async () => {
    assert.deepEqual(await (await scene()).read({ logout_hint: "ann" }), { person: "ann" });
  });

  it("puts the state behind the address, after the query that it has", async () => {
    const { read, other } = await scene();
    const said = { client_id: other.clientId, post_logout_redirect_uri: OTHER, state: "a&b=c" };
    assert.equal((await read(said)).next?.uri, "https://other.test/bye?kept=1&state=a%26b%3Dc");
  });

  rule("RPLOGOUT-3-1", "takes the address of no other client, and none of a client that registered none", async () => {
    const { read, app, bare } = await scene();
    for (const [clientId, uri] of [
      [app.clientId, OTHER],
      [bare.clientId, BYE],
    ] as const) {
      const said = { client_id: clientId, post_logout_redirect_uri: uri };
      await assertRefused(() => read(said), { code: "invalid_request", rule: "RPLOGOUT-3-1" });
    }
  });

  for (const [name, age, acceptExpired, isTaken] of [
    ["that holds, where expired ones are not", 0, false, true],
    ["a second before its end, where expired ones are not", 3_599, false, true],
    ["at its end, where expired ones are not", 3_600, false, false],
    ["long after its end, where expired ones are", 86_400, true, true],
  ] as const) {
    it(`${isTaken ? "takes" : "refuses"} a hint ${name} taken`, async () => {
      const { read, under, hint } = await scene();
      under.clock.advance(age);
      const attempt = () => read({ id_token_hint: hint }, { acceptExpired });
      if (isTaken) assert.isDefined((await attempt()).hint);
      else await assertRefused(attempt, { code: "invalid_request", says: "expired" });
    });
  }

  it("passes on what fails that is no mistake of the client's", async () => {
    const { under, hint } = await scene();
    const keys = { ...under.issuer.keys, verify: () => Promise.reject(new RangeError("away")) };
    const exchange = exchangeAt({ ...under.issuer, keys });
    const params = Params.of([["id_token_hint", hint]]);
    assert.instanceOf(await thrownBy(() => readLogoutRequest(exchange, params, OPTIONS)), RangeError);
  });
});

describe("properties of requests to log out", () => {
  beyond(
    ["RPLOGOUT-3-1", "RPLOGOUT-3-2"],
    "whatever is sent leads to an address of the client's own, or is refused",
    async () => {
      const { read, app, other, hint, bare } = await scene();
      const uris = [BYE, OTHER, `${BYE}/`, `${BYE}?x`, "https://evil.test/", "javascript:alert(1)", "//evil.test", ""];
      const text = fc.oneof(fc.string({ maxLength: 20 }), fc.constantFrom(...uris, hint, app.clientId, other.clientId));
      const said = fc.record(
        {
          id_token_hint: fc.oneof({ weight: 3, arbitrary: fc.constant(hint) }, text),
          client_id: fc.oneof(fc.constantFrom(app.clientId, other.clientId, bare.clientId), text),
          post_logout_redirect_uri: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...uris) }, text),
          state: text,
          logout_hint: text,
        },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(said, async (request) => {
          const read_ = await read(request).catch((error: unknown) => error);
          if (read_ instanceof OAuthError) return assert.equal(read_.code, "invalid_request");
          const { next, client } = read_ as Awaited<ReturnType<typeof read>>;
          if (next === undefined) return assert.isFalse(Boolean(request.post_logout_redirect_uri));
          const own = client?.id === app.id ? BYE : OTHER;
          assert.isTrue(
            next.uri === own || next.uri.startsWith(`${own}${own.includes("?") ? "&" : "?"}state=`),
            next.uri,
          );
          return assert.equal(request.post_logout_redirect_uri, own);
        }),
        { numRuns: 300 },
      );
    },
  );

  it("are of the names that specifications list, and of no other", () => {
    assert.sameMembers(
      [...LOGOUT_PARAMETERS],
      ["id_token_hint", "logout_hint", "client_id", "post_logout_redirect_uri", "state", "ui_locales"],
    );
  });
});
