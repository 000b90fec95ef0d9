import { assert } from "chai";
import { jsonMembers } from "./json_members.ts";

describe("jsonMembers()", () => {
  for (const [what, body, members] of [
    ["texts, numbers and truths", '{"a":"b","n":1.5,"t":true}', ["a=b", "n=1.5", "t=true"]],
    ["nothing that lies deeper", '{"a":{"b":1},"c":[1],"d":null}', []],
    ["nothing of a list", '["a"]', []],
    ["nothing of a text", '"a"', []],
    ["nothing of what is no JSON", "{", []],
    ["nothing of nothing", "", []],
    ["nothing of what is too long", `{"a":"${"x".repeat(17_000)}"}`, []],
    [
      "nothing of too many",
      JSON.stringify(Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`p${i}`, 1]))),
      [],
    ],
  ] as const) {
    it(`takes ${what}`, () => {
      assert.deepEqual(
        jsonMembers(body).map((pair) => pair.join("=")),
        [...members],
      );
    });
  }

  it("reads bytes", () => {
    assert.deepEqual(jsonMembers(Buffer.from('{"ü":"é"}')), [["ü", "é"]]);
  });
});
