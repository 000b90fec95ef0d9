import { assert } from "chai";
import { authorize, basic, redeem } from "../support/journey.ts";
import { beyond, rule } from "../support/rule.ts";
import { need, suite } from "../support/suite.ts";
import { configure, type Target } from "../support/target.ts";

type EndpointName = "token_endpoint" | "revocation_endpoint" | "introspection_endpoint";

async function addressOf(target: Target, name: EndpointName): Promise<string | undefined> {
  return (await configure(target, target.confidential)).serverMetadata()[name];
}

function get(url: string | undefined, query: Readonly<Record<string, string>>, headers = {}): Promise<Response> {
  return fetch(`${url ?? ""}?${new URLSearchParams(query).toString()}`, { headers, redirect: "manual" });
}

suite("what travels in the address of a request", (open) => {
  beyond("RFC6749-3.2-1", "buys no token", async function () {
    const target = await open();
    const machine = need(this, target.machine, "client for client_credentials");
    const url = await addressOf(target, "token_endpoint");
    const answer = await get(url, { grant_type: "client_credentials" }, basic(machine));
    assert.isAtLeast(answer.status, 400);
    assert.notInclude(await answer.text(), "access_token");
  });

  rule("RFC7662-4-11", "is no question about a token", async function () {
    const target = await open();
    need(this, target.own, "refusal of questions by GET");
    const url = need(this, await addressOf(target, "introspection_endpoint"), "introspection endpoint");
    const { access_token: token } = await redeem(await authorize(target));
    const answer = await get(url, { token }, basic(target.confidential));
    assert.isAtLeast(answer.status, 400);
    assert.notInclude(await answer.text(), "active");
  });

  beyond("RFC7009-2.1-1", "revokes nothing", async function () {
    const target = await open();
    const url = need(this, await addressOf(target, "revocation_endpoint"), "revocation endpoint");
    const answer = await get(url, { token: "made-up" }, basic(target.confidential));
    assert.isAtLeast(answer.status, 400);
  });

  beyond("RFC6749-2.3.1-4", "proves nobody's identity", async () => {
    const target = await open();
    const { id, secret = "" } = target.confidential;
    const query = new URLSearchParams({ client_id: id, client_secret: secret });
    const response = await fetch(`${(await addressOf(target, "token_endpoint")) ?? ""}?${query.toString()}`, {
      method: "POST",
      body: new URLSearchParams({ grant_type: "client_credentials" }),
    });
    assert.include([400, 401], response.status);
    assert.include(["invalid_client", "invalid_request"], (await response.json())["error"]);
  });
});
