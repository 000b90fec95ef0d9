import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { client, SECRET } from "../../../test/support/cast.ts";
import { exchangeAt } from "../../../test/support/exchange.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { OAuthError, Params, wireRequest } from "../../protocol/mod.ts";
import { findPushed } from "./pushed_request.ts";
import { pushRequest } from "./push_request.ts";

/** Pushes a form as a client that sends its secret in it; what was judged, and what was kept. */
async function push(form: Readonly<Record<string, string>>, lifetime = 60) {
  const { issuer } = await issuerUnderTest();
  const app = await client(issuer, { clientId: "app" });
  const body = Params.of(Object.entries({ client_id: "app", client_secret: SECRET, ...form })).toString();
  const request = wireRequest({ method: "POST", path: "/par", form: body });
  const judged: Params[] = [];
  const judge = (params: Params) => Promise.resolve(void judged.push(params));
  const said = bodyOf(await pushRequest({ ...exchangeAt(issuer), request }, { lifetime, judge }));
  const kept = await findPushed(String(said["request_uri"]), issuer);
  return { said, judged: judged.map(String), kept, app };
}

async function refusalOf(form: Readonly<Record<string, string>>): Promise<OAuthError> {
  try {
    await push(form);
  } catch (error) {
    if (error instanceof OAuthError) return error;
    throw error;
  }
  return assert.fail("it was not refused");
}

describe("pushRequest()", () => {
  it("keeps what it judged, for its client, for as long as it says", async () => {
    const { said, judged, kept, app } = await push({ scope: "read", state: "a b" }, 90);
    assert.equal(said["expires_in"], 90);
    const params = "client_id=app&scope=read&state=a+b";
    assert.deepEqual(judged, [params]);
    assert.deepEqual([kept?.client, kept?.params], [app.id, params]);
  });

  rule("RFC9126-2.1-5", "judges and keeps nothing by which the client proved who it is", async () => {
    const { judged, kept } = await push({ client_assertion_type: "", client_assertion: "" });
    for (const text of [...judged, kept?.params]) {
      assert.notInclude(text, SECRET);
      assert.notInclude(text, "client_assertion");
    }
  });

  rule("RFC9126-3-1", "judges and keeps nothing beside a request object but who asks", async () => {
    const { judged } = await push({ request: "a.b.c", scope: "write", redirect_uri: "https://evil.test/" });
    assert.deepEqual(judged, ["client_id=app&request=a.b.c"]);
  });

  for (const [id, name, form, says] of [
    ["RFC9126-2.1-1", "a request_uri", { request_uri: "urn:x" }, "request_uri"],
    [
      "RFC9126-2.1-1",
      "a request_uri beside a request object",
      { request_uri: "urn:x", request: "a.b.c" },
      "request_uri",
    ],
    ["RFC9126-2.1-3", "a wrong secret", { client_secret: "wrong" }, "credentials"],
  ] as const) {
    rule(id, `refuses ${name}`, async () => assert.include((await refusalOf(form)).description, says));
  }
});
