import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { digest, hmac, seededRandom } from "../platform/mod.ts";
import { mintToken } from "../protocol/mod.ts";
import { tokenSecretOf } from "./mod.ts";
import { tokenSecretOfDigest } from "./token_secret.ts";

const rotationKey = new Uint8Array(32).fill(7);
const text = mintToken("ot", { random: seededRandom("secret") });

describe("tokenSecretOf()", () => {
  rule("RFC5849-4.9-1", "has 256 bits, in characters that need no encoding", () => {
    assert.match(tokenSecretOf(text, { rotationKey }), /^[\w-]{43}$/);
  });

  it("is the same each time for the same credentials and the same issuer", () => {
    assert.equal(tokenSecretOf(text, { rotationKey }), tokenSecretOf(text, { rotationKey: rotationKey.slice() }));
  });

  rule("RFC5849-4.5-1", "is another for other credentials, and for another issuer's key", () => {
    const other = mintToken("tc", { random: seededRandom("secret") });
    const secrets = [
      tokenSecretOf(text, { rotationKey }),
      tokenSecretOf(other, { rotationKey }),
      tokenSecretOf(text, { rotationKey: new Uint8Array(32).fill(8) }),
    ];
    assert.lengthOf(new Set(secrets), 3);
  });

  it("tells nothing of the refresh tokens that are derived under the same key", () => {
    for (const other of [text, digest(text)]) {
      assert.notEqual(tokenSecretOf(text, { rotationKey }), hmac(rotationKey, other).toString("base64url"));
    }
  });
});

describe("tokenSecretOfDigest()", () => {
  it("is the secret of the credentials that have the digest", () => {
    assert.equal(tokenSecretOfDigest(digest(text), { rotationKey }), tokenSecretOf(text, { rotationKey }));
  });
});
