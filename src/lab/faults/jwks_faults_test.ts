import { assert } from "chai";
import { describe, it } from "mocha";
import { bodyOf } from "../../../test/support/replies.ts";
import { parseJwks, type Reply } from "../../protocol/mod.ts";
import { assertServed, openidLab, type OpenidLab, partsOf, seen } from "./_openid_lab_test.ts";
import { JWKS_FAULTS } from "./jwks_faults.ts";

type Members = Readonly<Record<string, unknown>>;

const SETTINGS = { settings: { SIGNING_ALGS: "RS256 ES256" } };

function open(fault?: string): Promise<OpenidLab> {
  return openidLab(fault === undefined ? [] : [{ fault }], SETTINGS);
}

async function keysAt(lab: OpenidLab): Promise<readonly Members[]> {
  return keysIn(await lab.get("/jwks"));
}

function keysIn(reply: Reply): readonly Members[] {
  const { keys } = bodyOf(reply);
  assert(Array.isArray(keys));
  return keys;
}

function kids(keys: readonly Members[]): readonly unknown[] {
  return keys.map(({ kid }) => kid);
}

function withoutKids(keys: readonly Members[]): readonly Members[] {
  return keys.map((key) => Object.fromEntries(Object.entries(key).filter(([name]) => name !== "kid")));
}

/** The right keys, and those of an issuer with a fault before anybody has signed in. */
async function pair(fault: string): Promise<{
  readonly right: readonly Members[];
  readonly wrong: readonly Members[];
  readonly lab: OpenidLab;
}> {
  const lab = await open(fault);
  return { right: await keysAt(await open()), wrong: await keysAt(lab), lab };
}

async function kidOfIdToken(lab: OpenidLab): Promise<unknown> {
  return partsOf((await lab.tokens())["id_token"]).header["kid"];
}

/** An issuer where nobody has signed in yet: the flow of the others signs its person in at once. */
async function untouched(fault: string): Promise<readonly Members[]> {
  const lab = await open(fault);
  const { issuer } = lab.under;
  for (const { sid } of await issuer.durable.sessions.list(lab.account.id)) await issuer.durable.sessions.end(sid);
  return keysAt(lab);
}

describe("JWKS_FAULTS", () => {
  it("has other keys until somebody has signed in, and the right ones from then on", async () => {
    const right = await keysAt(await open());
    const before = await untouched("jwks_rotated_at_sign_in");
    assert.isEmpty(kids(before).filter((kid) => kids(right).includes(kid)));
    const lab = await open("jwks_rotated_at_sign_in");
    const after = await keysAt(lab);
    assert.deepEqual(after.slice(-right.length), right);
    assert.deepEqual(after.slice(0, -right.length), before);
    assertServed(lab, "jwks_rotated_at_sign_in", "jwks");
  });

  it("has other keys until tokens are issued, and the right ones from then on", async () => {
    const lab = await open("jwks_rotated_at_signing");
    const before = await keysAt(lab);
    const kid = await kidOfIdToken(lab);
    assert.notInclude(kids(before), kid);
    assert.include(kids(await keysAt(lab)), kid);
  });

  it("has the key under its new name besides, from the second fetch on", async () => {
    const right = await keysAt(await open());
    const lab = await open("jwks_new_kid_later");
    assert.deepEqual(await keysAt(lab), right);
    for (const _again of ["second", "third"]) {
      const [renamed, ...others] = await keysAt(lab);
      const usual = right.find(({ kid }) => `${String(kid)}-unknown` === renamed?.["kid"]);
      assert.deepEqual(withoutKids([renamed ?? {}]), withoutKids([usual ?? {}]));
      assert.deepEqual(others, right);
    }
    assertServed(lab, "jwks_new_kid_later", "jwks");
  });

  it("is kept by nobody as the right one while it is not", async () => {
    const lab = await open("jwks_rotated_at_signing");
    const { headers } = await lab.get("/jwks");
    assert.deepInclude(headers, { "Cache-Control": "no-cache" });
    assert.notProperty(headers, "ETag");
  });

  it("has another key under the right kid until somebody has signed in", async () => {
    const right = await keysAt(await open());
    const before = await untouched("jwks_same_kid_other_key");
    assert.deepEqual(kids(before), kids(right));
    assert.notDeepEqual(before, right);
    assert.deepEqual((await keysAt(await open("jwks_same_kid_other_key"))).slice(-right.length), right);
  });

  it("has another key under the right kid for good", async () => {
    const { right, wrong } = await pair("jwks_wrong_key");
    assert.deepEqual(kids(wrong), kids(right));
    const changed = wrong.filter((key, index) => JSON.stringify(key) !== JSON.stringify(right[index]));
    assert.deepEqual(
      changed.map(({ kty, use }) => `${String(kty)} ${String(use)}`),
      ["RSA sig"],
    );
  });

  it("lacks the key of the ID token, before and after", async () => {
    const lab = await open("jwks_without_key");
    const kid = await kidOfIdToken(lab);
    assert.notInclude(kids(await keysAt(lab)), kid);
    assert.isNotEmpty(await keysAt(lab));
  });

  it("has a key of another type in front, under the same kid", async () => {
    const { right, wrong } = await pair("jwks_same_kid_other_type");
    const named = wrong.filter(({ kid }) => kid === wrong[0]?.["kid"]);
    assert.deepEqual(
      named.map(({ kty }) => kty),
      ["EC", "RSA"],
    );
    assert.sameDeepMembers([...withoutKids(wrong)], [...withoutKids(right)]);
  });

  it("has no keys at all", async () => {
    const { wrong, lab } = await pair("jwks_empty");
    assert.deepEqual(wrong, []);
    assertServed(lab, "jwks_empty", "jwks");
  });

  it("has the one key that ID tokens are signed by, without a kid", async () => {
    const { right, wrong } = await pair("jwks_one_key");
    assert.deepEqual(wrong, withoutKids(right.filter(({ alg }) => alg === "RS256")));
    assert.lengthOf(wrong, 1);
  });

  it("has the same keys without their kids", async () => {
    const { right, wrong } = await pair("jwks_no_kids");
    assert.deepEqual(wrong, withoutKids(right));
  });

  it("has several keys of a type without a kid, the right ones among them", async () => {
    const { right, wrong } = await pair("jwks_no_kids_several");
    assert.includeDeepMembers([...wrong], [...withoutKids(right)]);
    assert.isAbove(wrong.filter(({ alg }) => alg === "RS256").length, 2);
    assert.isTrue(kids(wrong).every((kid) => kid === undefined));
  });

  it("has every key for encryption", async () => {
    const { right, wrong } = await pair("jwks_for_encryption_only");
    assert.isTrue(wrong.every(({ use, alg }) => use === "enc" && alg === undefined));
    assert.deepEqual(kids(wrong), kids(right));
  });

  it("has unusable keys in front of the right ones, which a careful reader skips", async () => {
    const { right, wrong } = await pair("jwks_unusable_keys");
    assert.deepEqual(wrong.slice(-right.length), right);
    const typed = wrong.filter(({ kty }) => kty !== undefined);
    assert.deepEqual(
      parseJwks({ keys: typed }).keys.map(({ kid }) => kid),
      kids(right),
    );
  });

  it("has the right keys with members that nobody knows", async () => {
    const { right, wrong } = await pair("jwks_unknown_members");
    const known = wrong.map(({ lab: _lab, nbf: _nbf, ...key }) => key);
    assert.deepEqual(known, [...right]);
    assert.isTrue(wrong.every(({ lab }) => lab !== undefined));
  });

  const replies = [
    ["500", 500, "application/json", /"error":"server_error"/],
    ["404", 404, "application/json", /"error":"not_found"/],
    ["html", 200, "text/html; charset=utf-8", /^<!doctype html>/],
    ["no_list", 200, "application/json", /^\{\}$/],
    ["broken_json", 200, "application/json", /^\{"keys"[^]*[^}]$/],
    ["plain_json", 200, "application/json", /^\{"keys"[^]*\}$/],
    ["redirect", 302, undefined, /^$/],
  ] as const;
  for (const [name, status, type, text] of replies) {
    it(`answers as it says: jwks_${name}`, async () => {
      const lab = await open(`jwks_${name}`);
      const { text: sent, ...others } = seen(await lab.get("/jwks"));
      assert.deepEqual(others, { status, type });
      assert.match(sent, text);
      assertServed(lab, `jwks_${name}`, "jwks");
    });
  }

  it("redirects to the same key set", async () => {
    const lab = await openidLab([{ fault: "jwks_redirect", times: 1 }], SETTINGS);
    const { headers } = await lab.get("/jwks");
    assert.deepEqual(keysIn(await lab.get(new URL(headers["Location"] ?? "").pathname)), await keysAt(lab));
  });

  for (const [name, after] of [
    ["slow", 2_000],
    ["too_slow", 8_000],
  ] as const) {
    it(`says the same, later: jwks_${name}`, async () => {
      const reply = await (await open(`jwks_${name}`)).get("/jwks");
      assert(reply.kind === "raw");
      assert.deepEqual(JSON.parse(reply.text), { keys: await keysAt(await open()) });
      assert.equal(reply.after, after);
    });
  }

  it("says the same among five megabytes of something else", async () => {
    const reply = await (await open("jwks_huge")).get("/jwks");
    assert(reply.kind === "raw");
    assert.isAbove(reply.text.length, 5_000_000);
    assert.deepEqual(JSON.parse(reply.text).keys, await keysAt(await open()));
  });

  it("leaves all else of a flow as it is", async () => {
    const lab = await open("jwks_500");
    assert.containsAllKeys(await lab.tokens(), ["id_token", "access_token"]);
    assertServed(lab, "jwks_500");
  });

  it("has faults of all names above", () => {
    const named = (
      "rotated_at_sign_in rotated_at_signing new_kid_later same_kid_other_key same_kid_other_type wrong_key without_key " +
      "empty one_key no_kids no_kids_several for_encryption_only unusable_keys unknown_members slow too_slow huge"
    ).split(" ");

    assert.sameMembers(
      JWKS_FAULTS.map(({ name }) => name),
      [...named, ...replies.map(([name]) => name)].map((name) => `jwks_${name}`),
    );
  });
});
