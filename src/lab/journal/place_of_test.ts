import { assert } from "chai";
import { EVERYTHING } from "../../../test/support/everything.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { labIssuer } from "../../../test/support/lab_issuer.ts";
import type { Issuer } from "../../engine/mod.ts";
import { type Place, PLACES } from "./entry.ts";
import { originOf, placeOf } from "./place_of.ts";

let issuer: Issuer;

before(async () => {
  const url = "https://issuer.test/lab/i/abc";
  ({ issuer } = await labIssuer({
    url,
    settings: { ...EVERYTHING, SESSION_MANAGEMENT: "true", OAUTH1_ENABLED: "true" },
  }));
});

function placeAt(path: string, form?: string): Place {
  return placeOf(exchangeAt(issuer, { path, ...(form === undefined ? {} : { form, method: "POST" }) }));
}

describe("placeOf()", () => {
  for (const [place, ...paths] of [
    ["discovery", "/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
    ["jwks", "/jwks", "/.well-known/jwks.json"],
    ["registration", "/register", "/register/some-client"],
    ["authorize", "/authorize", "/authorize/", "/oauth1/authorize"],
    ["person", "/interaction/xyz", "/login", "/", "/device", "/device/decision", "/account"],
    ["check_session", "/check_session"],
    ["token", "/token", "/o/token", "/oauth2/token/"],
    ["userinfo", "/userinfo"],
    ["introspection", "/introspect"],
    ["revocation", "/revoke"],
    ["device_authorization", "/device_authorization"],
    ["resource", "/resource"],
    ["end_session", "/logout", "/logout/confirm"],
    ["temporary_credentials", "/oauth1/request_token"],
    ["token_credentials", "/oauth1/access_token"],
    ["unknown", "/nowhere", "/token/more", "/interaction", "/interaction/a/b", "/openapi.json", "/.well-known/nothing"],
  ] as const) {
    for (const path of paths) {
      it(`is ${place} at ${path}`, () => assert.equal(placeAt(`/lab/i/abc${path}`), place));
    }
  }

  for (const [place, path] of [
    ["discovery", "/.well-known/openid-configuration/lab/i/abc"],
    ["discovery", "/.well-known/oauth-authorization-server/lab/i/abc"],
    ["resource_metadata", "/.well-known/oauth-protected-resource/lab/i/abc"],
    ["resource_metadata", "/.well-known/oauth-protected-resource/lab/i/abc/api"],
    ["resource_metadata", "/.well-known/oauth-protected-resource/lab/i/abc/resource"],
    ["webfinger", "/.well-known/webfinger"],
    ["unknown", "/token"],
    ["unknown", "/lab/i/other/token"],
  ] as const) {
    it(`is ${place} at ${path}, which is not below the issuer`, () => assert.equal(placeAt(path), place));
  }

  it("knows whose a request is where two endpoints stand at one address", () => {
    const asSigned = { path: "/lab/i/abc/oauth1/access_token", form: "oauth_signature=x", method: "POST" };
    assert.equal(placeOf(exchangeAt(issuer, asSigned)), "token_credentials");
  });

  it("gives every endpoint of the issuer a place that there is", () => {
    for (const { path } of issuer.endpoints) {
      assert.include(PLACES, placeAt(`/lab/i/abc${path.replaceAll(/:\w+/g, "x")}`), path);
    }
  });
});

describe("originOf()", () => {
  it("is scheme, host and port", () => {
    assert.equal(originOf({ url: "http://localhost:8000/lab/i/abc" }), "http://localhost:8000");
  });
});
