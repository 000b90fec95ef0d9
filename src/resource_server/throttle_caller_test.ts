import { assert } from "chai";
import { accountOf, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { byAddress, byAnonymous, byClient, byUser, byUserOrClient } from "./throttle_caller.ts";

const ADDRESS = "192.0.2.7";

function tokenOf(clientId: string, sub?: string): Access {
  const subject = sub === undefined ? {} : { subject: { sub, username: "ann" } };
  const token = { tokenType: "Bearer", scope: [], clientId, expiresAt: 2_000_000_000, ...subject } as const;
  return { kind: "token", token, account: async () => assert.fail("nobody need be looked up") };
}

const PERSON = accountOf();
const SESSION: Access = { kind: "session", account: PERSON };
const OF_A_PERSON = tokenOf("app", "5f0c2a0e");
const OF_A_CLIENT = tokenOf("app");

function from(ip: string) {
  const context = contextOf();
  context.request.ip = ip;
  return context;
}

describe("whom a call counts for", () => {
  const there = `address ${ADDRESS}`;
  for (const [name, by, expected] of [
    ["byUserOrClient", byUserOrClient, ["user 5f0c2a0e", "client app", `user ${PERSON.sub}`, there]],
    ["byClient", byClient, ["client app", "client app", undefined, undefined]],
    ["byUser", byUser, ["user 5f0c2a0e", there, `user ${PERSON.sub}`, there]],
    ["byAnonymous", byAnonymous, [undefined, undefined, undefined, there]],
    ["byAddress", byAddress, [there, there, there, there]],
  ] as const) {
    it(`is told by ${name} of a person's token, a client's own, a session and nobody`, () => {
      const names = [OF_A_PERSON, OF_A_CLIENT, SESSION, ANONYMOUS].map((access) => by(access, from(ADDRESS)));
      assert.deepEqual(names, [...expected]);
    });
  }

  it("is one person whichever client or browser they call with", () => {
    const name = byUserOrClient(SESSION, from(ADDRESS));
    for (const client of ["app", "other"]) assert.equal(byUserOrClient(tokenOf(client, PERSON.sub), from("::1")), name);
  });

  it("is no client whose id looks like a person's", () => {
    const names = [tokenOf("x"), tokenOf("app", "x"), tokenOf("user x"), tokenOf("address x")].map((access) =>
      byUserOrClient(access, from("x")),
    );
    assert.lengthOf(new Set([...names, byUserOrClient(ANONYMOUS, from("x"))]), 5);
  });

  it("is a whole /64 of IPv6, however it is written", () => {
    const names = ["2001:db8:1:2::1", "2001:DB8:1:2:ffff::9", "2001:0db8:0001:0002:0:0:0:3"].map((ip) =>
      byAnonymous(ANONYMOUS, from(ip)),
    );
    assert.deepEqual([...new Set(names)], ["address 2001:db8:1:2"]);
    assert.notEqual(byAnonymous(ANONYMOUS, from("2001:db8:1:3::1")), names[0]);
  });
});
