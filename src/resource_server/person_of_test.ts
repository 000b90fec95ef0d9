import { assert } from "chai";
import { accountOf, bearing } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import type { Person } from "./person.ts";
import { personOf } from "./person_of.ts";

const ANN: Person = { sub: "ann", username: "ann" };

describe("personOf()", () => {
  const account = accountOf();
  for (const [what, access, person] of [
    ["nobody where nobody is known", ANONYMOUS, undefined],
    ["the person who is signed in", { kind: "session", account: ANN }, ANN],
    ["whom a token stands for", bearing([], account), account],
    ["nobody behind a token of a client", bearing(["read"]), undefined],
    ["nobody behind credentials of another kind", { kind: "robot", account: ANN } as unknown as Access, undefined],
    ["nobody behind a token that others put there", { kind: "token", token: {} } as unknown as Access, undefined],
  ] as const satisfies readonly (readonly [string, Access, Person | undefined])[]) {
    it(`is ${what}`, async () => assert.equal(await personOf(access), person));
  }
});
