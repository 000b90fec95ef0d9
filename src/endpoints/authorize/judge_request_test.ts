import { assert } from "chai";
import { CALLBACK, client } from "../../../test/support/cast.ts";
import { codeRequest } from "../../../test/support/code_flow.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { encode, type Given, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { type Feature, RequestRefused } from "../../engine/mod.ts";
import { OAuthError, Params } from "../../protocol/mod.ts";
import { judgeRequest } from "./judge_request.ts";

async function judge(changes: Given = {}, hooks: Feature["hooks"] = {}) {
  const features = (standard: readonly Feature[]) => [...standard, { name: "test", spec: "test", hooks }];
  const { issuer, events } = await issuerUnderTest({ features });
  const app = await client(issuer);
  const params = Params.parse(encode(codeRequest(app, changes)));
  return { request: await judgeRequest(params, exchangeAt(issuer)), events, app };
}

async function refusalOf(changes: Given, hooks: Feature["hooks"] = {}): Promise<OAuthError> {
  const error: unknown = await judge(changes, hooks).catch((thrown: unknown) => thrown);
  assert.instanceOf(error, OAuthError);
  return error;
}

describe("judgeRequest()", () => {
  it("answers a request that may be asked", async () => {
    const { request, app } = await judge();
    assert.equal(request.client.id, app.id);
    assert.equal(request.target.redirectUri, CALLBACK);
    assert.deepEqual(request.scope, ["read", "write"]);
  });

  it("reads what features make of its parameters", async () => {
    const { request } = await judge({}, { authorizeParams: (params) => params.with({ scope: "read" }) });
    assert.deepEqual(request.scope, ["read"]);
  });

  it("tells nobody of anything, as nothing was decided", async () => {
    assert.deepEqual((await judge()).events, []);
  });

  for (const [name, changes, code] of [
    ["a client that there is not", { client_id: "nobody" }, "invalid_request"],
    ["a redirect URI that nobody registered", { redirect_uri: "https://evil.test/" }, "invalid_request"],
    ["a scope that there is not", { scope: "nonsense" }, "invalid_scope"],
    ["what a feature checks", { code_challenge: "short" }, "invalid_request"],
  ] as const) {
    it(`refuses ${name}`, async () => assert.equal((await refusalOf(changes)).code, code));
  }

  it("throws why a request was refused that knew where its answer belonged", async () => {
    const error = new OAuthError("invalid_request_object", "Cannot", {});
    const hooks = { authorizeParams: (params: Params) => Promise.reject(new RequestRefused(error, params)) };
    assert.equal(await refusalOf({}, hooks), error);
  });
});
