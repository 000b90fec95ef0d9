import { assert } from "chai";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { OAuthError, Params } from "../../protocol/mod.ts";
import { par, type ParOptions } from "./mod.ts";

const OPTIONS: ParOptions = { lifetime: 60, required: false, judge: () => Promise.resolve() };

describe("par()", () => {
  it("is one endpoint for programs, counted with the token endpoint", () => {
    const { name, spec, endpoints = [] } = par(OPTIONS);
    assert.deepEqual([name, spec], ["par", "RFC 9126"]);
    assert.deepInclude(endpoints[0], {
      path: "/par",
      methods: ["POST"],
      speaks: "json",
      cors: "client",
      throttle: "token",
      metadata: "pushed_authorization_request_endpoint",
    });
    assert.lengthOf(endpoints, 1);
  });

  it("lets clients register one flag", () => {
    const [field, ...others] = par(OPTIONS).clientMetadata ?? [];
    assert.deepInclude(field, { name: "require_pushed_authorization_requests", shape: "flag" });
    assert.isEmpty(others);
  });

  for (const required of [true, false]) {
    it(`says ${required} in the metadata where that is so`, async () => {
      const { issuer } = await issuerUnderTest();
      const said = par({ ...OPTIONS, required }).hooks?.metadata?.(issuer);
      assert.deepEqual(said, { require_pushed_authorization_requests: required });
    });
  }

  it("leaves a request as it is while that is pushed, though all have to be, and not in another exchange", async () => {
    const { issuer } = await issuerUnderTest();
    const params = Params.of([["client_id", "nobody"]]);
    const seen: unknown[] = [];
    const feature = par({ ...OPTIONS, required: true, judge: (asked, at) => read(asked, at) });
    async function read(asked: Params, at: ReturnType<typeof exchangeAt>): Promise<void> {
      seen.push((await feature.hooks?.authorizeParams?.(asked, at)) === asked);
    }
    const [endpoint] = feature.endpoints ?? [];
    // Nobody authenticated: it is refused, and was a request to be pushed all the same.
    const exchange = exchangeAt(issuer);
    const refused = await Promise.resolve(endpoint?.handle(exchange)).catch((error: unknown) => error);
    assert.instanceOf(refused, OAuthError);
    await read(params, exchange);
    assert.deepEqual(seen, [true]);
  });
});
