import { assert } from "chai";
import { describe, it } from "mocha";
import { describedClient, DocumentRefused } from "./described_client.ts";

const WEB = "https://app.example/cb";

describe("describedClient()", () => {
  for (const [what, document] of [
    ["registration data", { redirect_uris: [WEB], client_id: "a", client_secret: "s", scope: "openid read" }],
    ["a configuration of the lab", { client_id: "a", client_secret: "s", redirect_uri: WEB, scope: "openid read" }],
    ["one in camel case", { clientId: "a", clientSecret: "s", redirectUri: WEB, scopes: ["openid", "read"] }],
    ["one of a middleware", { clientID: "a", clientSecret: "s", callbackURL: WEB, scope: ["openid", "read"] }],
  ] as const) {
    it(`reads ${what}`, () => {
      const { redirectUris, scope, hasSecret, members } = describedClient(document);
      assert.deepEqual(
        { redirectUris, scope, hasSecret },
        {
          redirectUris: [WEB],
          scope: ["openid", "read"],
          hasSecret: true,
        },
      );
      assert.equal(members["client_id"], "a");
    });
  }

  it("gives what registration data leaves out the values that a provider gives it", () => {
    const { isRegistration, grantTypes, responseTypes } = describedClient({ redirect_uris: [WEB] });
    assert.deepEqual([isRegistration, grantTypes, responseTypes], [true, ["authorization_code"], ["code"]]);
    assert.isTrue(describedClient({ client_name: "A" }).isRegistration);
  });

  it("knows that a configuration tells nothing of grants", () => {
    const client = describedClient({ client_id: "a", redirect_uri: WEB });
    assert.isFalse(client.isRegistration);
    assert.isUndefined(client.grantTypes);
    assert.isUndefined(client.responseTypes);
    assert.deepEqual(describedClient({ client_id: "a", response_type: "code" }).responseTypes, ["code"]);
  });

  it("prefers the name of the RFC where there are both", () => {
    const { redirectUris } = describedClient({ redirect_uris: [WEB], redirectUris: ["https://b.example/"] });
    assert.deepEqual(redirectUris, [WEB]);
  });

  it("takes members of other kinds for none", () => {
    const client = describedClient({ redirect_uris: [1, WEB], scope: 1, application_type: "tv", client_secret: "" });
    assert.deepEqual(client.redirectUris, [WEB]);
    assert.isUndefined(client.scope);
    assert.isUndefined(client.applicationType);
    assert.isFalse(client.hasSecret);
  });

  it("takes a client for public only where it says so", () => {
    assert.isTrue(describedClient({ token_endpoint_auth_method: "none" }).isPublic);
    assert.isFalse(describedClient({}).isPublic);
  });

  for (const document of [undefined, null, [], "text", 1]) {
    it(`refuses ${JSON.stringify(document) ?? "nothing"}`, () => {
      assert.throws(() => describedClient(document), DocumentRefused, /one JSON object/);
    });
  }
});
