import { assert } from "chai";
import { entryOf, journalOf } from "../../../test/support/journal.ts";
import { harOf } from "./har.ts";
import { withoutUserCodes } from "./user_codes.ts";

const DEVICE = "https://op.test/device";
const CODE = "WDJB-MJHT";
const COMPLETE = `${DEVICE}?user_code=${CODE}`;

function answered(reply: unknown) {
  return entryOf("device_authorization", { method: "POST", reply });
}

function shown(reply: unknown): unknown {
  return withoutUserCodes([answered(reply)])[0]?.reply;
}

describe("withoutUserCodes()", () => {
  for (const [what, reply, expected] of [
    ["an answer", { verification_uri_complete: COMPLETE }, `${DEVICE}?user_code=[redacted]`],
    ["one by another name", { verification_uri_complete: `${DEVICE}?a=1&c=${CODE}#x` }, "?a=[redacted]&c=[redacted]#x"],
    ["broken JSON", `{"verification_uri_complete":"${COMPLETE}"`, `${DEVICE}?user_code=[redacted]"`],
    ["a text", `Visit ${COMPLETE} now`, `${DEVICE}?user_code=[redacted] now`],
  ] as const) {
    it(`takes the code out of ${what}`, () => {
      const text = JSON.stringify(shown(reply)).replaceAll('\\"', '"');
      assert.include(text, expected);
      assert.notInclude(text, CODE);
    });
  }

  for (const reply of [
    { verification_uri: DEVICE, verification_uri_complete: DEVICE, interval: 5 },
    { verification_uri_complete: 7 },
    [COMPLETE.length],
    "Slow down",
    null,
    undefined,
  ])
    it(`leaves ${JSON.stringify(reply)} alone`, () => assert.deepEqual(shown(reply), reply));

  it("leaves the other members and the other requests alone, in their order", () => {
    const entries = journalOf(entryOf("token"), answered({ device_code: "[43 characters]", interval: 5 }));
    assert.deepEqual(withoutUserCodes(entries), entries);
    assert.deepEqual(withoutUserCodes([]), []);
  });

  it("changes nothing of what it was given", () => {
    const entry = answered({ verification_uri_complete: COMPLETE });
    withoutUserCodes([entry]);
    assert.deepEqual(entry.reply, { verification_uri_complete: COMPLETE });
  });

  it("is what a HAR document is made of", () => {
    const text = JSON.stringify(harOf([answered({ verification_uri_complete: COMPLETE })]));
    assert.include(text, "verification_uri_complete");
    assert.notInclude(text, CODE);
  });
});
