import { assert } from "chai";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import type { Issuer, Members } from "../../engine/mod.ts";
import { OAuthError } from "../../protocol/mod.ts";
import { clientView, prepareThrowawayClient, STANDARD_CLIENTS } from "./new_client.ts";

const REDIRECTS = ["https://app.example/cb"];

async function issuer(): Promise<Issuer> {
  const under = await issuerUnderTest({
    settings: { SCOPES: '{"read":"See","write":"Change"}', OAUTH1_ENABLED: "true" },
  });
  return under.issuer;
}

async function refusalOf(document: Members): Promise<OAuthError> {
  const refused: unknown = await prepareThrowawayClient(document, await issuer()).catch((error: unknown) => error);
  assert(refused instanceof OAuthError, "The client was taken");
  return refused;
}

describe("prepareThrowawayClient()", () => {
  it("puts the values of RFC 7591 in the place of what is not said", async () => {
    const { client, clientSecret } = await prepareThrowawayClient({ redirect_uris: REDIRECTS }, await issuer());
    assert.deepInclude(client, {
      type: "confidential",
      authMethod: "client_secret_basic",
      grantTypes: ["authorization_code"],
      redirectUris: REDIRECTS,
      skipAuthorization: false,
    });
    assert.match(clientSecret ?? "", /^ts_cs_/);
    assert.deepInclude(client.metadata, { response_types: ["code"] });
  });

  it("takes a client without a secret as a public one", async () => {
    const document = { redirect_uris: REDIRECTS, token_endpoint_auth_method: "none" };
    const { client, clientSecret } = await prepareThrowawayClient(document, await issuer());
    assert.deepEqual([client.type, clientSecret], ["public", undefined]);
  });

  it("keeps the id and the secret that are chosen", async () => {
    const document = { redirect_uris: REDIRECTS, client_id: "mine", client_secret: "chosen, and long enough" };
    const { client, clientSecret } = await prepareThrowawayClient(document, await issuer());
    assert.deepEqual([client.clientId, clientSecret], ["mine", "chosen, and long enough"]);
    assert.notInclude(JSON.stringify(client), "chosen, and long enough");
  });

  it("takes what only operators may say", async () => {
    const document = {
      redirect_uris: REDIRECTS,
      skip_authorization: true,
      access_token_lifetime: 5,
      refresh_token_lifetime: 50,
      scope: "read write",
      default_scope: "read",
    };
    const { client } = await prepareThrowawayClient(document, await issuer());
    assert.deepInclude(client, {
      skipAuthorization: true,
      accessTokenLifetime: 5,
      refreshTokenLifetime: 50,
      scope: ["read", "write"],
      defaultScope: ["read"],
    });
  });

  it("takes a consumer of OAuth 1.0a", async () => {
    const { client } = await prepareThrowawayClient({ grant_types: ["oauth1"] }, await issuer());
    assert.deepEqual(client.grantTypes, ["oauth1"]);
  });

  it("passes over members that nobody knows, and those that are null", async () => {
    const document = { redirect_uris: REDIRECTS, magic: 1, scope: null, client_name: null };
    const { client } = await prepareThrowawayClient(document, await issuer());
    assert.notProperty(client.metadata, "magic");
    assert.isUndefined(client.scope);
  });

  it("takes the clients that every issuer has", async () => {
    const at = await issuer();
    for (const document of STANDARD_CLIENTS) await prepareThrowawayClient(document, at);
  });

  for (const [member, document, rule] of [
    ["redirect_uris", { redirect_uris: ["nowhere"] }, undefined],
    ["redirect_uris", { redirect_uris: [1] }, "RFC7591-3.2.2-3"],
    ["grant_types", { grant_types: "authorization_code" }, "RFC7591-3.2.2-2"],
    ["token_endpoint_auth_method", { redirect_uris: REDIRECTS, token_endpoint_auth_method: "magic" }, undefined],
    ["client_name", { redirect_uris: REDIRECTS, client_name: 5 }, "RFC7591-3.2.2-2"],
    ["scope", { redirect_uris: REDIRECTS, scope: "magic" }, undefined],
    ["default_scope", { redirect_uris: REDIRECTS, scope: "read", default_scope: "write" }, undefined],
    ["access_token_lifetime", { redirect_uris: REDIRECTS, access_token_lifetime: 0 }, undefined],
    ["refresh_token_lifetime", { redirect_uris: REDIRECTS, refresh_token_lifetime: 0.5 }, undefined],
    ["skip_authorization", { redirect_uris: REDIRECTS, skip_authorization: 1 }, "RFC7591-3.2.2-2"],
    ["response_types", { redirect_uris: REDIRECTS, response_types: "code" }, undefined],
    ["backchannel_logout_uri", { redirect_uris: REDIRECTS, backchannel_logout_uri: "x" }, undefined],
  ] as const) {
    it(`names ${member} where it refuses ${JSON.stringify(document)}`, async () => {
      const refused = await refusalOf(document);
      assert.include(refused.description, `Cannot take ${member}: `);
      assert.equal(refused.code, member === "redirect_uris" ? "invalid_redirect_uri" : "invalid_client_metadata");
      if (rule !== undefined) assert.equal(refused.rule, rule);
    });
  }

  it("says which redirect URI is wrong", async () => {
    const { description } = await refusalOf({ redirect_uris: [...REDIRECTS, "https://b.example/#x"] });
    assert.include(description, "No. 2");
  });
});

describe("clientView()", () => {
  it("tells what holds, by the names of RFC 7591, and no secret", async () => {
    const document = { redirect_uris: REDIRECTS, client_name: "Mine", scope: "read", access_token_lifetime: 5 };
    const { client, clientSecret = "none" } = await prepareThrowawayClient(document, await issuer());
    const view = clientView(client);
    assert.deepInclude(view, { ...document, token_endpoint_auth_method: "client_secret_basic" });
    assert.notInclude(JSON.stringify(view), clientSecret);
    assert.notProperty(view, "skip_authorization");
  });

  it("can be sent back to make the same client", async () => {
    const at = await issuer();
    for (const document of STANDARD_CLIENTS) {
      const { client } = await prepareThrowawayClient(document, at);
      const again = await prepareThrowawayClient(clientView(client), at);
      assert.deepEqual(clientView(again.client), clientView(client));
    }
  });
});
