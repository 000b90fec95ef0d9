import { assert } from "chai";
import { describe } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import { CALLBACK } from "../support/cast.ts";
import { allow, ask, codeAt, isActive, STATE, textOf } from "../support/journey.ts";
import { isConsent, isLogin, openStage, type Stage, traveller } from "./stage.ts";

describe("a first visit", () => {
  let stage: Stage;

  before(async function () {
    this.timeout(60_000);
    stage = await openStage();
  });

  after(async () => stage.server.stop());

  rule(
    ["RFC6749-3.1-1", "RFC6749-10.2-4", "RFC6749-4.1.2-1", "RFC6749-4.1.2-8", "RFC9207-2-1", "RFC9700-4.4.2-1"],
    "leads from the application to the login, to the consent and back with a code, the state and who answered",
    async () => {
      const guest = await traveller(stage, await stage.client());
      const login = await guest.arrive();
      assert.isTrue(isLogin(login));
      assert.include(login.text, guest.application.name);
      const consent = await guest.signIn(login);
      assert.isTrue(isConsent(consent));
      for (const said of [guest.application.name, guest.owner.username, "See your data", "client.test"])
        assert.include(consent.text, said);
      const back = await allow(guest.browser, consent);
      assert.equal(back.url.origin + back.url.pathname, CALLBACK);
      assert.hasAllKeys(Object.fromEntries(back.url.searchParams), ["code", "state", "iss"]);
      assert.equal(back.url.searchParams.get("state"), STATE);
      assert.equal(back.url.searchParams.get("iss"), stage.server.url);
    },
  );

  rule(
    ["RFC6749-4.1.4-1", "RFC6749-5.1-1", "RFC6749-6-6", "RFC6749-7-1", "RFC7009-2.1-6"],
    "ends in tokens that open the API, are refreshed, and are given back",
    async () => {
      const { server } = stage;
      const guest = await traveller(stage, await stage.client());
      const { application } = guest;
      const first = await guest.redeem(codeAt((await guest.through()).url));
      const api = `${server.url}/api/users/`;
      assert.equal((await ask(api, { bearer: textOf(first, "access_token") })).status, 200);
      const refresh = { grant_type: "refresh_token", refresh_token: textOf(first, "refresh_token") };
      const second = await ask(`${server.url}/token`, { form: refresh, as: application });
      assert.equal(textOf(second, "scope"), textOf(first, "scope"));
      assert.equal((await ask(api, { bearer: textOf(second, "access_token") })).status, 200);
      const given = { token: textOf(second, "refresh_token") };
      assert.equal((await ask(`${server.url}/revoke`, { form: given, as: application })).status, 200);
      for (const answer of [first, second])
        assert.equal((await ask(api, { bearer: textOf(answer, "access_token") })).status, 401);
      assert.isFalse(await isActive(server.url, textOf(second, "refresh_token"), application));
    },
  );

  rule(
    ["RFC6749-4.2.2-1", "RFC6749-4.2.2-2", "RFC6749-4.2.2-3"],
    "ends in a token in the fragment where the application asked for that",
    async () => {
      const guest = await traveller(stage, await stage.client());
      const back = await guest.through({ response_type: "token" });
      assert.equal(back.url.search, "");
      const answer = new URLSearchParams(back.url.hash.slice(1));
      assert.hasAllKeys(Object.fromEntries(answer), [
        "access_token",
        "token_type",
        "expires_in",
        "scope",
        "state",
        "iss",
      ]);
      assert.equal(answer.get("state"), STATE);
      assert.isTrue(await isActive(stage.server.url, answer.get("access_token") ?? "", guest.application));
    },
  );

  rule("RFC9700-4.12-2", "ends in a page with a form where the application asked for a POST", async () => {
    const guest = await traveller(stage, await stage.client());
    const page = await guest.through({ response_mode: "form_post" });
    assert.equal(page.status, 200);
    const [form] = page.forms;
    assert.equal(form?.action, CALLBACK);
    const answer = Object.fromEntries(form?.fields ?? []);
    assert.equal(answer["state"], STATE);
    assert.equal((await guest.redeem(answer["code"] ?? "")).status, 200);
    assert.include(page.headers.get("content-security-policy"), "form-action 'self' https://client.test");
  });
});
