import { assert } from "chai";
import {
  type Arbitrary,
  array,
  assert as forAll,
  asyncProperty,
  boolean,
  constantFrom,
  letrec,
  oneof,
  record,
  subarray,
} from "fast-check";
import { thrownBy } from "../../test/support/refusals.ts";
import { bearing, contextOf } from "./_context_test.ts";
import { ANONYMOUS } from "./access.ts";
import { hasScope } from "./has_scope.ts";
import { allOf, anyOf, judgingScope, not, type Permission, type Verdict } from "./permission.ts";

const YES: Permission = () => ({ allowed: true });
const NO: Permission = async () => ({ allowed: false });
const YES_MUSIC: Permission = async () => ({ allowed: true, scope: ["music"] });
const NO_READ: Permission = () => ({ allowed: false, scope: ["read"] });
const NO_WRITE: Permission = async () => ({ allowed: false, scope: ["write"] });
const REFUSED = { allowed: false } as const;
const ALLOWED = { allowed: true } as const;

const MUST_NOT_RUN: Permission = () => {
  throw new TypeError("Cannot judge what is decided");
};

/** A new permission that says what another does. */
function says(permission: Permission): Permission {
  return (...given) => permission(...given);
}

const ROWS: readonly [sentence: string, permission: Permission, verdict: Verdict][] = [
  ["allOf() allows what all allow", allOf(YES, YES), ALLOWED],
  [
    "allOf() asks nobody who costs something after a refusal",
    allOf(YES, NO_READ, MUST_NOT_RUN),
    { ...REFUSED, scope: ["read"] },
  ],
  [
    "allOf() asks those who look at scopes only, to name all that is needed",
    allOf(NO_READ, MUST_NOT_RUN, judgingScope(says(NO_WRITE)), judgingScope(says(NO_READ))),
    { ...REFUSED, scope: ["read", "write"] },
  ],
  [
    "allOf() names the scope of what was allowed as well, as the next token needs it too",
    allOf(YES_MUSIC, NO_READ),
    { ...REFUSED, scope: ["music", "read"] },
  ],
  [
    "allOf() names no scope where one part would refuse whatever the scope",
    allOf(NO_READ, judgingScope(says(NO))),
    REFUSED,
  ],
  ["allOf() stops where no scope would help", allOf(NO, judgingScope(says(MUST_NOT_RUN))), REFUSED],
  ["allOf() names the scope that it took", allOf(YES_MUSIC, YES), { ...ALLOWED, scope: ["music"] }],
  ["anyOf() names the scope that it took", anyOf(NO_READ, YES_MUSIC), { ...ALLOWED, scope: ["music"] }],
  ["not() of what was refused names nothing that it took", not(NO_READ), ALLOWED],
  ["allOf() waits for a permission that waits", allOf(YES, NO), REFUSED],
  ["anyOf() stops at the first that allows", anyOf(NO_READ, YES, MUST_NOT_RUN), ALLOWED],
  ["anyOf() names the first scope that would do", anyOf(NO, NO_READ, NO_WRITE), { ...REFUSED, scope: ["read"] }],
  ["anyOf() names no scope when none would do", anyOf(NO, NO), REFUSED],
  ["not() refuses what is allowed", not(YES), REFUSED],
  ["not() allows what is refused, by whoever", not(NO_WRITE), ALLOWED],
];

describe("permissions that are combined", () => {
  it("look at more than scopes when one of them does", () => {
    for (const combine of [allOf, anyOf]) {
      for (const parts of [[hasScope("read"), YES] as const, [YES, hasScope("read")] as const]) {
        assert.notEqual(combine(...parts).judgesScope, true);
      }
    }
  });

  for (const [sentence, permission, verdict] of ROWS) {
    it(sentence, async () => {
      assert.deepEqual(await permission(ANONYMOUS, contextOf()), verdict);
    });
  }

  it("cannot be made of nothing, as that would let everybody in or nobody", () => {
    assert.throws(() => allOf(), TypeError, "none is given");
    assert.throws(() => anyOf(), TypeError, "none is given");
  });

  for (const [what, combine] of [
    ["allOf()", allOf],
    ["anyOf()", anyOf],
    ["not()", not],
  ] as const) {
    it(`${what} cannot be made of what is no permission, as one that was misspelled is`, () => {
      for (const none of [undefined, null, "read", { allowed: true }]) {
        assert.throws(() => combine(none as unknown as Permission), TypeError, "what is no permission");
      }
    });

    it(`${what} looks at scopes only when all of its parts do`, () => {
      assert.isTrue(combine(hasScope("read")).judgesScope);
      assert.notEqual(combine(YES).judgesScope, true);
    });
  }
});

/** A permission that says what it is told to, at once or after a while, and how often it was asked. */
function told({ allowed, waits, scope }: { allowed: boolean; waits: boolean; scope: string }) {
  const verdict: Verdict = allowed ? { allowed } : { allowed, scope: [scope] };
  const permission = Object.assign(
    () => {
      permission.asked += 1;
      return waits ? Promise.resolve(verdict) : verdict;
    },
    { asked: 0 },
  );
  return permission;
}

const SAYINGS = array(record({ allowed: boolean(), waits: boolean(), scope: constantFrom("a", "b", "c") }), {
  minLength: 1,
  maxLength: 5,
});
const SCOPES = subarray(["read", "write", "music", "admin"]);

/** Permissions that look at scopes, combined in any way but not(). */
const TREES: Arbitrary<Permission> = letrec<{ readonly tree: Permission }>((tie) => ({
  tree: oneof(
    { depthSize: "small", withCrossShrink: true },
    SCOPES.map((scope) => hasScope(...scope)),
    array(tie("tree"), { minLength: 1, maxLength: 3 }).map((parts) => allOf(...parts)),
    array(tie("tree"), { minLength: 1, maxLength: 3 }).map((parts) => anyOf(...parts)),
  ),
})).tree;

async function isAllowed(permission: Permission): Promise<boolean> {
  return (await permission(ANONYMOUS, contextOf())).allowed;
}

describe("properties of permissions", () => {
  it("allOf() and anyOf() are and and or, and neither asks further than it must", async () => {
    await forAll(
      asyncProperty(SAYINGS, async (sayings) => {
        const [every, some] = [sayings.map(told), sayings.map(told)];
        assert.equal(
          await isAllowed(allOf(...every)),
          sayings.every(({ allowed }) => allowed),
        );
        assert.equal(
          await isAllowed(anyOf(...some)),
          sayings.some(({ allowed }) => allowed),
        );
        const refusing = sayings.findIndex(({ allowed }) => !allowed);
        const allowing = sayings.findIndex(({ allowed }) => allowed);
        const askedOf = (last: number) => sayings.map((_, at) => (last === -1 || at <= last ? 1 : 0));
        assert.deepEqual(
          every.map(({ asked }) => asked),
          askedOf(refusing),
        );
        assert.deepEqual(
          some.map(({ asked }) => asked),
          askedOf(allowing),
        );
      }),
    );
  });

  it("not() turns them into each other, as De Morgan has it, and twice not() changes nothing", async () => {
    await forAll(
      asyncProperty(SAYINGS, async (sayings) => {
        const says = () => sayings.map(told);
        const opposites = () => says().map((permission) => not(permission));
        assert.equal(await isAllowed(not(allOf(...says()))), await isAllowed(anyOf(...opposites())));
        assert.equal(await isAllowed(not(anyOf(...says()))), await isAllowed(allOf(...opposites())));
        assert.equal(await isAllowed(not(not(allOf(...says())))), await isAllowed(allOf(...says())));
      }),
    );
  });

  it("the scope that is named is enough, so that whoever comes with a token for it alone is let in", async () => {
    await forAll(
      asyncProperty(SCOPES, TREES, async (held, permission) => {
        const { scope } = await permission(bearing(held), contextOf());
        assert.isDefined(scope);
        assert.isTrue((await permission(bearing(scope), contextOf())).allowed);
      }),
    );
  });

  it("the order of what is combined means nothing to who is let in, nor to what allOf() names", async () => {
    await forAll(
      asyncProperty(SCOPES, array(TREES, { minLength: 1, maxLength: 4 }), async (held, parts) => {
        const one = await allOf(...parts)(bearing(held), contextOf());
        const other = await allOf(...parts.toReversed())(bearing(held), contextOf());
        assert.equal(one.allowed, other.allowed);
        assert.sameMembers([...one.scope!], [...other.scope!]);
        assert.equal(
          (await anyOf(...parts)(bearing(held), contextOf())).allowed,
          (await anyOf(...parts.toReversed())(bearing(held), contextOf())).allowed,
        );
      }),
    );
  });

  it("combining one, or the same twice, changes nothing", async () => {
    await forAll(
      asyncProperty(SCOPES, TREES, async (held, permission) => {
        const judged = await permission(bearing(held), contextOf());
        for (const same of [allOf, anyOf].flatMap((combine) => [
          combine(permission),
          combine(permission, permission),
        ])) {
          assert.deepEqual(await same(bearing(held), contextOf()), judged);
        }
      }),
    );
  });

  it("a token that may do something may do it with more scope as well", async () => {
    await forAll(
      asyncProperty(SCOPES, SCOPES, SCOPES, async (demanded, held, more) => {
        const permission = hasScope(...demanded);
        const verdict = await permission(bearing(held), contextOf());
        const wider = await permission(bearing([...more, ...held]), contextOf());
        assert.isTrue(wider.allowed || !verdict.allowed);
        assert.equal(
          verdict.allowed,
          demanded.every((scope) => held.includes(scope)),
        );
      }),
    );
  });

  for (const [name, combined] of [
    ["allOf()", allOf(YES, () => Promise.reject(new RangeError("lost")))],
    ["anyOf()", anyOf(NO, () => Promise.reject(new RangeError("lost")))],
    ["not()", not(() => Promise.reject(new RangeError("lost")))],
  ] as const) {
    it(`${name} lets nobody in when one that it must ask cannot tell`, async () => {
      assert.instanceOf(await thrownBy(() => combined(ANONYMOUS, contextOf())), RangeError);
    });
  }
});
