import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { EVERYTHING } from "../support/everything.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";

describe("a network that makes too many accounts", () => {
  let server: HttpServer;
  beforeEach(async () => {
    const settings = { ...EVERYTHING, SIGN_UP: "open", TRUSTED_PROXIES: "1", THROTTLE_SIGN_UP: "3/minute" };
    server = await httpServer({ settings });
  });
  afterEach(() => server.stop());

  function signUp(number: number, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return fetch(`${server.origin}/sign_up/`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-forwarded-for": "192.0.2.7", ...headers },
      body: JSON.stringify({ username: `pony${number}`, password: "a password that nobody guesses" }),
    });
  }

  rule(["RFC6585-4-1", "RFC6585-4-2"], "is told when it may again, before anything is made", async () => {
    for (const number of [1, 2, 3]) assert.equal((await signUp(number)).status, 201);
    const answer = await signUp(4);
    assert.deepEqual([answer.status, answer.headers.get("retry-after")], [429, "60"]);
    assert.equal(((await answer.json()) as Record<string, string>)["error"], "temporarily_unavailable");
    assert.isUndefined(await server.issuer.durable.accounts.findByUsername("pony4"));
  });

  it("may go on signing in, and others may go on making accounts", async () => {
    for (const number of [1, 2, 3, 4]) await signUp(number);
    const headers = { "x-forwarded-for": "192.0.2.7" };
    assert.notEqual((await fetch(`${server.origin}/login`, { method: "POST", headers })).status, 429);
    assert.equal((await signUp(5, { "x-forwarded-for": "192.0.2.8" })).status, 201);
  });

  rule("RFC6585-4-1", "is shown a page where it wants one", async () => {
    for (const number of [1, 2, 3]) await signUp(number);
    const headers = { accept: "text/html", "content-type": "application/x-www-form-urlencoded" };
    const answer = await signUp(4, headers);
    assert.equal(answer.status, 429);
    assert.include(await answer.text(), "Too many tries");
  });
});
