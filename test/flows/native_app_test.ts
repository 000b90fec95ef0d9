import { assert } from "chai";
import { describe } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { type Answered, ask, codeAt, redemption } from "../support/journey.ts";
import { isConsent, openStage, type Stage, type Traveller, traveller } from "./stage.ts";

const REGISTERED = "http://127.0.0.1/back";

describe("a native application", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage({ PRIVATE_USE_URI_SCHEMES: "true" });
  });

  after(async () => stage.server.stop());

  async function installed(...redirectUris: readonly string[]): Promise<Traveller> {
    return traveller(stage, await stage.client({ type: "public", redirectUris }));
  }

  function redeem(guest: Traveller, code: string, changes: Given): Promise<Answered> {
    const form = { ...redemption(code), client_id: guest.application.clientId, ...changes };
    return ask(`${stage.server.url}/token`, { form });
  }

  rule(
    ["RFC8252-7.3-1", "RFC9700-4.1.3-2", "RFC8252-8.1-1", "RFC8252-8.5-1"],
    "listens on any port of the loopback address, and proves itself by PKCE alone",
    async () => {
      const guest = await installed(REGISTERED);
      for (const port of [49_152, 51_004]) {
        const redirectUri = `http://127.0.0.1:${port}/back`;
        const back = await guest.through({ redirect_uri: redirectUri });
        assert.equal(back.url.origin + back.url.pathname, redirectUri);
        const tokens = await redeem(guest, codeAt(back.url), { redirect_uri: redirectUri });
        assert.equal(tokens.status, 200, tokens.text);
        assert.property(tokens.body, "refresh_token");
      }
    },
  );

  rule("RFC6749-10.6-1", "cannot redeem a code that went to another port", async () => {
    const guest = await installed(REGISTERED);
    const back = await guest.through({ redirect_uri: "http://127.0.0.1:49152/back" });
    const answer = await redeem(guest, codeAt(back.url), { redirect_uri: "http://127.0.0.1:49153/back" });
    assert.deepEqual([answer.status, answer.body["error"]], [400, "invalid_grant"]);
  });

  rule(
    ["RFC8252-8.6-1", "RFC8252-8.6-2", "RFC6749-10.2-5"],
    "is asked about each time, since another program may take its place",
    async () => {
      const guest = await installed(REGISTERED);
      await guest.through({ redirect_uri: "http://127.0.0.1:49152/back" });
      assert.isTrue(isConsent(await guest.arrive({ redirect_uri: "http://127.0.0.1:49152/back" })));
    },
  );

  beyond("RFC8252-7.1-1", "is reached by a private-use scheme where the server allows them", async () => {
    const guest = await installed("com.example.app:/back");
    const back = await guest.through({ redirect_uri: "com.example.app:/back" });
    assert.equal(back.url.protocol, "com.example.app:");
    const answer = await redeem(guest, codeAt(back.url), { redirect_uri: "com.example.app:/back" });
    assert.equal(answer.status, 200, answer.text);
  });

  rule("RFC8252-8.1-2", "gets nowhere without PKCE", async () => {
    const guest = await installed(REGISTERED);
    const back = await guest.arrive({
      redirect_uri: REGISTERED,
      code_challenge: undefined,
      code_challenge_method: undefined,
    });
    assert.equal(back.url.searchParams.get("error"), "invalid_request");
  });
});
