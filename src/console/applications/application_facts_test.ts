import { assert } from "chai";
import { START } from "../../../test/support/issuer_under_test.ts";
import { clientRecord, fastSecret } from "../../../test/support/records.ts";
import { digest } from "../../platform/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { applicationBadges, applicationFacts, shortFacts, sourceOf } from "./application_facts.ts";

function fact(name: string, said: Partial<ClientRecord>): string | undefined {
  return applicationFacts(clientRecord(said)).find((one) => one.name === name)?.value;
}

describe("sourceOf()", () => {
  for (const [name, said, source] of [
    ["by itself", { registrationDigest: digest("token"), ownerId: 3 }, "The application itself (RFC 7591)"],
    ["by a person", { ownerId: 3 }, "A person"],
    ["at the command line", {}, "Somebody at the command line"],
  ] as const) {
    it(`tells of one that was registered ${name}`, () => assert.equal(sourceOf(clientRecord(said)), source));
  }
});

describe("applicationFacts()", () => {
  const told: readonly (readonly [string, Partial<ClientRecord>, string])[] = [
    ["Client type", { type: "public" }, "public"],
    ["Authorization grant types", { grantTypes: ["implicit", "urn:x"] }, "Implicit, urn:x"],
    ["Redirect URIs", { redirectUris: ["https://a.test/", "https://b.test/"] }, "https://a.test/ https://b.test/"],
    ["Scopes", {}, "All that there are"],
    ["Scopes", { scope: [] }, ""],
    ["Scopes by default", { defaultScope: ["read"] }, "read"],
    ["How it proves who it is", { authMethod: "none" }, "none"],
    ["Consent", { skipAuthorization: true }, "Not asked for"],
    ["Access tokens live", { accessTokenLifetime: 120 }, "2 minutes"],
    ["Refresh tokens live", {}, "As the settings say"],
    ["Logo address", { metadata: { logo_uri: "https://a.test/l" } }, "https://a.test/l"],
    ["Require authentication time", { metadata: { require_auth_time: false } }, "false"],
    ["Secret", { secrets: [] }, "It has none"],
    ["Secret", { secrets: [fastSecret("x")] }, "Made on 2026-01-01"],
    [
      "Secret",
      { secrets: [fastSecret("x"), fastSecret("y", { expiresAt: START + 3_600 })] },
      "Made on 2026-01-01; the one before works until 2026-01-01 01:00 UTC",
    ],
  ];
  for (const [name, said, value] of told) {
    it(`tells '${name}': ${value || "nothing"}`, () => assert.equal(fact(name, said), value));
  }

  it("tells nothing of a secret by which it could be known", () => {
    const secret = fastSecret("x", { sealed: "under seal" });
    const text = JSON.stringify(applicationFacts(clientRecord({ secrets: [secret], registrationDigest: digest("t") })));
    for (const hidden of [secret.hash, "under seal", digest("t")]) assert.notInclude(text, hidden);
  });
});

describe("applicationBadges()", () => {
  it("tell its type, and that nobody vouched for it", () => {
    assert.deepEqual(applicationBadges(clientRecord({ type: "public" })), ["public"]);
    assert.deepEqual(applicationBadges(clientRecord({ type: "confidential", isUnverified: true })), [
      "confidential",
      "not verified",
    ]);
  });
});

describe("shortFacts()", () => {
  it("tell one application from another", () => {
    const [id, uses] = shortFacts(clientRecord({ clientId: "printer", grantTypes: ["client_credentials"] }));
    assert.deepEqual([id?.value, uses?.value], ["printer", "Client credentials"]);
  });
});
