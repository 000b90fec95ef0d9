import { assert } from "chai";
import { codeFlow } from "../../../test/support/code_flow.ts";
import { labIssuer } from "../../../test/support/lab_issuer.ts";
import { bodyOf } from "../../../test/support/replies.ts";
import { json } from "../../protocol/mod.ts";
import type { Fault } from "../faults/fault.ts";

const NOT_NOW: Fault = {
  name: "not_now",
  place: "token",
  says: "Come again",
  reply: () => json(503, { error: "not_now" }),
};

async function twice(fault: Fault) {
  const lab = await labIssuer({ known: [fault], faults: [{ fault: "not_now", times: 1 }] });
  const flow = await codeFlow(lab);
  const code = await flow.code();
  const replies = [await flow.redeem(code), await flow.redeem(code)];
  const journal = lab.journal().filter(({ place }) => place === "token");
  return {
    replies: replies.map(({ status }) => status),
    faults: journal.map(({ faults }) => faults),
    second: replies[1],
  };
}

describe("a fault that keeps what was shown", () => {
  it("leaves the code as good as it was", async () => {
    const { replies, faults } = await twice({ ...NOT_NOW, keeps: true });
    assert.deepEqual(replies, [503, 200]);
    assert.deepEqual(faults, [["not_now"], []]);
  });

  it("is none where it does not say so: the code is used up", async () => {
    const { replies, second } = await twice(NOT_NOW);
    assert.deepEqual(replies, [503, 400]);
    assert.equal(bodyOf(second!)["error"], "invalid_grant");
  });
});

describe("a fault that says when", () => {
  for (const [grant, expected] of [
    ["authorization_code", [503, 200]],
    ["refresh_token", [200, 400]],
  ] as const) {
    it(`is neither at work nor counted for anything but ${grant}`, async () => {
      const when: Fault["when"] = ({ request }) => request.form.get("grant_type") === grant;
      assert.deepEqual((await twice({ ...NOT_NOW, keeps: true, when })).replies, [...expected]);
    });
  }
});
