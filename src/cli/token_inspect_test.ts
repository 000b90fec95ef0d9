import { assert } from "chai";
import { printReport } from "./token_inspect.ts";
import type { TokenReport } from "./token_report.ts";

const FULL: TokenReport = {
  kind: "refresh token",
  state: "rotated",
  note: "It was exchanged",
  clientId: "c1",
  clientName: "Photos",
  username: "mara",
  sub: "s1",
  scope: ["read", "write"],
  issuedAt: 1_800_000_000,
  expiresAt: 1_800_086_400,
  usesLeft: 2,
  claims: { aud: "x" },
  family: {
    tag: "family00",
    grantType: "password",
    createdAt: 1_800_000_000,
    rotations: 7,
    expiresAt: 1_800_086_400,
    revokedAt: 1_800_000_001,
    session: "sid",
  },
};

describe("printReport()", () => {
  it("tells a person all there is, a line each", () => {
    const lines = [
      "kind           refresh token",
      "state          rotated: It was exchanged",
      "client         c1 (Photos)",
      "person         mara (s1)",
      "scope          read write",
      "issued         2027-01-15T08:00:00Z",
      "expires        2027-01-16T08:00:00Z",
      "uses left      2",
      'claims         {"aud":"x"}',
      "authorization  family00 (password)",
      "  began        2027-01-15T08:00:00Z",
      "  rotated      7 times",
      "  expires      2027-01-16T08:00:00Z",
      "  revoked      2027-01-15T08:00:01Z",
      "  session      sid",
    ];
    assert.deepEqual(printReport(FULL).text.split("\n"), lines);
  });

  it("tells a program the same, in the words of RFC 7662 where there is one", () => {
    assert.deepEqual(printReport(FULL).json, {
      kind: "refresh_token",
      active: false,
      state: "rotated",
      note: "It was exchanged",
      client_id: "c1",
      username: "mara",
      sub: "s1",
      scope: "read write",
      iat: 1_800_000_000,
      exp: 1_800_086_400,
      uses_left: 2,
      claims: { aud: "x" },
      family: {
        tag: "family00",
        grant_type: "password",
        created_at: 1_800_000_000,
        rotations: 7,
        expires_at: 1_800_086_400,
        revoked_at: 1_800_000_001,
        session: "sid",
      },
    });
  });

  it("leaves out what there is not", () => {
    const { text, json } = printReport({ kind: "access token", state: "active" });
    assert.equal(text, "kind   access token\nstate  active");
    assert.deepInclude(json, { active: true, note: null, client_id: null, family: null });
  });
});
