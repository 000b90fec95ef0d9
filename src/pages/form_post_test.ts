import { assert } from "chai";
import { createHash } from "node:crypto";
import { fieldsOf, findAll, findOne, textOf } from "./_read_page_test.ts";
import { FORM_POST_SCRIPT, FORM_POST_SCRIPT_HASH, renderFormPost } from "./mod.ts";

const ACTION = "https://client.example/cb?tenant=1&x=2";

describe("renderFormPost()", () => {
  it("posts the parameters, in order and repeated ones too, and nothing else", () => {
    const parameters: [string, string][] = [
      ["code", "abc"],
      ["state", `"'<>&=`],
      ["state", ""],
    ];
    assert.deepEqual(fieldsOf(renderFormPost({ action: ACTION, parameters }), ACTION), parameters);
  });

  it("shows a button that adds no parameter", () => {
    const button = findOne(renderFormPost({ action: ACTION, parameters: [] }), "button");
    assert.equal(textOf(button), "Continue");
    assert.isFalse(button.attributes.has("name"));
  });

  it("holds the script, byte for byte what the policy's hash allows", () => {
    const script = textOf(findOne(renderFormPost({ action: ACTION, parameters: [] }), "script"));
    assert.equal(script, FORM_POST_SCRIPT);
    assert.equal(FORM_POST_SCRIPT_HASH, `sha256-${createHash("sha256").update(script).digest("base64")}`);
  });

  it("links the stylesheet below the issuer when it knows where that is", () => {
    const parameters = [] as const;
    assert.lengthOf(
      findAll(renderFormPost({ action: ACTION, parameters, base: "/t" }), "link", { rel: "stylesheet" }),
      1,
    );
    assert.lengthOf(findAll(renderFormPost({ action: ACTION, parameters }), "link"), 0);
  });

  it("posts to a private-use scheme", () => {
    const action = "com.example.app:/cb";
    assert.isOk(findOne(renderFormPost({ action, parameters: [] }), "form", { action }));
  });

  for (const action of [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "/cb",
    "//host/cb",
    "",
    " https://a",
  ]) {
    it(`refuses to post to '${action}'`, () => {
      assert.throws(() => renderFormPost({ action, parameters: [] }), RangeError, /^Cannot post/);
    });
  }
});
