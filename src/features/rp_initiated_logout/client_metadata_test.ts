import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { metadataContext } from "../../../test/support/metadata.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { MetadataContext } from "../../engine/mod.ts";
import { POST_LOGOUT_REDIRECT_URIS } from "./client_metadata.ts";

/** The standard issuer, but for what its redirect URIs may be. */
function where(
  said: Partial<MetadataContext["settings"]["redirectUris"]> = {},
  clientType: MetadataContext["clientType"] = "confidential",
) {
  const context = metadataContext({}, { clientType });
  const { settings } = context;
  return { ...context, settings: { ...settings, redirectUris: { ...settings.redirectUris, ...said } } };
}

describe("post_logout_redirect_uris", () => {
  it("are kept as they are, each once", () => {
    const [bye, loopback] = ["https://client.test/bye?a=b", "http://127.0.0.1:3000/bye"];
    assert.deepEqual(POST_LOGOUT_REDIRECT_URIS.parse([bye, loopback, bye], where()), [bye, loopback]);
    assert.deepEqual(POST_LOGOUT_REDIRECT_URIS.parse([], where()), []);
  });

  it("are of apps where redirect URIs may be", () => {
    const uris = ["com.example.app:/bye"];
    assert.deepEqual(POST_LOGOUT_REDIRECT_URIS.parse(uris, where({ privateUse: true }, "public")), uris);
  });

  for (const [name, value] of [
    ["no list", "https://client.test/bye"],
    ["no text", [7]],
    ["a path", ["/bye"]],
    ["a fragment", ["https://client.test/bye#x"]],
    ["plain http elsewhere", ["http://client.test/bye"]],
    ["an app, where none may", ["com.example.app:/bye"]],
    ["a script", ["javascript:alert(1)"]],
    ["user information", ["https://ann@client.test/"]],
    ["one bad one among good ones", ["https://client.test/bye", "https://client.test/ bye"]],
  ] as const) {
    it(`are refused for ${name}`, () =>
      assertRefused(() => POST_LOGOUT_REDIRECT_URIS.parse(value, where()), { code: "invalid_client_metadata" }));
  }

  rule("RPLOGOUT-3.1-1", "are plain http for a client that keeps a secret alone, this machine aside", async () => {
    const [away, here] = [["http://client.test/bye"], ["http://localhost:3000/bye"]];
    assert.deepEqual(POST_LOGOUT_REDIRECT_URIS.parse(away, where({ http: "any" })), away);
    assert.deepEqual(POST_LOGOUT_REDIRECT_URIS.parse(here, where({}, "public")), here);
    const refused = { code: "invalid_client_metadata", rule: "RPLOGOUT-3.1-1" } as const;
    await assertRefused(() => POST_LOGOUT_REDIRECT_URIS.parse(away, where({ http: "any" }, "public")), refused);
  });
});
