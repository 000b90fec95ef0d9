import { assert } from "chai";
import { testConfig } from "../../test/support/config.ts";
import { contextOf } from "../../test/support/koa_context.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { refusalOf } from "../../test/support/refusals.ts";
import { consumerOf, registerConsumer, signRequest } from "../../test/support/oauth1.ts";
import type { GivenSettings } from "../../test/support/config.ts";
import { originAt, signaturesFor } from "./signatures.ts";

const URL = "http://api.test/books";

/** What becomes of a signed request where these settings hold. */
async function readBy(settings: GivenSettings, { age = 0 } = {}) {
  const { issuer, clock } = await issuerUnderTest({ settings });
  const consumer = consumerOf(await registerConsumer(issuer));
  const sign = { url: URL, consumer, timestamp: clock.now() - age, signatureMethod: "PLAINTEXT" } as const;
  const { method, headers } = signRequest(sign);
  const reader = signaturesFor(issuer, testConfig(settings));
  assert(reader !== undefined);
  const received = {
    method,
    origin: "http://api.test",
    path: "/books",
    query: "",
    form: undefined,
    body: "",
    address: "127.0.0.1",
  };
  return reader.read({ ...received, authorization: headers["authorization"], secure: false });
}

describe("signaturesFor()", () => {
  for (const [what, settings, age, code] of [
    ["PLAINTEXT over http", {}, 0, "signature_method_rejected"],
    ["a method that is not listed", { OAUTH1_SIGNATURE_METHODS: "HMAC-SHA256" }, 0, "signature_method_rejected"],
    [
      "a timestamp out of its time",
      { OAUTH1_PLAINTEXT_OVER_HTTP: "true", OAUTH1_TIMESTAMP_SECONDS: "20" },
      21,
      "timestamp_refused",
    ],
  ] as const) {
    it(`refuses ${what}, as the settings have it`, async () => {
      assert.propertyVal(await refusalOf(() => readBy(settings, { age })), "code", code);
    });
  }

  it("takes what the settings allow", async () => {
    assert.propertyVal(await readBy({ OAUTH1_PLAINTEXT_OVER_HTTP: "true" }, { age: 299 }), "tokenType", "OAuth");
  });

  it("reads nothing where the issuer has no OAuth 1.0a", async () => {
    const { issuer } = await issuerUnderTest({ settings: { OAUTH1_ENABLED: "false" } });
    assert.isUndefined(signaturesFor(issuer, testConfig()));
  });
});

describe("originAt()", () => {
  for (const [url, host, origin] of [
    ["https://id.example/tenant", "10.0.0.7:8000", "https://id.example"],
    ["https://id.example", "localhost:8000", "https://id.example"],
    ["http://localhost:8000", "127.0.0.1:8000", "http://127.0.0.1:8000"],
    ["http://localhost:8000", "evil.test", "http://localhost:8000"],
  ] as const) {
    it(`is ${origin} for ${url}, where the Host is ${host}`, () => {
      const of = originAt({ url });
      assert.equal(typeof of === "string" ? of : of(contextOf({ headers: { host } })), origin);
    });
  }
});
