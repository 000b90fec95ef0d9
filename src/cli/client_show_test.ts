import { assert } from "chai";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import { digest } from "../platform/mod.ts";
import { describeClient } from "./client_show.ts";

const SECRETS = [
  fastSecret("new", { createdAt: 1_800_000_000, sealed: "s1.sealed" }),
  fastSecret("old", { createdAt: 1_700_000_000, expiresAt: 1_800_086_400 }),
];

describe("describeClient()", () => {
  it("tells of secrets when they were made and end, and nothing that one could try them against", () => {
    const client = clientRecord({ type: "confidential", secrets: SECRETS, registrationDigest: digest("registration") });
    const { text, json } = describeClient(client, { owner: "mara" });
    assert.match(text, /sha256, and sealed, made 2027-01-15T08:00:00Z; sha256, made .*, works until 2027-01-16T08/);
    for (const hidden of [...SECRETS.map(({ hash }) => hash), "s1.sealed", digest("registration")])
      assert.notInclude(text + JSON.stringify(json), hidden);
  });

  it("tells a program the same", () => {
    const { json } = describeClient(clientRecord({ type: "confidential", secrets: SECRETS }), { owner: "mara" });
    assert.deepInclude(json, {
      secrets: [
        { kind: "sha256", created_at: 1_800_000_000, expires_at: null, is_sealed: true },
        { kind: "sha256", created_at: 1_700_000_000, expires_at: 1_800_086_400, is_sealed: false },
      ],
      user: "mara",
      access_token_lifetime: null,
      is_self_registered: false,
      is_unverified: false,
    });
  });

  const lines: readonly (readonly [Parameters<typeof clientRecord>[0], RegExp])[] = [
    [{}, /authenticates by +none/],
    [{ type: "confidential" }, /authenticates by +any method with a secret/],
    [{ authMethod: "private_key_jwt", type: "confidential" }, /authenticates by +private_key_jwt/],
    [{}, /access tokens +\(as the settings say\)/],
    [{ accessTokenLifetime: 60 }, /access tokens +60 seconds/],
    [{ refreshTokenLifetime: 60 }, /refresh tokens +60 seconds/],
    [{ skipAuthorization: true }, /consent +is not asked for/],
    [{}, /consent +is asked for/],
    [{}, /secrets +\(none\)/],
    [{ isUnverified: true }, /vouched for +by nobody/],
    [{ registrationDigest: digest("x") }, /registered +\S+, by itself/],
  ];
  for (const [members, expected] of lines) {
    it(`says ${expected.source} of ${JSON.stringify(members)}`, () => {
      assert.match(describeClient(clientRecord(members), { owner: undefined }).text, expected);
    });
  }
});
