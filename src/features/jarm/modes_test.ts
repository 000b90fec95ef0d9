import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { clientRecord } from "../../../test/support/records.ts";
import { markupOf } from "../../../test/support/replies.ts";
import { formsOf } from "../../../test/support/visitor.ts";
import type { ResponseMode } from "../../engine/mod.ts";
import { JARM_MODES } from "./modes.ts";

const SENT = [["response", "a.b.c"]] as const;
const PLAIN = clientRecord();
const ENCRYPTED = clientRecord({ metadata: { authorization_encrypted_response_alg: "RSA-OAEP" } });

function mode(name: string): ResponseMode {
  return JARM_MODES.find((one) => one.name === name) ?? assert.fail(name);
}

describe("the response modes of signed responses", () => {
  for (const [id, name, uri, location] of [
    ["JARM-2.3.1-1", "query.jwt", "https://c.test/cb", "https://c.test/cb?response=a.b.c"],
    ["JARM-2.3.1-1", "query.jwt", "https://c.test/cb?x=y", "https://c.test/cb?x=y&response=a.b.c"],
    ["JARM-2.3.4-1", "jwt", "com.app:/cb", "com.app:/cb?response=a.b.c"],
    ["JARM-2.3.2-1", "fragment.jwt", "https://c.test/cb?x=y", "https://c.test/cb?x=y#response=a.b.c"],
  ] as const) {
    rule(id, `lead from ${uri} to ${location} (${name})`, () => {
      assert.deepInclude(mode(name).send(uri, SENT, { base: "" }), { kind: "redirect", status: 303, location });
    });
  }

  rule("JARM-2.3.3-1", "post it by a form, to that origin alone (form_post.jwt)", () => {
    const reply = mode("form_post.jwt").send("https://c.test/cb", SENT, { base: "/tenant" });
    assert.deepEqual(formsOf(markupOf(reply)), [
      { action: "https://c.test/cb", fields: [["response", "a.b.c"]], buttons: [] },
    ]);
    assert.deepNestedInclude(reply, { formAction: ["https://c.test"] });
  });

  for (const [name, client, instead] of [
    ["query.jwt", PLAIN, "fragment.jwt"],
    ["query.jwt", ENCRYPTED, undefined],
    ["fragment.jwt", PLAIN, undefined],
    ["form_post.jwt", PLAIN, undefined],
    ["jwt", PLAIN, "fragment.jwt"],
    ["jwt", ENCRYPTED, "fragment.jwt"],
  ] as const) {
    const kind = client === PLAIN ? "signed" : "encrypted";
    rule(["JARM-2.3.1-2", "JARM-2.3.4-1"], `carry ${kind} tokens by ${instead ?? name} where ${name} was asked`, () => {
      assert.equal(mode(name).insteadForTokens?.(client)?.mode, instead);
    });
  }

  it("all sign, and one alone stands for what is usual", () => {
    for (const one of JARM_MODES) assert.isTrue("seal" in one && !("inner" in one), one.name);
    assert.deepEqual(
      JARM_MODES.filter(({ usual }) => usual).map(({ name }) => name),
      ["jwt"],
    );
  });
});
