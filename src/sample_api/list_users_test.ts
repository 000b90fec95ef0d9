import { assert } from "chai";
import { assertRefused } from "../../test/support/refusals.ts";
import { type ApiBench, apiBench } from "./_call_test.ts";
import { listUsers } from "./list_users.ts";

interface Page {
  readonly ids: readonly number[];
  readonly link: string | undefined;
}

async function list(bench: ApiBench, query: string, root = "/api"): Promise<Page> {
  const reply = await listUsers(bench.call({ query, root }));
  assert(reply.kind === "json");
  assert.equal(reply.status, 200);
  const ids = (reply.body as readonly { readonly id: number }[]).map(({ id }) => id);
  return { ids, link: reply.headers["Link"] };
}

describe("listUsers()", () => {
  it("lists everybody in the order of their ids, and has no next page", async () => {
    const bench = await apiBench();
    const ids = [bench.ann.id, bench.bob.id, bench.staff.id];
    assert.deepEqual(await list(bench, ""), { ids, link: undefined });
  });

  for (const [limit, shown, more] of [
    [1, 1, true],
    [2, 2, true],
    [3, 3, false],
    [100, 3, false],
  ] as const) {
    it(`shows ${shown} of three for a limit of ${limit}, and ${more ? "leads" : "does not lead"} on`, async () => {
      const { ids, link } = await list(await apiBench(), `limit=${limit}`);
      assert.deepEqual([ids.length, link !== undefined], [shown, more]);
    });
  }

  it("leads to the page after the last that is shown, with the same limit, below its own root", async () => {
    const bench = await apiBench();
    const { link } = await list(bench, "limit=2", "/tenant/api");
    assert.equal(link, `</tenant/api/users/?after=${bench.bob.id}&limit=2>; rel="next"`);
  });

  it("begins after the id that is given, whether somebody has it or not", async () => {
    const bench = await apiBench();
    assert.deepEqual((await list(bench, `after=${bench.ann.id}`)).ids, [bench.bob.id, bench.staff.id]);
    assert.deepEqual(await list(bench, "after=2147483647"), { ids: [], link: undefined });
  });

  it("ignores parameters that it does not know, and empty ones", async () => {
    assert.lengthOf((await list(await apiBench(), "limit=&after=&color=red")).ids, 3);
  });

  it("loses nobody and shows nobody twice while people come and go between pages", async () => {
    const bench = await apiBench();
    const first = await list(bench, "limit=1");
    await bench.issuer.durable.accounts.remove(bench.ann.id, bench.clock.now());
    const second = await list(bench, `after=${first.ids.at(-1)}&limit=5`);
    assert.deepEqual([...first.ids, ...second.ids], [bench.ann.id, bench.bob.id, bench.staff.id]);
  });

  for (const [name, text, range] of [
    ["limit", "0", "1 to 100"],
    ["limit", "101", "1 to 100"],
    ["limit", "-1", "1 to 100"],
    ["limit", "1.0", "1 to 100"],
    ["limit", "1e1", "1 to 100"],
    ["limit", " 1", "1 to 100"],
    ["limit", "\u0661", "1 to 100"],
    ["limit", "99999999999", "1 to 100"],
    ["after", "-1", "0 to 2147483647"],
    ["after", "2147483648", "0 to 2147483647"],
    ["after", "x", "0 to 2147483647"],
  ] as const) {
    it(`refuses '${text}' as '${name}', and says which numbers it takes`, async () => {
      const bench = await apiBench();
      const query = new URLSearchParams({ [name]: text }).toString();
      await assertRefused(() => list(bench, query), { code: "invalid_request", status: 400, says: `from ${range}` });
    });
  }
});
