import { assert } from "chai";
import { claimsOf, signIn } from "../support/openid_journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

const MODE = { response_mode: "form_post" };

/** The form of a page: its method, and where it leads. */
function formOf(page: string): { readonly method: string | undefined; readonly action: string | undefined } {
  const tag = /<form\b[^>]*>/i.exec(page)?.[0] ?? "";
  return { method: /\bmethod="([^"]*)"/i.exec(tag)?.[1], action: /\baction="([^"]*)"/i.exec(tag)?.[1] };
}

async function modes(target: Target): Promise<readonly string[]> {
  const config = await configure(target, target.confidential);
  return config.serverMetadata().response_modes_supported ?? [];
}

suite("an answer of OpenID Connect by form_post", (open) => {
  rule(
    ["FORMPOST-2-1", "FORMPOST-2-2", "FORMPOST-2-3", "MULTIRESPONSE-2.1-1"],
    "brings by a form what it brings otherwise, and nothing in an address",
    async function () {
      const target = await open();
      need(this, (await modes(target)).includes("form_post") || undefined, "response mode form_post");
      for (const type of target.responseTypes ?? ["code"]) {
        const { journey, idTokens, front, nonce } = await signIn(target, { type, change: MODE });
        const { method = "", action } = formOf(journey.text);
        assert.deepEqual([method.toLowerCase(), action], ["post", target.confidential.redirectUri], type);
        assert.equal(front.get("state"), journey.state, type);
        for (const claims of idTokens.map(claimsOf)) assert.equal(claims["nonce"], nonce, type);
        assert.isNotEmpty(idTokens, type);
      }
    },
  );

  rule("FORMPOST-2-4", "brings errors by a form as well", async function () {
    const target = await open();
    need(this, (await modes(target)).includes("form_post") || undefined, "response mode form_post");
    for (const type of target.responseTypes ?? ["code"]) {
      const { journey, front } = await signIn(target, { type, change: { ...MODE, prompt: "none" } });
      assert.equal(formOf(journey.text).action, target.confidential.redirectUri, type);
      assert.equal(front.get("error"), "login_required", type);
    }
  });
});
