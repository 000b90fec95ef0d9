import { assert } from "chai";
import { START } from "../../test/support/issuer_under_test.ts";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import { seededRandom, sha256 } from "../platform/mod.ts";
import type { ClientRecord } from "../stores/mod.ts";
import { hmacSecretsOf, renewSecret } from "./mod.ts";

const KEY = new Uint8Array(32).fill(7);
const OLD = fastSecret("the old one");

function renewed(
  said: Partial<ClientRecord> = {},
  { keep = 60, sealKey = KEY }: { keep?: number; sealKey?: Uint8Array } = {},
) {
  const client = clientRecord({ secrets: [OLD], ...said });
  return renewSecret(client, { random: seededRandom("renew"), now: START + 9, sealKey, keep });
}

describe("renewSecret()", () => {
  it("makes a secret of which the digest alone is kept, beside the old one for as long as it is to work", () => {
    const { text, secrets } = renewed();
    const hash = sha256(text).toString("base64url");
    assert.deepEqual(secrets, [
      { kind: "sha256", hash, createdAt: START + 9 },
      { ...OLD, expiresAt: START + 69 },
    ]);
  });

  it("ends the old one at once where it is to work no longer", () =>
    assert.lengthOf(renewed({}, { keep: 0 }).secrets, 1));

  for (const [name, said, least] of [
    ["whose ID tokens are signed by it", { metadata: { id_token_signed_response_alg: "HS256" } }, 32],
    [
      "that signs with it",
      { authMethod: "client_secret_jwt", metadata: { token_endpoint_auth_signing_alg: "HS512" } },
      64,
    ],
  ] as const) {
    it(`keeps the secret of a client ${name} under seal, and long enough`, () => {
      const { text, secrets } = renewed(said);
      assert.isAtLeast(text.length, least);
      const [key] = hmacSecretsOf(clientRecord({ secrets: secrets.slice(0, 1) }), { key: KEY, now: START });
      assert.equal(key?.export().toString(), text);
    });
  }

  it("does not keep one that has to be read again without a seal", () => {
    const client = clientRecord({ metadata: { id_token_signed_response_alg: "HS256" } });
    const options = { random: seededRandom("renew"), now: START, keep: 0 };
    assert.throws(() => renewSecret(client, options), TypeError, "seal");
  });
});
