import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { client } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { type IssuerUnderTest, issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { OAuthError, Params } from "../../protocol/mod.ts";
import { storePushed } from "./pushed_request.ts";
import { readPushed } from "./read_pushed.ts";

const PUSHED = "client_id=app&scope=read";

interface Scene {
  readonly under: IssuerUnderTest;
  /** The name of a request that the client 'app' pushed. */
  readonly name: string;
}

async function open(members: Readonly<Record<string, unknown>> = {}): Promise<Scene> {
  const under = await issuerUnderTest();
  const app = await client(under.issuer, { clientId: "app", metadata: members });
  await client(under.issuer, { clientId: "other" });
  const name = await storePushed(under.issuer, { client: app.id, params: Params.parse(PUSHED), lifetime: 60 });
  return { under, name };
}

/** The parameters that are read of a query, or the rule by which it is refused. */
async function read({ under }: Scene, query: Readonly<Record<string, string>>, required = false): Promise<string> {
  try {
    const params = Params.of(Object.entries(query));
    return (await readPushed(params, exchangeAt(under.issuer), { required })).toString();
  } catch (error) {
    return error instanceof OAuthError ? `${error.code} ${error.rule}` : assert.fail(String(error));
  }
}

describe("readPushed()", () => {
  it("reads what was pushed, and nothing that stands beside its name", async () => {
    const on = await open();
    assert.equal(await read(on, { client_id: "app", request_uri: on.name, scope: "write", state: "x" }), PUSHED);
  });

  for (const query of [
    { client_id: "app", scope: "read" },
    { client_id: "app", request_uri: "https://client.test/object" },
    { client_id: "app", request: "a.b.c" },
    { client_id: "nobody", request_uri: "urn:ietf:params:oauth:request_uri:x" },
    { scope: "read" },
    {},
  ] satisfies readonly Readonly<Record<string, string>>[]) {
    it(`leaves ${JSON.stringify(query)} as it is`, async () => {
      assert.equal(await read(await open(), query), Params.of(Object.entries(query)).toString());
    });
  }

  for (const [id, name, query] of [
    ["RFC9126-2.2-5", "another client", { client_id: "other" }],
    [
      "RFC9126-4-5",
      "a name that there is not",
      { client_id: "app", request_uri: "urn:ietf:params:oauth:request_uri:x" },
    ],
    ["RFC9101-5-2", "a request object beside it", { client_id: "app", request: "a.b.c" }],
  ] as const) {
    rule(id, `refuses ${name}, and uses nothing up`, async () => {
      const on = await open();
      assert.match(await read(on, { request_uri: on.name, ...query }), new RegExp(`^invalid_request(_uri)? ${id}$`));
      assert.equal(await read(on, { client_id: "app", request_uri: on.name }), PUSHED);
    });
  }

  rule("RFC9126-4-2", "reads it once, and says nothing of why it does not a second time", async () => {
    const on = await open();
    const query = { client_id: "app", request_uri: on.name };
    const all = await Promise.all(Array.from({ length: 10 }, () => read(on, query)));
    assert.lengthOf(
      all.filter((each) => each === PUSHED),
      1,
    );
    for (const each of all) if (each !== PUSHED) assert.match(each, /^invalid_request_uri RFC9126-4-[25]$/);
  });

  for (const [name, members, required, refused] of [
    ["nobody demands it", {}, false, false],
    ["the server demands it", {}, true, true],
    ["the client registered it", { require_pushed_authorization_requests: true }, false, true],
    ["the client registered that it need not be", { require_pushed_authorization_requests: false }, false, false],
    ["only the server demands it", { require_pushed_authorization_requests: false }, true, true],
  ] as const) {
    rule("RFC9126-4-4", `${refused ? "refuses" : "takes"} what was not pushed where ${name}`, async () => {
      const answer = await read(await open(members), { client_id: "app" }, required);
      assert.equal(answer, refused ? "invalid_request RFC9126-4-4" : "client_id=app");
    });
  }
});
