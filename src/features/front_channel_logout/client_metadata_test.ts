import { assert } from "chai";
import { beyond, rule } from "../../../conformance/support/rule.ts";
import { metadataContext } from "../../../test/support/metadata.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { MetadataContext } from "../../engine/mod.ts";
import { FRONT_CHANNEL_METADATA, frontChannelOf } from "./client_metadata.ts";

const [URI, SESSION_REQUIRED] = FRONT_CHANNEL_METADATA;
const REDIRECT_URIS = ["https://client.test/cb", "https://app.test:8443/cb", "http://127.0.0.1:3000/cb"];

function contextOf(said: Partial<MetadataContext> = {}, redirectUris: unknown = REDIRECT_URIS): MetadataContext {
  return metadataContext({ redirect_uris: redirectUris }, said);
}

/** Where redirect URIs may be plain http on any host. */
function openContext(said: Partial<MetadataContext> = {}): MetadataContext {
  const { settings } = metadataContext();
  const redirectUris = { ...settings.redirectUris, http: "any" } as const;
  return contextOf({ settings: { ...settings, redirectUris }, ...said }, ["http://client.test/cb"]);
}

const INVALID = "invalid_client_metadata";

describe("frontchannel_logout_uri", () => {
  for (const uri of [
    "https://client.test/",
    "https://client.test/out?from=op&a=b",
    "https://client.test:443/out",
    "https://app.test:8443/out",
    "http://127.0.0.1:3000/out",
  ]) {
    rule("FCLOGOUT-2-1", `may be ${uri} beside a redirect URI of that origin`, () => {
      assert.equal(URI!.parse(uri, contextOf()), uri);
    });
  }

  for (const [what, uri] of [
    ["another scheme", "http://localhost/out"],
    ["another host", "https://evil.test/out"],
    ["a host below that of a redirect URI", "https://www.client.test/out"],
    ["another port", "https://client.test:8443/out"],
    ["another port of this machine", "http://127.0.0.1:3001/out"],
    ["another name of this machine", "http://localhost:3000/out"],
  ] as const) {
    rule("FCLOGOUT-2-1", `is refused with ${what}`, async () =>
      assertRefused(() => URI!.parse(uri, contextOf()), { code: INVALID, rule: "FCLOGOUT-2-1" }),
    );
  }

  for (const redirectUris of [null, [], "https://client.test/cb", [7, null], ["com.example.app:/cb"]]) {
    it(`is refused beside the redirect URIs ${JSON.stringify(redirectUris)}`, async () =>
      assertRefused(() => URI!.parse("https://client.test/out", contextOf({}, redirectUris)), { code: INVALID }));
  }

  rule("FCLOGOUT-2-4", "has no fragment", async () => {
    for (const uri of ["https://client.test/out#", "https://client.test/out#x"])
      await assertRefused(() => URI!.parse(uri, contextOf()), { code: INVALID, rule: "FCLOGOUT-2-4" });
  });

  for (const uri of [
    "/out",
    "client.test/out",
    "//client.test/out",
    "https:",
    "com.example.app:/cb",
    "",
    7,
    null,
    {},
  ]) {
    rule("FCLOGOUT-2-2", `is absolute and of the web, unlike ${JSON.stringify(uri)}`, async () =>
      assertRefused(() => URI!.parse(uri, contextOf({}, [...REDIRECT_URIS, "com.example.app:/cb"])), { code: INVALID }),
    );
  }

  beyond("FCLOGOUT-2-1", "holds no user information, which two readers may take for a host", async () =>
    assertRefused(() => URI!.parse("https://client.test@evil.test/", contextOf()), { code: INVALID }),
  );

  rule("FCLOGOUT-2-7", "is plain http for clients that keep a secret, where http is allowed at all", async () => {
    const uri = "http://client.test/out";
    assert.equal(URI!.parse(uri, openContext()), uri);
    const isPublic = openContext({ clientType: "public" });
    await assertRefused(() => URI!.parse(uri, isPublic), { code: INVALID, rule: "FCLOGOUT-2-7" });
    await assertRefused(() => URI!.parse(uri, contextOf({}, ["http://client.test/cb"])), { code: INVALID });
  });

  it("is no broken address where http is allowed", async () => {
    for (const uri of ["http://", "http://client.test:0/", "http://a@client.test/", "http://client.test/ "])
      await assertRefused(() => URI!.parse(uri, openContext()), { code: INVALID });
  });
});

describe("frontchannel_logout_session_required", () => {
  rule("FCLOGOUT-2-8", "is false beside an address, and nothing without one", () => {
    const address = { frontchannel_logout_uri: "https://client.test/out" };
    assert.isFalse(SESSION_REQUIRED!.standard?.(metadataContext(address)));
    assert.isUndefined(SESSION_REQUIRED!.standard?.(metadataContext()));
  });

  it("is true or false", async () => {
    assert.isTrue(SESSION_REQUIRED!.parse(true, contextOf()));
    await assertRefused(() => SESSION_REQUIRED!.parse("true", contextOf()), { code: INVALID });
  });
});

describe("frontChannelOf()", () => {
  for (const [name, metadata, expected] of [
    ["nothing", {}, undefined],
    ["a flag alone", { frontchannel_logout_session_required: true }, undefined],
    ["what is no text", { frontchannel_logout_uri: 7 }, undefined],
    ["an address", { frontchannel_logout_uri: "x" }, { uri: "x", sessionRequired: false }],
    [
      "both",
      { frontchannel_logout_uri: "x", frontchannel_logout_session_required: true },
      { uri: "x", sessionRequired: true },
    ],
  ] as const) {
    it(`reads ${name}`, () => assert.deepEqual(frontChannelOf(metadata), expected));
  }
});
