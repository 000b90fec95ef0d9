import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { digest } from "../../platform/mod.ts";
import { OAuthError, wireRequest } from "../../protocol/mod.ts";
import { checkKey, refuseGone, segmentsBelow } from "./access.ts";

const KEY = "lab_of_this";
const WHAT = "the run 'a'";

async function exchangeOf({ path = "/", authorization }: { readonly path?: string; readonly authorization?: string }) {
  const { issuer } = await issuerUnderTest({ url: "https://issuer.test/id" });
  const headers = authorization === undefined ? {} : { authorization };
  return { ...exchangeAt(issuer), request: wireRequest({ method: "GET", path, headers }) };
}

async function refusalOf(authorization: string | undefined, kept: string | undefined): Promise<OAuthError | undefined> {
  const exchange = await exchangeOf(authorization === undefined ? {} : { authorization });
  try {
    checkKey(exchange, { what: WHAT, kept });
    return undefined;
  } catch (error) {
    assert(error instanceof OAuthError);
    return error;
  }
}

describe("checkKey()", () => {
  for (const header of [`Bearer ${KEY}`, `bearer ${KEY}`]) {
    it(`lets in who sends '${header}'`, async () => assert.isUndefined(await refusalOf(header, digest(KEY))));
  }

  it("asks who sends no key for one, without a word of what is wrong with it", async () => {
    const refused = await refusalOf(undefined, digest(KEY));
    assert.deepInclude(refused, { status: 401, code: "invalid_token", headers: { "WWW-Authenticate": "Bearer" } });
  });

  for (const header of ["Bearer lab_of_another", `Bearer ${KEY}x`, `Bearer ${digest(KEY)}`]) {
    it(`refuses '${header}'`, async () => {
      const refused = await refusalOf(header, digest(KEY));
      assert.equal(refused?.status, 401);
      assert.include(refused?.headers?.["WWW-Authenticate"], "invalid_token");
    });
  }

  for (const header of [`Basic ${KEY}`, KEY, ""]) {
    it(`refuses '${header}', which is no bearer token`, async () => {
      assert.equal((await refusalOf(header, digest(KEY)))?.status, 401);
    });
  }

  for (const header of [undefined, `Bearer ${KEY}`, "Basic x"]) {
    it(`refuses what is not there, whatever is sent: ${header}`, async () => {
      const refused = await refusalOf(header, undefined);
      assert.equal(refused?.status, 404);
      assert.include(refused?.description, WHAT);
    });
  }

  it("lets nobody in by an empty key, or by none where that of nothing is kept", async () => {
    assert.equal((await refusalOf("Bearer ", digest("")))?.status, 400);
    assert.equal((await refusalOf(undefined, digest("")))?.status, 401);
  });

  it("tells nobody the key that was sent", async () => {
    const refused = await refusalOf(`Bearer ${KEY}x`, digest(KEY));
    assert.notInclude(JSON.stringify([refused?.description, refused?.headers, refused?.extra]), KEY);
  });
});

describe("refuseGone()", () => {
  it("is a 404 that names what is gone", () => {
    assert.throws(() => refuseGone(WHAT), OAuthError, /^Cannot find the run 'a'/);
  });
});

describe("segmentsBelow()", () => {
  for (const [path, segments] of [
    ["/id/lab/api/issuers/abc", ["abc"]],
    ["/id/lab/api/issuers/abc/", ["abc"]],
    ["/id/lab/api/issuers/abc/faults", ["abc", "faults"]],
    ["/id/lab/api/issuers/", [""]],
  ] as const) {
    it(`reads ${path} below an issuer with a path`, async () => {
      assert.deepEqual(segmentsBelow(await exchangeOf({ path }), "/lab/api/issuers/"), [...segments]);
    });
  }
});
