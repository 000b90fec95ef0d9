import { assert } from "chai";
import { leanClient, person } from "../../test/contract/record_samples.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { type ClientListOptions, listClients } from "./client_list.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { runCommandLine } from "./program.ts";

async function scene() {
  const context = await memoryContext();
  const { durable } = context;
  const mara = await durable.accounts.add(person({ username: "mara" }));
  const common = { type: "public" } as const;
  for (const client of [
    { clientId: "photo-app", name: "Photos", grantTypes: ["authorization_code"], ownerId: mara.id },
    { clientId: "c2", name: "Print Photos", grantTypes: ["password"] },
    { clientId: "c3", name: "Third", redirectUris: ["https://PHOTO.test/cb"] },
    { clientId: "c4", name: "Fourth", grantTypes: ["password", "refresh_token"], ownerId: mara.id },
  ])
    await durable.clients.add(leanClient({ ...common, ...client }));
  return context;
}

async function listed(options: Partial<ClientListOptions>) {
  const { clients, isAll } = await listClients(await scene(), { limit: 100, ...options });
  return [clients.map(({ clientId }) => clientId).join(" "), isAll] as const;
}

describe("listClients()", () => {
  const rows: readonly (readonly [string, Partial<ClientListOptions>, string])[] = [
    ["all, in the order of their registration", {}, "photo-app c2 c3 c4"],
    ["by a word in id, name or redirect URI, in whatever case", { search: "pHoTo" }, "photo-app c2 c3"],
    ["by a grant", { grantType: "password" }, "c2 c4"],
    ["by a grant as it is written, not by a part of it", { grantType: "pass" }, ""],
    ["by their owner", { user: "mara" }, "photo-app c4"],
    ["by all of that at once", { user: "mara", grantType: "password", search: "four" }, "c4"],
    ["by a word that means something to a pattern", { search: ".*" }, ""],
  ];
  for (const [name, options, expected] of rows) {
    it(`lists ${name}`, async () => assert.deepEqual(await listed(options), [expected, true]));
  }

  it("says that there are more than it lists", async () => {
    assert.deepEqual(await listed({ limit: 3 }), ["photo-app c2 c3", false]);
    assert.deepEqual(await listed({ limit: 4 }), ["photo-app c2 c3 c4", true]);
  });

  it("counts only those that match against the limit", async () => {
    assert.deepEqual(await listed({ limit: 2, grantType: "password" }), ["c2 c4", true]);
  });

  it("refuses an owner whom nobody knows, rather than listing nothing", async () => {
    const error = await thrownBy(() => listed({ user: "nobody" }));
    assert.equal(error instanceof CommandFailed && error.exitCode, EXIT.refused);
  });
});

describe("touchstone client list", () => {
  for (const limit of ["0", "-1", "1.5", "many", "100001"]) {
    it(`refuses a limit of ${limit}`, async () => {
      const { io, err } = fakeIo();
      assert.equal(await runCommandLine(["client", "list", `--limit=${limit}`], io), EXIT.usage);
      assert.include(err(), "Give a whole number from 1 to 100000");
    });
  }
});
