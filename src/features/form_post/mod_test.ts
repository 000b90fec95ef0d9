import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { codeFlow, codeRequest } from "../../../test/support/code_flow.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { formsOf } from "../../../test/support/visitor.ts";
import type { ResponseParameters } from "../../engine/mod.ts";
import { formPost } from "./mod.ts";

function sent(redirectUri: string, parameters: ResponseParameters) {
  const [mode] = formPost().responseModes ?? [];
  const reply = mode!.send(redirectUri, parameters, { base: "/tenant" });
  assert(reply.kind === "html");
  return reply;
}

describe("formPost()", () => {
  rule("FORMPOST-2-2", "posts each parameter to the redirect URI", () => {
    const reply = sent("https://client.test:8443/cb?a=b", [
      ["code", "x"],
      ["state", "y z"],
    ]);
    assert.deepEqual(formsOf(reply.markup), [
      {
        action: "https://client.test:8443/cb?a=b",
        fields: [
          ["code", "x"],
          ["state", "y z"],
        ],
        buttons: [],
      },
    ]);
  });

  rule(["FORMPOST-2-3", "FORMPOST-2-4"], "posts as a form does that says nothing else, an error as well", () => {
    for (const name of ["code", "error"]) {
      const { markup } = sent("https://client.test/cb", [[name, "x"]]);
      assert.match(markup, /<form method="post" action="[^"]*">/);
      assert.notMatch(markup, /enctype/i);
      assert.deepEqual(formsOf(markup)[0]?.fields, [[name, "x"]]);
    }
  });

  it("lets the browser post to that origin alone, and run that one script", () => {
    const reply = sent("https://client.test:8443/cb", []);
    assert.deepEqual(reply.formAction, ["https://client.test:8443"]);
    assert.match(reply.scriptHash ?? "", /^sha256-[\w+/]{43}=$/);
  });

  rule(["RFC6749-10.14-1", "FORMPOST-4-1"], "escapes whatever the client sent as state", () => {
    const hostile = `"><script>alert(1)</script>'&`;
    const { markup } = sent("https://client.test/cb", [["state", hostile]]);
    assert.deepEqual(formsOf(markup)[0]?.fields, [["state", hostile]]);
    assert.notInclude(markup, "<script>alert");
  });

  rule("FORMPOST-2-5", "is how the answer travels when a client asks for it", async () => {
    const on = await codeFlow(await issuerUnderTest());
    const first = await on.browser.get("/authorize", { query: codeRequest(on.client, { response_mode: "form_post" }) });
    const page = await on.browser.submit(await on.browser.follow(first), { action: "allow" });
    const names = formsOf(markupOf(page))[0]?.fields.map(([name]) => name);
    assert.deepEqual(names, ["code", "state", "iss"]);
    assert.equal(page.headers["Cache-Control"], "no-store");
  });
});
