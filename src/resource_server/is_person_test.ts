import { assert } from "chai";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { isSignedIn, isStaff } from "./is_person.ts";

const STAFF = accountOf({ isStaff: true });

const ROWS: readonly [who: string, access: Access, signedIn: boolean, staff: boolean][] = [
  ["nobody", ANONYMOUS, false, false],
  ["a person with a browser", { kind: "session", account: accountOf() }, true, false],
  ["staff with a browser", { kind: "session", account: STAFF }, true, true],
  ["the token of a person", bearing(["read"], accountOf()), false, false],
  ["the token of staff", bearing(["read"], STAFF), false, true],
  ["the token of a client itself", bearing(["read"]), false, false],
];

for (const [name, permission, place] of [
  ["isSignedIn()", isSignedIn(), 2],
  ["isStaff()", isStaff(), 3],
] as const) {
  describe(name, () => {
    for (const row of ROWS) {
      it(`${row[place] ? "allows" : "refuses"} ${row[0]}`, async () => {
        assert.deepEqual(await permission(row[1], contextOf()), { allowed: row[place] });
      });
    }
  });
}
