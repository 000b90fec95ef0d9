import { assert } from "chai";
import { person } from "../../test/support/cast.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { Params } from "../protocol/mod.ts";
import { listPeople } from "./list_people.ts";

async function stage() {
  const { issuer } = await issuerUnderTest();
  const people = [await person(issuer), await person(issuer), await person(issuer)];
  return {
    ids: people.map(({ id }) => id),
    list: async (query: string) => {
      const { body, headers } = await listPeople(issuer, { query: Params.parse(query), path: "/people/" });
      return { body: body as readonly { readonly id: number }[], link: headers["Link"] };
    },
  };
}

describe("listPeople()", () => {
  it("lists people in the order of their ids, with what anybody may know of them", async () => {
    const { ids, list } = await stage();
    const { body, link } = await list("");
    assert.deepEqual(
      body.map(({ id }) => id),
      ids,
    );
    for (const one of body) assert.hasAllKeys(one, ["id", "username", "email", "first_name", "last_name"]);
    assert.isUndefined(link);
  });

  it("leads from page to page by the links, to everybody once", async () => {
    const { ids, list } = await stage();
    const seen: number[] = [];
    for (let query: string | undefined = "limit=1"; query !== undefined;) {
      const { body, link }: Awaited<ReturnType<typeof list>> = await list(query);
      seen.push(...body.map(({ id }) => id));
      query = /^<\/people\/\?(.*)>; rel="next"$/.exec(link ?? "")?.[1];
    }
    assert.deepEqual(seen, ids);
  });

  for (const query of ["limit=0", "limit=101", "limit=1.5", "limit=-1", "limit=x", "after=-1", "after=2147483648"]) {
    it(`refuses '${query}'`, async () => {
      const { list } = await stage();
      await assertRefused(async () => list(query), { code: "invalid_request", status: 400, says: "whole number" });
    });
  }
});
