import { assert } from "chai";
import { person } from "../../test/contract/record_samples.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { findPerson } from "./find_person.ts";

describe("findPerson()", () => {
  it("finds by user name, in whatever case, and by number", async () => {
    const { durable } = await memoryContext();
    const mara = await durable.accounts.add(person({ username: "mara" }));
    for (const named of ["mara", "MARA", String(mara.id)]) {
      assert.deepEqual(await findPerson(named, durable), mara, named);
    }
  });

  it("takes digits for a name first, so that nobody is taken for somebody else", async () => {
    const { durable } = await memoryContext();
    const { id } = await durable.accounts.add(person({ username: "mara" }));
    const numbered = await durable.accounts.add(person({ username: String(id) }));
    assert.deepEqual(await findPerson(String(id), durable), numbered);
  });

  for (const named of ["", "nobody", "-1", "1e3", "0x1", "99999999999999999999"]) {
    it(`finds nobody by '${named}'`, async () => {
      const { durable } = await memoryContext();
      await durable.accounts.add(person());
      assert.isUndefined(await findPerson(named, durable));
    });
  }
});
