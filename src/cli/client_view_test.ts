import { assert } from "chai";
import { clientRecord } from "../../test/support/records.ts";
import { clientJson, clientRows } from "./client_view.ts";

const FULL = clientRecord({
  clientId: "c1",
  grantTypes: ["authorization_code", "refresh_token"],
  redirectUris: ["https://a.test/cb", "https://b.test/cb"],
  scope: ["read", "write"],
  defaultScope: [],
  authMethod: "private_key_jwt",
  metadata: { client_uri: "https://a.test/", jwks: { keys: [] } },
});

describe("clientRows()", () => {
  it("tells everything in words, the id first and members of features last", () => {
    const rows = clientRows(FULL);
    assert.deepEqual(rows[0], ["client_id", "c1"]);
    assert.deepEqual(Object.fromEntries(rows.slice(3)), {
      "grant types": "authorization_code refresh_token",
      "redirect URIs": "https://a.test/cb https://b.test/cb",
      scope: "read write",
      "default scope": "(none)",
      client_uri: "https://a.test/",
      jwks: '{"keys":[]}',
    });
  });

  it("says what the settings decide where the client says nothing", () => {
    const rows = Object.fromEntries(clientRows(clientRecord()));
    assert.include(rows, { "redirect URIs": "(none)", scope: "(all)", "default scope": "(as the settings say)" });
  });
});

describe("clientJson()", () => {
  it("has the words of RFC 7591", () => {
    assert.deepInclude(clientJson(FULL), {
      client_id: "c1",
      scope: "read write",
      default_scope: "",
      token_endpoint_auth_method: "private_key_jwt",
      client_uri: "https://a.test/",
      jwks: { keys: [] },
    });
  });

  it("says null where the settings decide", () => {
    assert.include(clientJson(clientRecord()), { scope: null, default_scope: null, token_endpoint_auth_method: null });
  });

  it("lets no metadata pass for what the record says", () => {
    assert.equal(clientJson(clientRecord({ clientId: "c1", metadata: { client_id: "other" } }))["client_id"], "c1");
  });
});
