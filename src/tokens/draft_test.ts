import { assert } from "chai";
import { assert as forAll, property, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { clientRecord, strangeToken } from "../../test/support/records.ts";
import { deriveKey, digest, seededRandom, settableClock } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import { memoryEphemeralStore } from "../stores/memory/mod.ts";
import { findAccessToken } from "./find.ts";
import {
  type DraftOptions,
  draftTokens,
  type Entitlement,
  familyOf,
  storeAccessToken,
  withdrawAccessToken,
} from "./mod.ts";

const SUBJECT = { accountId: 3, sub: "0f8fad5b-d9cb-469f-a165-70867728950e", username: "alice" };
const ENTITLEMENT: Entitlement = {
  client: clientRecord({ id: 7 }),
  subject: SUBJECT,
  scope: ["read"],
  accessLifetime: 600,
  refresh: { kind: "none" },
  bindings: { pkce: { challenge: "c" } },
};

function draftOptions(key = "a key", at = START): DraftOptions {
  return { clock: settableClock(at), random: seededRandom("drafts"), rotationKey: deriveKey(key, "test") };
}

const options = draftOptions();

function drafted(changes: Partial<Entitlement> = {}, from: DraftOptions = options) {
  return draftTokens({ ...ENTITLEMENT, ...changes }, from);
}

describe("draftTokens()", () => {
  it("writes down whom the access token stands for, and until when", () => {
    assert.deepEqual(drafted().record, {
      client: 7,
      subject: { sub: SUBJECT.sub, username: "alice" },
      scope: ["read"],
      issuedAt: START,
      expiresAt: START + 600,
    });
  });

  it("names no person where a client acts for itself", () => {
    const { subject: _subject, ...ofClient } = ENTITLEMENT;
    assert.notProperty(draftTokens(ofClient, options).record, "subject");
  });

  rule(["RFC6749-10.10-2", "RFC6749-10.10-3", "RFC6749-10.3-3"], "draws 256 bits for each access token", () => {
    const [one, two] = [drafted({ tag: "family00" }), drafted({ tag: "family00" })];
    assert.match(one.accessToken, /^ts_at_family00[0-9A-Za-z]{49}$/);
    assert.notEqual(one.accessToken, two.accessToken);
  });

  it("puts both tokens into one family, a new one where none is named", () => {
    const draft = drafted({ refresh: { kind: "fresh" } });
    for (const text of [draft.accessToken, draft.refreshToken!]) assert.equal(parseToken(text)?.tag, draft.tag);
    assert.notEqual(drafted().tag, drafted().tag);
    assert.equal(drafted({ tag: "family00" }).tag, "family00");
  });

  it("makes no refresh token where none is planned", () => {
    const draft = drafted();
    for (const member of ["refreshToken", "refreshDigest", "refreshExpiresAt"]) assert.notProperty(draft, member);
  });

  rule("RFC9700-4.14.2-5", "makes a fresh refresh token that expires", () => {
    const draft = drafted({ refresh: { kind: "fresh", lifetime: 3_600 } });
    assert.isDefined(parseToken(draft.refreshToken!, "rt"));
    assert.equal(draft.refreshDigest, digest(draft.refreshToken!));
    assert.equal(draft.refreshExpiresAt, START + 3_600);
  });

  it("makes one without end where no lifetime is set", () => {
    assert.notProperty(drafted({ refresh: { kind: "fresh" } }), "refreshExpiresAt");
  });

  it("gives the same refresh token again without rotation, and moves no end", () => {
    const text = strangeToken("rt");
    const draft = drafted({ refresh: { kind: "same", text } });
    assert.equal(draft.refreshToken, text);
    assert.equal(draft.refreshDigest, digest(text));
    assert.notProperty(draft, "refreshExpiresAt");
  });
});

describe("the successor of a refresh token", () => {
  const presented = strangeToken("rt");
  function successor(of = presented, from = options, tag = "family00"): string {
    return drafted({ tag, refresh: { kind: "successor", of, lifetime: 60 } }, from).refreshToken!;
  }

  it("is the same each time, at any hour and in any process", () => {
    assert.equal(successor(), successor());
    assert.equal(successor(presented, draftOptions("a key", START + 1_000)), successor());
  });

  it("is a proper refresh token of the family, and not the one before it", () => {
    assert.deepInclude(parseToken(successor()), { kind: "rt", tag: "family00" });
    assert.notEqual(successor(), presented);
  });

  rule("RFC6749-10.4-6", "cannot be told without the server's key", () => {
    assert.notEqual(successor(presented, draftOptions("another key")), successor());
  });

  it("differs for another token and comes with a new end", () => {
    assert.notEqual(successor(strangeToken("rt", "another")), successor());
    const draft = drafted({ refresh: { kind: "successor", of: presented, lifetime: 60 } });
    assert.equal(draft.refreshExpiresAt, START + 60);
  });

  it("comes with a fresh access token each time", () => {
    const again = () => drafted({ tag: "family00", refresh: { kind: "successor", of: presented } }).accessToken;
    assert.notEqual(again(), again());
  });

  it("runs through a chain that never meets itself", () => {
    const seen = new Set<string>();
    for (let text = presented, step = 0; step < 200; step += 1, text = successor(text)) seen.add(text);
    assert.lengthOf([...seen], 200);
  });
});

describe("familyOf()", () => {
  const start = { grantType: "authorization_code", scope: ["read", "write"], codeDigest: digest("code") };

  it("writes down where it comes from, all that was granted and the digest of its refresh token", () => {
    const entitlement: Entitlement = { ...ENTITLEMENT, refresh: { kind: "fresh", lifetime: 3_600 } };
    const draft = draftTokens(entitlement, options);
    assert.deepEqual(familyOf(draft, entitlement, start), {
      tag: draft.tag,
      client: 7,
      accountId: 3,
      grantType: "authorization_code",
      scope: ["read", "write"],
      codeDigest: digest("code"),
      refreshDigest: draft.refreshDigest!,
      generation: 0,
      bindings: { pkce: { challenge: "c" } },
      createdAt: START,
      expiresAt: START + 3_600,
    });
  });

  it("ends with its access token where it has no refresh token", () => {
    const family = familyOf(drafted(), ENTITLEMENT, start);
    assert.equal(family.expiresAt, START + 600);
    assert.notProperty(family, "refreshDigest");
  });

  it("does not end where its refresh token does not", () => {
    const entitlement: Entitlement = { ...ENTITLEMENT, refresh: { kind: "fresh" } };
    assert.notProperty(familyOf(draftTokens(entitlement, options), entitlement, start), "expiresAt");
  });

  it("names neither a code nor a person where there is none", () => {
    const { subject: _subject, ...ofClient } = ENTITLEMENT;
    const family = familyOf(drafted(), ofClient, { grantType: "client_credentials", scope: [] });
    for (const member of ["codeDigest", "accountId"]) assert.notProperty(family, member);
  });

  rule(["RFC6749-10.4-2", "RFC6749-10.3-1", "RFC9700-4.9.3-3"], "holds no token in the clear", () => {
    const entitlement: Entitlement = { ...ENTITLEMENT, refresh: { kind: "fresh", lifetime: 60 } };
    const draft = draftTokens(entitlement, options);
    const written = JSON.stringify([familyOf(draft, entitlement, start), draft.record]);
    for (const text of [draft.accessToken, draft.refreshToken!]) assert.notInclude(written, text.slice(14));
  });
});

describe("storeAccessToken()", () => {
  async function stored() {
    const clock = settableClock(START);
    const ephemeral = memoryEphemeralStore({ clock });
    const draft = drafted();
    await storeAccessToken(draft, ephemeral);
    return { clock, ephemeral, draft, found: () => findAccessToken(draft.accessToken, { clock, ephemeral }) };
  }

  it("makes the token live", async () => {
    const { draft, found } = await stored();
    assert.deepEqual(await found(), { kind: "access_token", tag: draft.tag, record: draft.record });
  });

  rule("RFC6750-5.2-9", "keeps it for its lifetime and no longer", async () => {
    const { found, clock } = await stored();
    clock.advance(599);
    assert.isDefined(await found());
    clock.advance(1);
    assert.isUndefined(await found());
  });

  it("is undone by withdrawAccessToken(), twice if need be", async () => {
    const { draft, ephemeral, found } = await stored();
    for (let times = 0; times < 2; times += 1) {
      await withdrawAccessToken(draft, ephemeral);
      assert.isUndefined(await found());
    }
  });

  it("asks the store to keep digests alone", async () => {
    const written: string[] = [];
    const { ephemeral, draft } = await stored();
    const spying = {
      ...ephemeral,
      put: async (_kind: unknown, entry: object) => void written.push(JSON.stringify(entry)),
    };
    await storeAccessToken(draft, spying);
    assert.lengthOf(written, 1);
    assert.notInclude(written.join(), draft.accessToken.slice(14));
  });
});

describe("properties of successors", () => {
  it("two tokens never have the same successor", () => {
    const next = (of: string) => drafted({ tag: "family00", refresh: { kind: "successor", of } }).refreshToken;
    forAll(property(string(), string(), (one, two) => assert.equal(next(one) === next(two), one === two)));
  });
});
