import { assert } from "chai";
import { assertRefused } from "../../../test/support/refusals.ts";
import { json } from "../../protocol/mod.ts";
import { visit } from "../_visit_test.ts";
import { personalPage } from "../personal_page.ts";
import { personAt, personHref } from "./person_at.ts";

/** Asks a page with a number in its path who that is. */
async function asked(text: (id: number) => string) {
  const { request, ann } = await visit();
  const page = personalPage({
    name: "x",
    path: "/people/:id",
    authority: "person",
    show: async (shown) => json(200, (await personAt(shown)).sub),
  });
  return { ann, answer: async () => page.handle(request({ path: `/people/${text(ann.id)}` })) };
}

describe("personAt()", () => {
  it("is who has the number", async () => {
    const { ann, answer } = await asked(String);
    const reply = await answer();
    assert(reply.kind === "json");
    assert.equal(reply.body, ann.sub);
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
