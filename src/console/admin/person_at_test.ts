import { assert } from "chai";
import { person } from "../../../test/support/cast.ts";
import { issuerUnderTest } from "../../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../../test/support/refusals.ts";
import { personAt, personHref } from "./person_at.ts";

/** A page with a number in its path, and who has the number. */
async function asked(text: (id: number) => string) {
  const { issuer } = await issuerUnderTest();
  const ann = await person(issuer);
  return { ann, answer: async () => personAt({ issuer, segment: () => text(ann.id) }) };
}

describe("personAt()", () => {
  it("is who has the number", async () => {
    const { ann, answer } = await asked(String);
    assert.deepEqual(await answer(), ann);
  });

  for (const [what, text] of [
    ["a number that nobody has", () => "2000000000"],
    ["zero", () => "0"],
    ["a number with a zero before it", (id: number) => `0${id}`],
    ["a number in another writing", (id: number) => `${id}.0`],
    ["a number below zero", (id: number) => `-${id}`],
    ["a number that no record can have", () => "99999999999"],
    ["a name", () => "person1"],
    ["nothing", () => ""],
  ] as const) {
    it(`is nobody for ${what}`, async () =>
      assertRefused((await asked(text)).answer, { code: "invalid_request", status: 404 }));
  }
});

describe("personHref()", () => {
  it("leads to the page, and to what is below it", () => {
    assert.equal(personHref("", 7), "/admin/users/7");
    assert.equal(personHref("/t", 7, "/delete"), "/t/admin/users/7/delete");
  });
});
