import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest, type IssuerUnderTestOptions } from "../../../test/support/issuer_under_test.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import type { Exchange } from "../../engine/mod.ts";
import { peekJwt } from "../../protocol/mod.ts";
import { checkSealing, sealResponse } from "./seal.ts";

type Members = Readonly<Record<string, unknown>>;

async function scene(options: IssuerUnderTestOptions = {}): Promise<Exchange> {
  return exchangeAt((await issuerUnderTest({ settings: { SIGNING_ALGS: "ES256 RS256" }, ...options })).issuer);
}

async function sealed(exchange: Exchange, metadata: Members = {}) {
  const client = clientRecord({ clientId: "app", metadata });
  const [pair, ...others] = await sealResponse([["code", "x"]], { exchange, client });
  assert.isEmpty(others);
  assert.equal(pair?.[0], "response");
  return peekJwt(pair?.[1] ?? "");
}

describe("sealResponse()", () => {
  rule(["JARM-2.1-4", "JARM-2.1-5"], "makes one parameter of all, which is good for five minutes", async () => {
    const exchange = await scene();
    const { claims } = await sealed(exchange);
    const exp = exchange.issuer.clock.now() + 300;
    assert.deepEqual(claims, { code: "x", iss: exchange.issuer.url, aud: "app", exp });
  });

  for (const [settings, metadata, alg] of [
    ["ES256 RS256", {}, "RS256"],
    ["ES256", {}, "ES256"],
    ["ES256 RS256", { authorization_signed_response_alg: "ES256" }, "ES256"],
    ["ES256 RS256", { id_token_signed_response_alg: "ES256" }, "RS256"],
  ] as const) {
    rule(["JARM-3-1", "JARM-3-2"], `signs by ${alg}, by ${settings} for ${JSON.stringify(metadata)}`, async () => {
      const exchange = await scene({ settings: { SIGNING_ALGS: settings } });
      assert.equal((await sealed(exchange, metadata)).header.alg, alg);
    });
  }

  it("lets features change what is claimed, before it is signed", async () => {
    const changing = {
      name: "changing",
      spec: "test",
      hooks: { answerJwt: (claims: Members) => ({ ...claims, a: 1 }) },
    };
    const exchange = await scene({ features: (standard) => [...standard, changing] });
    assert.deepInclude((await sealed(exchange)).claims, { code: "x", a: 1 });
  });

  for (const [metadata, code] of [
    [{ authorization_signed_response_alg: "none" }, "server_error"],
    [{ authorization_signed_response_alg: "PS512" }, "server_error"],
    [{ authorization_encrypted_response_alg: "RSA1_5" }, "invalid_request"],
    [{ authorization_encrypted_response_alg: "RSA-OAEP" }, "invalid_request"],
  ] as const) {
    rule(["JARM-2.2-1", "JARM-3-3"], `sends nothing in the clear for ${JSON.stringify(metadata)}`, async () => {
      const context = { exchange: await scene(), client: clientRecord({ metadata }) };
      await assertRefused(async () => sealResponse([["code", "x"]], context), { code });
      await assertRefused(async () => checkSealing(context), { code });
    });
  }
});
