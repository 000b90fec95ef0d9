import { assert } from "chai";
import { clientRecord, fastSecret } from "../../../test/support/records.ts";
import { clientInformation } from "./information.ts";

const ISSUER = { url: "https://issuer.test/tenant" };

describe("clientInformation()", () => {
  it("tells what is registered, and where the client comes back with which token", () => {
    const client = clientRecord({
      clientId: "c 1/2",
      redirectUris: ["https://app.test/cb"],
      grantTypes: ["authorization_code"],
      authMethod: "none",
      scope: ["read", "write"],
      metadata: { client_name: "App", jwks: { keys: [] } },
      createdAt: 42,
    });
    assert.deepEqual(clientInformation(client, { issuer: ISSUER, token: "t" }), {
      client_id: "c 1/2",
      client_id_issued_at: 42,
      registration_client_uri: "https://issuer.test/tenant/register/c%201%2F2",
      registration_access_token: "t",
      redirect_uris: ["https://app.test/cb"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "none",
      scope: "read write",
      client_name: "App",
      jwks: { keys: [] },
    });
  });

  for (const [what, said, expected] of [
    ["for ever", {}, 0],
    ["until it is replaced", { expiresAt: 99 }, 99],
  ] as const) {
    it(`tells when a secret ends that holds ${what}, and the secret only where it was just made`, () => {
      const client = clientRecord({ type: "confidential", secrets: [fastSecret("secret", said)] });
      const told = clientInformation(client, { issuer: ISSUER, token: "t" });
      assert.deepInclude(told, { client_secret_expires_at: expected });
      assert.notProperty(told, "client_secret");
      const made = clientInformation(client, { issuer: ISSUER, token: "t", clientSecret: "secret" });
      assert.deepEqual(made, { ...told, client_secret: "secret" });
    });
  }

  it("tells nothing that is ours: no number, no digest, no owner", () => {
    const client = clientRecord({ id: 7_777, secrets: [fastSecret("secret")], ownerId: 8_888, isUnverified: true });
    const text = JSON.stringify(clientInformation(client, { issuer: ISSUER, token: "t" }));
    for (const part of ["7777", "8888", client.secrets[0]!.hash, "nverified"]) assert.notInclude(text, part);
  });

  it("lets no metadata stand in the place of what the record says", () => {
    const client = clientRecord({ clientId: "c1", metadata: { client_id: "other", registration_access_token: "x" } });
    const told = clientInformation(client, { issuer: ISSUER, token: "t" });
    assert.deepInclude(told, { client_id: "c1", registration_access_token: "t" });
  });
});
