import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { Issuer } from "../../engine/mod.ts";
import { parseChallenge, printBasicCredentials } from "../../protocol/mod.ts";
import { clientSecret } from "./mod.ts";

const [BASIC, POST, NONE] = clientSecret({ realm: 'the "realm"' }).clientAuth!;

let issuer: Issuer;

before(async () => {
  ({ issuer } = await issuerUnderTest());
});

/** What a method reads out of a request. */
function read(method: typeof BASIC, form: string, authorization?: string) {
  const exchange = exchangeAt(issuer, { form, headers: authorization === undefined ? {} : { authorization } });
  return method!.read(exchange, exchange.request.form);
}

describe("clientSecret()", () => {
  it("has three methods, of which two prove who the client is", () => {
    assert.deepEqual(
      [BASIC, POST, NONE].map((method) => [method!.name, method!.proves]),
      [
        ["client_secret_basic", true],
        ["client_secret_post", true],
        ["none", false],
      ],
    );
  });

  it("says by its challenge how to authenticate", () => {
    const { scheme, params } = parseChallenge(BASIC!.challenge!);
    assert.equal(scheme, "Basic");
    assert.deepEqual({ ...params }, { realm: 'the "realm"', charset: "UTF-8" });
    assert.notProperty(POST, "challenge");
  });

  it("keeps the method none to public clients", () => {
    assert.isTrue(NONE!.fits(clientRecord({ type: "public" })));
    assert.isFalse(NONE!.fits(clientRecord({ type: "confidential" })));
  });

  for (const [name, method, form, authorization, clientId] of [
    ["a Basic header", BASIC, "", printBasicCredentials({ clientId: "a b:ä", clientSecret: "s" }), "a b:ä"],
    ["no header", BASIC, "client_id=a&client_secret=b", undefined, undefined],
    ["a Bearer header", BASIC, "", "Bearer abc", undefined],
    ["id and secret in the form", POST, "client_id=a&client_secret=b", undefined, "a"],
    ["no secret in the form", POST, "client_id=a", undefined, undefined],
    ["an empty secret in the form", POST, "client_id=a&client_secret=", undefined, undefined],
    ["an id in the form", NONE, "client_id=a", undefined, "a"],
    ["an empty id in the form", NONE, "client_id=", undefined, undefined],
    ["nothing in the form", NONE, "", undefined, undefined],
  ] as const) {
    it(`reads ${name} by ${method!.name} as ${clientId ?? "nothing"}`, () => {
      assert.equal(read(method, form, authorization)?.clientId, clientId);
    });
  }

  it("refuses a secret without an id", () =>
    assertRefused(() => read(POST, "client_secret=b"), { code: "invalid_client", says: "without a client_id" }));

  it("believes nobody who says who they are without a proof", async () => {
    const claim = read(NONE, "client_id=a")!;
    assert.isFalse(await claim.check(clientRecord({ type: "confidential" }), exchangeAt(issuer)));
  });
});
