import { assert } from "chai";
import { suite } from "../support/suite.ts";
import { rule } from "../support/rule.ts";
import { configure, type Target } from "../support/target.ts";

async function metadataOf(target: Target) {
  return (await configure(target, target.confidential)).serverMetadata();
}

suite("server metadata", (open) => {
  rule("RFC8414-3.3-1", "tells the issuer that it was asked for, to the letter", async () => {
    const target = await open();
    assert.equal((await metadataOf(target)).issuer, target.issuer);
  });

  rule(["RFC8414-2-2", "RFC8414-2-3", "RFC8414-2-4"], "names its endpoints and response types", async () => {
    const metadata = await metadataOf(await open());
    for (const url of [metadata.authorization_endpoint, metadata.token_endpoint])
      assert.isTrue(URL.canParse(url ?? ""));
    assert.include(metadata.response_types_supported ?? [], "code");
  });

  rule(["RFC8414-3.2-1", "RFC8414-3-4"], "is JSON with status 200", async () => {
    const target = await open();
    const name = target.algorithm === "oauth2" ? "oauth-authorization-server" : "openid-configuration";
    const answer = await fetch(`${target.issuer.replace(/\/$/, "")}/.well-known/${name}`);
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get("content-type") ?? "", /^application\/json/);
  });

  rule("RFC9700-2.1.1-1", "says that PKCE with S256 is supported", async () => {
    assert.include((await metadataOf(await open())).code_challenge_methods_supported ?? [], "S256");
  });
});
