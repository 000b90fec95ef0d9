import { assert } from "chai";
import { digest, seededRandom } from "../../platform/mod.ts";
import { OAuthError } from "../../protocol/mod.ts";
import { newKey, openByKey, refuseGone } from "./made_key.ts";

const KEY = "lab_of_this";
const WHAT = "the run 'a'";
const HELD = { key: digest(KEY), name: "a" };

function refusalOf(found: { readonly key: string } | undefined, key: string | undefined): OAuthError {
  try {
    openByKey(found, { what: WHAT, key });
  } catch (error) {
    assert(error instanceof OAuthError);
    return error;
  }
  return assert.fail("It was let in");
}

describe("newKey()", () => {
  const random = seededRandom("keys");

  it("makes another one each time, which scanners can find, and of which a digest is kept", () => {
    const [first, second] = [newKey({ random }), newKey({ random })];
    assert.match(first.key, /^lab_[0-9A-Za-z]{43}$/);
    assert.notEqual(first.key, second.key);
    assert.equal(first.kept, digest(first.key));
  });

  it("lets in whoever has it", () => {
    const { key, kept } = newKey({ random });
    assert.deepEqual(openByKey({ key: kept }, { what: WHAT, key }), { key: kept });
  });
});

describe("openByKey()", () => {
  it("answers what was found to whoever has its key", () => {
    assert.equal(openByKey(HELD, { what: WHAT, key: KEY }), HELD);
  });

  it("asks who sends no key for one, without a word of what is wrong with it", () => {
    const headers = { "WWW-Authenticate": 'Bearer realm="lab"' };
    assert.deepInclude(refusalOf(HELD, undefined), {
      status: 401,
      code: "invalid_token",
      rule: "RFC6750-3-1",
      headers,
    });
  });

  for (const key of ["lab_of_another", `${KEY}x`, KEY.slice(1), digest(KEY), ""]) {
    it(`refuses the key '${key}'`, () => {
      const headers = { "WWW-Authenticate": 'Bearer realm="lab", error="invalid_token"' };
      assert.deepInclude(refusalOf(HELD, key), {
        status: 401,
        code: "invalid_token",
        rule: "RFC6750-3.1-2",
        headers,
      });
    });
  }

  for (const key of [undefined, KEY, ""]) {
    it(`refuses what is not there, whatever is sent: ${key}`, () => {
      const refused = refusalOf(undefined, key);
      assert.equal(refused.status, 404);
      assert.include(refused.description, WHAT);
    });
  }

  it("lets nobody in without a key, also where the digest of an empty one is kept", () => {
    assert.equal(refusalOf({ key: digest("") }, undefined).status, 401);
  });

  it("tells nobody the key that was sent", () => {
    const { description, headers, extra } = refusalOf(HELD, `${KEY}x`);
    assert.notInclude(JSON.stringify([description, headers, extra]), KEY);
  });
});

describe("refuseGone()", () => {
  it("is a 404 that names what is gone", () => {
    assert.throws(() => refuseGone(WHAT), OAuthError, /^Cannot find the run 'a'/);
  });
});
