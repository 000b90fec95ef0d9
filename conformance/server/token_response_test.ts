import { assert } from "chai";
import { authorize, basic, postForm } from "../support/journey.ts";
import { rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

/** Redeems a code as bytes, so that the whole answer can be judged. */
async function answered(target: Target, change: Readonly<Record<string, string>> = {}) {
  const { config, sentTo, verifier } = await authorize(target, { change });
  const form = {
    grant_type: "authorization_code",
    code: sentTo?.searchParams.get("code") ?? "",
    redirect_uri: target.confidential.redirectUri,
    code_verifier: verifier,
  };
  return postForm(config.serverMetadata().token_endpoint, form, basic(target.confidential));
}

suite("token response", (open) => {
  rule("RFC6749-5.1-5", "may be kept by nobody on its way", async () => {
    const { status, headers } = await answered(await open());
    assert.equal(status, 200);
    assert.match(headers.get("cache-control") ?? "", /\bno-store\b/);
  });

  rule("RFC6749-5.1-6", "tells caches of old that they may not keep it either", async function () {
    const target = await open();
    need(this, target.own, "Pragma, which HTTP has given up since");
    const { headers } = await answered(target);
    assert.equal(headers.get("pragma"), "no-cache");
  });

  rule("RFC6750-5.3-10", "is kept in no cookie", async () => {
    const { headers } = await answered(await open());
    assert.deepEqual(headers.getSetCookie(), []);
  });

  rule("RFC6749-5.1-3", "says in whole seconds how long the token lives", async () => {
    const { body } = await answered(await open());
    assert.isTrue(Number.isSafeInteger(body["expires_in"]) && Number(body["expires_in"]) > 0);
  });

  rule("RFC6749-5.1-10", "is a flat JSON object of texts and numbers", async () => {
    const { headers, body } = await answered(await open());
    assert.match(headers.get("content-type") ?? "", /^application\/json\b/);
    for (const [name, value] of Object.entries(body)) assert.include(["string", "number"], typeof value, name);
  });

  rule("RFC6749-5.1-4", "says which scope was given where none was asked for", async function () {
    const target = await open();
    need(this, target.own, "default scope");
    const machine = need(this, target.machine, "client for client_credentials");
    const { token_endpoint: url } = (await configure(target, machine)).serverMetadata();
    const { body } = await postForm(url, { grant_type: "client_credentials" }, basic(machine));
    assert.isString(body["scope"]);
    assert.isNotEmpty(body["scope"]);
  });

  rule("RFC6749-3.2-4", "is an error where a parameter comes twice", async () => {
    const target = await open();
    const { token_endpoint: url } = (await configure(target, target.confidential)).serverMetadata();
    const response = await fetch(url ?? "", {
      method: "POST",
      headers: { ...basic(target.confidential), "content-type": "application/x-www-form-urlencoded" },
      body: "grant_type=client_credentials&grant_type=client_credentials",
    });
    assert.equal(response.status, 400);
    assert.propertyVal(await response.json(), "error", "invalid_request");
  });
});
