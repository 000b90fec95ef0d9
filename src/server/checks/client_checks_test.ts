import { assert } from "chai";
import { clientRecord, fastSecret } from "../../../test/support/records.ts";
import { withSealedSecret } from "../../clients/mod.ts";
import { systemRandom } from "../../platform/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { readConfig } from "../config.ts";
import { standardFeatures } from "../features.ts";
import { registrationPolicy } from "../registration_policy.ts";
import { CLIENT_CHECKS, checkClients, type ClientGround } from "./client_checks.ts";

const CONFIG = readConfig({ environment: {} });
const KEY = new Uint8Array(32).fill(7);
const GROUND: ClientGround = {
  policy: registrationPolicy(standardFeatures(CONFIG), CONFIG),
  sealKey: KEY,
  now: 1_000,
};

function seal(key: Uint8Array) {
  return withSealedSecret(fastSecret("s"), "s".repeat(40), { key, random: systemRandom });
}

async function found(client: Partial<ClientRecord>, ground = GROUND): Promise<readonly string[]> {
  return (await checkClients([clientRecord(client)], ground)).map(({ id }) => id);
}

const SECRET = { type: "confidential", secrets: [fastSecret("s")] } as const;
const SIGNING = { type: "confidential", metadata: { id_token_signed_response_alg: "HS256" } } as const;

/** A consumer that signs by some methods, or by any. */
function signing(...methods: readonly string[]): Partial<ClientRecord> {
  const metadata = methods.length === 0 ? {} : { oauth_signature_methods: methods };
  return { type: "confidential", grantTypes: ["oauth1"], secrets: [seal(KEY)], metadata };
}

type Row = readonly [id: string, wrong: Partial<ClientRecord>, right: Partial<ClientRecord>];

const ROWS: readonly Row[] = [
  ["W001", { grantTypes: ["implicit"] }, { grantTypes: ["authorization_code"] }],
  ["W002", { grantTypes: ["password"] }, { grantTypes: ["refresh_token"] }],
  ["W311", { redirectUris: ["https://*.app.example/cb"] }, { redirectUris: ["https://app.example/*?a=*"] }],
  ["W301", { redirectUris: ["http://app.example/cb"] }, { redirectUris: ["https://app.example/cb"] }],
  ["W301", { redirectUris: ["https://a.example/", "HTTP://b.example/"] }, { redirectUris: ["http://[::1]/cb"] }],
  ["W302", { skipAuthorization: true }, { ...SECRET, skipAuthorization: true }],
  ["I303", { redirectUris: ["http://localhost:3000/cb"] }, { redirectUris: ["http://localhost.example/cb"] }],
  ["W304", { redirectUris: ["com.example.app:/cb"] }, { redirectUris: ["http://127.0.0.1/cb"] }],
  ["W304", { redirectUris: ["https://app.example/cb#top"] }, { redirectUris: [] }],
  ["W305", { grantTypes: ["urn:example:unheard"] }, { grantTypes: ["client_credentials"] }],
  ["E306", { type: "confidential" }, SECRET],
  ["E306", { type: "confidential", secrets: [fastSecret("s", { expiresAt: 1_000 })] }, { type: "public" }],
  ["E306", { type: "confidential", secrets: [] }, { type: "confidential", metadata: { jwks: { keys: [] } } }],
  ["W307", { accessTokenLifetime: 3_601 }, { accessTokenLifetime: 3_600 }],
  ["E308", { ...SIGNING, secrets: [fastSecret("s")] }, { ...SIGNING, secrets: [seal(KEY)] }],
  ["E308", { ...SIGNING, secrets: [seal(new Uint8Array(32))] }, SECRET],
  ["E308", { ...signing(), secrets: [fastSecret("s")] }, signing()],
  ["E308", { ...signing("PLAINTEXT"), secrets: [seal(new Uint8Array(32))] }, signing("PLAINTEXT")],
  [
    "E308",
    { ...signing("HMAC-SHA1"), secrets: [fastSecret("s")] },
    { ...signing("RSA-SHA1"), secrets: [fastSecret("s")] },
  ],
  ["E313", signing("RSA-SHA1", "RSA-SHA256"), signing("RSA-SHA1", "HMAC-SHA1")],
  [
    "E313",
    { ...signing("RSA-SHA1"), metadata: { oauth_signature_methods: ["RSA-SHA1"], jwks: { keys: [] } } },
    signing(),
  ],
  ["W314", signing("HMAC-SHA1", "PLAINTEXT"), { ...signing("PLAINTEXT"), grantTypes: ["client_credentials"] }],
  ["W314", signing("PLAINTEXT"), signing()],
  ["W309", { isUnverified: true }, {}],
  ["W312", { grantTypes: ["password"] }, { ...SECRET, grantTypes: ["password"] }],
  [
    "W310",
    { metadata: { jwks_uri: "http://app.example/jwks" } },
    { metadata: { jwks_uri: "http://localhost:3000/jwks" } },
  ],
];

describe("checkClients()", () => {
  for (const [id, wrong, right] of ROWS) {
    it(`finds ${id} in ${JSON.stringify(wrong).slice(0, 90)}, and not in ${JSON.stringify(right).slice(0, 60)}`, async () => {
      assert.include(await found(wrong), id);
      assert.notInclude(await found(right), id);
    });
  }

  it("asks each of its questions in a row of this table", () => {
    assert.sameMembers(
      [...new Set(ROWS.map(([id]) => id))],
      CLIENT_CHECKS.map(({ id }) => id),
    );
  });

  it("finds nothing wrong with a client as createapplication makes it", async () => {
    const right = { ...SECRET, grantTypes: ["authorization_code", "refresh_token"] };
    assert.isEmpty(await found({ ...right, redirectUris: ["https://app.example/cb"] }));
  });

  it("says nothing of sealed secrets where nobody knows the key", async () => {
    const { sealKey: _, ...ground } = GROUND;
    assert.isEmpty(await found({ ...SIGNING, secrets: [seal(new Uint8Array(32))] }, ground));
  });

  it("tells of all clients for which the same is so in one finding, and names the first ten", async () => {
    const clients = Array.from({ length: 12 }, (_, index) =>
      clientRecord({ ...SECRET, clientId: `c${index}`, grantTypes: index === 3 ? [] : ["password"] }),
    );
    const [finding, ...others] = await checkClients(clients, GROUND);
    assert.isEmpty(others);
    assert.match(String(finding?.says), /^11 clients: may use the password grant/);
    assert.deepEqual(finding?.about, ["c0", "c1", "c2", "c4", "c5", "c6", "c7", "c8", "c9", "c10"]);
  });

  it("finds nothing where there is no client", async () => assert.isEmpty(await checkClients([], GROUND)));
});
