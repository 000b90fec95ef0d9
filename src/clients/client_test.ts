import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { clientRecord } from "../../test/support/records.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { accessTokenLifetime, checkGrantType, registeredRedirectUri } from "./mod.ts";

describe("checkGrantType()", () => {
  const client = clientRecord({ grantTypes: ["authorization_code", "refresh_token"] });

  it("lets a client use each grant that it registered", () => {
    for (const grantType of client.grantTypes) assert.doesNotThrow(() => checkGrantType(client, grantType));
  });

  for (const grantType of ["password", "", "authorization", "authorization_code ", "__proto__"]) {
    it(`refuses the grant '${grantType}', which is not registered`, () =>
      assertRefused(() => checkGrantType(client, grantType), {
        code: "unauthorized_client",
        rule: "RFC6749-5.2-1",
        status: 400,
      }));
  }
});

describe("registeredRedirectUri()", () => {
  const client = clientRecord({
    redirectUris: ["https://client.test/cb", "http://127.0.0.1/native", "com.example.app:/cb"],
  });

  for (const uri of ["https://client.test/cb", "http://127.0.0.1:51004/native", "com.example.app:/cb"]) {
    rule("RFC9700-2.1-1", `finds ${uri} and answers it as it was asked`, () => {
      assert.equal(registeredRedirectUri(client, uri), uri);
    });
  }

  for (const uri of [
    "https://client.test/cb/",
    "https://client.test/cb?x=1",
    "https://client.test/CB",
    "https://CLIENT.test/cb",
    "https://client.test:443/cb",
    "https://client.test/cb/../cb",
    "https://client.test/%63b",
    "https://client.test.evil.test/cb",
    "https://user@client.test/cb",
    "https://evil.test\\@client.test/cb",
    "http://127.0.0.1:51004/other",
    "http://127.0.0.1@evil.test/native",
    "http://localhost:51004/native",
    "",
  ]) {
    rule("RFC9700-2.1-1", `finds nothing for '${uri}'`, () => {
      assert.isUndefined(registeredRedirectUri(client, uri));
    });
  }

  for (const [name, registered, asked, options] of [
    ["localhost with any port", "http://localhost/cb", "http://localhost:51004/cb", { localhost: true }],
    ["a name below a wildcard", "https://*.a.test/cb", "https://b.a.test/cb", { wildcards: true }],
  ] as const) {
    it(`finds ${name} where the issuer allows that, and nowhere else`, () => {
      const other = { redirectUris: [registered] };
      assert.equal(registeredRedirectUri(other, asked, options), asked);
      assert.isUndefined(registeredRedirectUri(other, asked));
    });
  }

  it("finds nothing for a client without redirect URIs", () => {
    assert.isUndefined(registeredRedirectUri(clientRecord(), "https://client.test/cb"));
  });
});

describe("accessTokenLifetime()", () => {
  const settings = { standard: 600, longest: 3_600 };
  for (const [name, own, lifetime] of [
    ["the standard when a client has none of its own", undefined, 600],
    ["a client's own when it is shorter", 30, 30],
    ["a client's own when it is longer", 1_200, 1_200],
    ["the longest that the issuer allows and no more", 86_400, 3_600],
  ] as const) {
    it(`is ${name}`, () => {
      const client = clientRecord(own === undefined ? {} : { accessTokenLifetime: own });
      assert.equal(accessTokenLifetime(client, settings), lifetime);
    });
  }

  it("caps the standard as well", () => {
    assert.equal(accessTokenLifetime(clientRecord(), { standard: 600, longest: 60 }), 60);
  });
});
