import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { codeFlow } from "../support/code_flow.ts";
import { assertError, assertErrorSent, bodyOf } from "../support/replies.ts";
import { codeRequest } from "../support/code_flow.ts";
import { introspected, pairFor, passwordForm, ask, scene, type Scene } from "./tokens.ts";

/** The scope of a token that a client gets for itself. */
async function granted(on: Scene, scope?: string): Promise<unknown> {
  return bodyOf(await ask(on, on.app, { grant_type: "client_credentials", scope }))["scope"];
}

describe("the scope of a token", () => {
  rule("RFC6749-3.3-2", "is the default one when none is asked for", async () => {
    assert.equal(await granted(await scene()), "read write");
    const settings = { SCOPES: "a b c", DEFAULT_SCOPES: "b" };
    assert.equal(await granted(await scene({ settings })), "b");
  });

  it("is the default one when an empty one is asked for", async () => {
    assert.equal(await granted(await scene(), ""), "read write");
  });

  rule("RFC6749-10.3-5", "is the client's own default, and no more than the client may have", async () => {
    const on = await scene({ client: { scope: "read" } });
    assert.equal(await granted(on), "read");
    const refused = await ask(on, on.app, { grant_type: "client_credentials", scope: "read write" });
    assertError(refused, { error: "invalid_scope", says: "'write' to this client" });
  });

  rule("RFC6749-3.3-1", "is what was asked for, each word once, and told", async () => {
    assert.equal(await granted(await scene(), "write read write"), "write read");
  });

  for (const [id, name, scope, says] of [
    ["RFC6749-3.3-5", "one that is not known", "read admin", "'admin' as it is not known"],
    ["RFC6749-3.3-5", "__proto__", "__proto__", "'__proto__'"],
    ["RFC6749-3.3-5", "a known one in capitals", "READ", "'READ'"],
    ["RFC6749-3.3-4", "a double quote", 'read"', "character"],
    ["RFC6749-3.3-4", "a backslash", "re\\ad", "character"],
    ["RFC6749-3.3-4", "letters beyond ASCII", "réad", "character"],
    ["RFC6749-3.3-4", "two spaces in a row", "read  write", "single spaces"],
    ["RFC6749-3.3-4", "a space at the end", "read ", "single spaces"],
  ] as const) {
    rule(id, `is refused with ${name}`, async () => {
      const on = await scene();
      const reply = await ask(on, on.app, { grant_type: "client_credentials", scope });
      assertError(reply, { error: "invalid_scope", says });
      assert.match(String(bodyOf(reply)["error_description"]), /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
    });
  }

  rule(["RFC6750-5.2-10", "RFC9700-2.3-4", "RFC9700-2.3-1"], "stays with the token", async () => {
    const on = await scene();
    const { access, refresh } = await pairFor(on, { scope: "read" });
    assert.equal((await introspected(on, access))["scope"], "read");
    assert.equal((await introspected(on, refresh))["scope"], "read");
  });

  it("is refused before the password of a person is looked at", async () => {
    const on = await scene();
    const form = passwordForm(on.ann, { scope: "admin", password: "wrong" });
    assertError(await ask(on, on.app, form), { error: "invalid_scope" });
    assert.notInclude(on.events, "login.failed");
  });

  for (const scope of ["read admin", 'read"', "READ"]) {
    it(`is refused at the authorization endpoint as well: ${scope}`, async () => {
      const on = await scene();
      const { browser } = await codeFlow(on, { client: on.app, account: on.ann });
      const reply = await browser.get("/authorize", { query: codeRequest(on.app, { scope }) });
      assertErrorSent(reply, { error: "invalid_scope" });
    });
  }
});
