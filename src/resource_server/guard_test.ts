import { assert } from "chai";
import {
  type Arbitrary,
  array,
  assert as forAll,
  asyncProperty,
  constant,
  constantFrom,
  letrec,
  oneof,
  subarray,
} from "fast-check";
import type { Context } from "koa";
import { rule } from "../../conformance/support/rule.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { parseChallenge } from "../protocol/mod.ts";
import { StoreUnavailable } from "../stores/mod.ts";
import { accountOf, bearing, contextOf, errorsOf, type Written, writtenTo } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { enterSpace } from "./challenge.ts";
import { guard, type GuardOptions } from "./guard.ts";
import { hasOneOfScopes } from "./has_one_of_scopes.ts";
import { hasReadWriteScope, hasResourceScope } from "./has_read_write_scope.ts";
import { hasScope } from "./has_scope.ts";
import { isAuthenticatedOrHasScope } from "./is_authenticated_or_has_scope.ts";
import { isOwner, type Owns } from "./is_owner.ts";
import { isSignedIn, isStaff } from "./is_person.ts";
import { allOf, anyOf, not, type Permission, type Verdict } from "./permission.ts";
import { personOf } from "./person_of.ts";

const SIGNED_IN: Access = { kind: "session", account: accountOf() };
const BEARING = bearing(["read"], accountOf());

function verdict(scope?: readonly string[]): Verdict {
  return scope === undefined ? { allowed: false } : { allowed: false, scope };
}

interface Guarded extends Written {
  /** How often what is guarded was reached. */
  readonly reached: number;
  readonly errors: readonly unknown[];
}

function contextFor(access: Access): Context {
  const context = contextOf();
  Object.assign(context.state, { access });
  enterSpace(context, { realm: "songs" });
  return context;
}

async function guarded(access: Access, permission: Permission, options?: GuardOptions): Promise<Guarded> {
  const context = contextFor(access);
  const errors = errorsOf(context);
  let reached = 0;
  await guard(permission, options)(context, async () => {
    reached += 1;
  });
  return { ...writtenTo(context), reached, errors };
}

function challengeOf({ headers }: Written): Readonly<Record<string, string>> {
  return parseChallenge(String(headers["www-authenticate"])).params;
}

function withSentence(body: unknown): Readonly<Record<string, unknown>> {
  const { error_description: sentence, ...rest } = { error_description: "", ...(body as object) };
  assert.match(sentence, /^Cannot [\x20-\x21\x23-\x5b\x5d-\x7e]+[^.]$/);
  return rest;
}

describe("guard(), of whom it lets in", () => {
  for (const [who, access] of [
    ["nobody", ANONYMOUS],
    ["a person", SIGNED_IN],
    ["a token", BEARING],
  ] as const) {
    it(`lets ${who} through once, and writes nothing`, async () => {
      for (const permission of [() => ({ allowed: true }) as const, async () => ({ allowed: true }) as const]) {
        const { reached, headers, body } = await guarded(access, permission);
        assert.deepEqual([reached, headers, body], [1, {}, undefined]);
      }
    });
  }

  it("hands the caller and the request to the permission", async () => {
    const context = contextFor(BEARING);
    const seen: unknown[] = [];
    const permission: Permission = (...given) => {
      seen.push(...given);
      return { allowed: true };
    };
    await guard(permission)(context, async () => undefined);
    assert.deepEqual([seen[0] === BEARING, seen[1] === context], [true, true]);
  });

  it("leaves what goes wrong behind it to the application", async () => {
    const lost = new RangeError("lost");
    const attempt = () => guard(() => ({ allowed: true }))(contextFor(BEARING), () => Promise.reject(lost));
    assert.equal(await thrownBy(attempt), lost);
  });
});

describe("guard(), of whom it refuses", () => {
  rule(["RFC6750-3-1", "RFC6750-3-5"], "answers 401 to nobody, without an error or a scope", async () => {
    const refused = await guarded(ANONYMOUS, () => verdict(["read"]), { errorResponseWithScopes: true });
    assert.deepEqual([refused.status, refused.reached, challengeOf(refused)], [401, 0, { realm: "songs" }]);
    assert.deepEqual(withSentence(refused.body), {});
  });

  it("answers 403 to a person, whom a scope would not help as they are", async () => {
    const refused = await guarded(SIGNED_IN, () => verdict());
    assert.deepEqual([refused.status, refused.reached, challengeOf(refused)], [403, 0, { realm: "songs" }]);
    assert.deepEqual(withSentence(refused.body), { error: "access_denied" });
  });

  it("tells a person which scope a token would need", async () => {
    const refused = await guarded(SIGNED_IN, () => verdict(["read"]), { errorResponseWithScopes: true });
    assert.deepEqual(challengeOf(refused), { realm: "songs", scope: "read" });
    assert.deepEqual(withSentence(refused.body), { error: "access_denied", required_scopes: ["read"] });
  });

  rule(["RFC6750-3.1-3", "RFC6750-3-6"], "answers 403 to a token, and names the scope that is needed", async () => {
    const refused = await guarded(BEARING, async () => verdict(["write", "music"]));
    const { error_description: said, ...challenge } = challengeOf(refused);
    assert.deepEqual([refused.status, refused.reached], [403, 0]);
    assert.deepEqual(challenge, { realm: "songs", error: "insufficient_scope", scope: "write music" });
    assert.deepInclude(refused.body, { error: "insufficient_scope", error_description: said });
    assert.include(said, "'write music'");
  });

  it("names no scope to a token that none would help", async () => {
    for (const none of [verdict(), verdict([])]) {
      const refused = await guarded(BEARING, () => none, { errorResponseWithScopes: true });
      assert.notProperty(challengeOf(refused), "scope");
      assert.notProperty(refused.body, "required_scopes");
      assert.propertyVal(refused.body, "error", "insufficient_scope");
    }
  });

  for (const errorResponseWithScopes of [true, false, undefined]) {
    it(`${errorResponseWithScopes === true ? "lists" : "does not list"} scopes in the body for ${errorResponseWithScopes}`, async () => {
      const options = errorResponseWithScopes === undefined ? {} : { errorResponseWithScopes };
      const { body } = await guarded(BEARING, () => verdict(["a", "b"]), options);
      assert.deepEqual("required_scopes" in (body as object), errorResponseWithScopes === true);
    });
  }
});

describe("guard(), of whether scopes stand in the body", () => {
  for (const [space, own, named] of [
    [undefined, undefined, false],
    [true, undefined, true],
    [false, undefined, false],
    [true, false, false],
    [false, true, true],
    [undefined, true, true],
  ] as const) {
    it(`${named ? "names" : "does not name"} them where authenticate() says ${space} and guard() ${own}`, async () => {
      const context = contextFor(BEARING);
      enterSpace(context, { realm: "songs", errorResponseWithScopes: space });
      const options = own === undefined ? {} : { errorResponseWithScopes: own };
      await guard(() => verdict(["a"]), options)(context, async () => undefined);
      assert.equal("required_scopes" in (writtenTo(context).body as object), named);
    });
  }
});

describe("guard(), of a scope that was worked out from a request", () => {
  for (const scope of [['a"b'], ["a\\b"], ["caf\u00e9"], ["a\r\nSet-Cookie: b"], ["a  b"], [" "], ["read", ""]]) {
    rule("RFC6750-3-9", `never repeats ${JSON.stringify(scope)}`, async () => {
      const refused = await guarded(BEARING, () => verdict(scope), { errorResponseWithScopes: true });
      assert.equal(refused.status, 403);
      assert.notProperty(challengeOf(refused), "scope");
      assert.notProperty(refused.body, "required_scopes");
      assert.notInclude(JSON.stringify(refused.headers), "Set-Cookie");
    });
  }
});

describe("guard(), when it cannot tell", () => {
  for (const [what, thrown, status] of [
    ["a store is away", new StoreUnavailable("postgres", undefined), 503],
    ["the permission has a mistake", new RangeError("of the inside"), 500],
    ["the permission throws text", "of the inside", 500],
  ] as const) {
    it(`answers ${status} and lets nobody in when ${what}, at once or after a while`, async () => {
      const atOnce: Permission = () => {
        throw thrown;
      };
      for (const permission of [atOnce, () => Promise.reject(thrown)]) {
        const refused = await guarded(BEARING, permission);
        assert.deepEqual([refused.status, refused.reached, refused.errors.length], [status, 0, 1]);
        assert.notInclude(JSON.stringify(refused.body), "inside");
      }
    });
  }

  it("throws TypeError when nobody found out who calls, and asks no permission", async () => {
    const permission: Permission = () => assert.fail("was asked");
    const thrown = await thrownBy(() => guard(permission)(contextOf(), async () => undefined));
    assert.instanceOf(thrown, TypeError);
  });

  for (const [status, properties] of [
    [400, {}],
    [404, {}],
    [410, {}],
    [503, { expose: true }],
  ] as const) {
    it(`leaves a ${status} that a permission tells the caller to Koa`, async () => {
      const context = contextFor(BEARING);
      const permission: Permission = () => context.throw(status, "no such book", properties);
      const thrown = await thrownBy(() => guard(permission)(context, async () => undefined));
      assert.deepInclude(thrown, { status, message: "no such book" });
      assert.isUndefined(context.body);
    });
  }

  it("shows nothing of a mistake that has a status of the server's", async () => {
    const refused = await guarded(BEARING, (_access, context) => context.throw(502, "the inside"));
    assert.deepEqual([refused.status, refused.reached, refused.errors.length], [500, 0, 1]);
    assert.notInclude(JSON.stringify(refused.body), "inside");
  });
});

/** What other authenticators may leave on the state of a request, which is neither a token nor a person of ours. */
const STRANGE: readonly (readonly [what: string, access: unknown])[] = [
  ["a kind of its own", { kind: "robot" }],
  ["a kind of its own that brings a scope", { kind: "robot", token: { scope: ["read", "write"] } }],
  ["no kind", {}],
  ["a list", []],
  ["a token that is text", { kind: "token", token: "text" }],
  ["a token without a scope", { kind: "token", token: {} }],
  ["a kind without its token", { kind: "token" }],
  ["a session of nobody", { kind: "session" }],
];

describe("guard(), of credentials that others found", () => {
  for (const [what, access] of STRANGE) {
    it(`answers 403, and never 500, to ${what}`, async () => {
      for (const permission of [
        hasScope(),
        hasScope("read"),
        hasReadWriteScope(),
        isStaff(),
        allOf(hasScope(), isStaff()),
      ]) {
        const refused = await guarded(access as Access, permission, { errorResponseWithScopes: true });
        assert.deepEqual([refused.status, refused.reached, refused.errors.length], [403, 0, 0]);
        assert.equal(challengeOf(refused)["realm"], "songs");
      }
    });
  }

  it("names no error of a token to who brought none", async () => {
    const refused = await guarded({ kind: "robot" } as unknown as Access, hasScope("read"));
    assert.deepEqual(challengeOf(refused), { realm: "songs", scope: "read" });
    assert.deepEqual(withSentence(refused.body), { error: "access_denied" });
  });

  for (const access of [null, "text", 7, true]) {
    it(`throws TypeError where the state holds ${JSON.stringify(access)}, as then authenticate() did not run`, async () => {
      const permission: Permission = () => assert.fail("was asked");
      assert.instanceOf(await thrownBy(() => guarded(access as unknown as Access, permission)), TypeError);
    });
  }
});

const STAFF = accountOf({ isStaff: true });

/** Whoever may call, in the order of the columns below. */
const CALLERS: readonly (readonly [who: string, access: Access])[] = [
  ["nobody", ANONYMOUS],
  ["a token without scope", bearing([], accountOf())],
  ["a token to read", bearing(["read"], accountOf())],
  ["a token to write", bearing(["write"])],
  ["a token to read and write", bearing(["write", "read"], accountOf())],
  ["a token of staff to read", bearing(["read"], STAFF)],
  ["a person", SIGNED_IN],
  ["a person of staff", { kind: "session", account: STAFF }],
];

const READING = ["GET", "HEAD", "OPTIONS"];
const WRITING = ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"];
const ALL = [...READING, ...WRITING];

/** Everything belongs to Ann. */
const owns: Owns = async (access) => (await personOf(access))?.username === "ann";

const byTable = hasOneOfScopes({ GET: [["read"]], POST: [["read", "create"], ["write"]], PUT: [[]], DELETE: [] });

/** What comes of it: 2 = let in, 1 = 401, 3 = 403; one digit a caller. */
const OUTCOMES: readonly (readonly [
  demand: string,
  permission: Permission,
  methods: readonly string[],
  row: string,
])[] = [
  ["any live token", hasScope(), ALL, "12222233"],
  ["the scope read", hasScope("read"), ALL, "13232233"],
  ["both scopes", hasScope("read", "write"), ALL, "13332333"],
  ["a scope by the method, to read", hasReadWriteScope(), READING, "13232233"],
  ["a scope by the method, to write", hasReadWriteScope(), WRITING, "13322333"],
  ["a scope beside that of the method", hasReadWriteScope({ also: ["read"] }), WRITING, "13332333"],
  ["a person", isSignedIn(), ALL, "13333322"],
  ["staff", isStaff(), ALL, "13333232"],
  ["staff by a token to read", allOf(hasScope("read"), isStaff()), ALL, "13333233"],
  ["a person, or a token to write", anyOf(isSignedIn(), hasScope("write")), ALL, "13322322"],
  ["a token to read, but not of staff", allOf(hasScope("read"), not(isStaff())), ALL, "13232333"],
  ["anybody but a person", not(isSignedIn()), ALL, "22222233"],
  ["a person, or a token to read", isAuthenticatedOrHasScope("read"), ALL, "13232222"],
  ["a person, or any live token", isAuthenticatedOrHasScope(), ALL, "12222222"],
  ["the resource's scope, where no resource is named", hasResourceScope([]), ALL, "12222233"],
  ["the resource's scope, and not the bare one", hasResourceScope("read"), ALL, "13333333"],
  ["one of several scopes by the method, to read", byTable, READING.slice(0, 1), "13232233"],
  ["one of several scopes by the method, to write", byTable, ["POST"], "13322333"],
  ["any live token by the method", byTable, ["PUT"], "12222233"],
  ["what nobody has by the method", byTable, ["DELETE"], "13333333"],
  ["what is not listed by the method", byTable, ["HEAD", "OPTIONS", "PATCH"], "13333333"],
  ["the owner", isOwner(owns), ALL, "12232222"],
  ["the owner, or a token to write", anyOf(isOwner(owns), hasScope("write")), ALL, "12222222"],
  ["staff, or a token to write", anyOf(isStaff(), hasScope("write")), ALL, "13322232"],
  ["the owner by a token to read", allOf(hasScope("read"), anyOf(isOwner(owns), isStaff())), ALL, "13232233"],
];

async function outcomeOf(access: Access, permission: Permission, method: string): Promise<string> {
  const context = contextOf({ method });
  Object.assign(context.state, { access });
  enterSpace(context, { realm: "songs" });
  let reached = 0;
  await guard(permission)(context, async () => void (reached += 1));
  const { status } = writtenTo(context);
  if (reached === 1) return "2";
  assert.equal(reached, 0);
  return status === 401 ? "1" : status === 403 ? "3" : `(${status})`;
}

describe("guard(), who may do what", () => {
  for (const [demand, permission, methods, row] of OUTCOMES) {
    rule(
      ["RFC6750-3.1-3", "RFC6749-7-2"],
      `demands ${demand}${methods === ALL ? ", whatever the method is" : ""}`,
      async () => {
        for (const method of methods) {
          const outcomes = await Promise.all(CALLERS.map(([, access]) => outcomeOf(access, permission, method)));
          assert.equal(outcomes.join(""), row, `${method}: ${CALLERS.map(([who]) => who).join(", ")}`);
        }
      },
    );
  }

  rule("RFC6750-3-1", "sends a challenge with every refusal, and names an error to tokens alone", async () => {
    for (const [, permission] of OUTCOMES) {
      for (const [who, access] of CALLERS) {
        const refused = await guarded(access, permission);
        if (refused.reached === 1) continue;
        assert.equal(challengeOf(refused)["realm"], "songs", who);
        assert.equal(challengeOf(refused)["error"] === undefined, access.kind !== "token", who);
      }
    }
  });
});

const SCOPE = subarray(["read", "write", "music", "music:read"]);

/** Any permission that there is, combined in any way. */
const ANY_PERMISSION: Arbitrary<Permission> = letrec<{ readonly tree: Permission }>((tie) => ({
  tree: oneof(
    { depthSize: "small", withCrossShrink: true },
    SCOPE.map((scope) => hasScope(...scope)),
    SCOPE.map((scope) => hasScope(() => scope)),
    SCOPE.map((scope) => isAuthenticatedOrHasScope(...scope)),
    SCOPE.map((also) => hasReadWriteScope({ also })),
    array(SCOPE, { maxLength: 2 }).map((scopes) => hasOneOfScopes({ GET: scopes })),
    constantFrom(isStaff(), isSignedIn(), isOwner(owns), hasResourceScope("music")),
    array(tie("tree"), { minLength: 1, maxLength: 3 }).map((parts) => allOf(...parts)),
    array(tie("tree"), { minLength: 1, maxLength: 3 }).map((parts) => anyOf(...parts)),
    tie("tree").map((part) => not(part)),
  ),
})).tree;

const ANY_ACCESS: Arbitrary<Access> = oneof(
  constantFrom(...CALLERS.map(([, access]) => access)),
  SCOPE.map((scope) => bearing(scope, accountOf())),
  constantFrom(...STRANGE.map(([, access]) => access as Access)),
);

describe("properties of guard()", () => {
  it("answers 401 to nobody, 403 to whoever is known, and lets in exactly whom the permission allows", async () => {
    await forAll(
      asyncProperty(ANY_PERMISSION, ANY_ACCESS, async (permission, access) => {
        const { allowed } = await permission(access, contextFor(access));
        const answered = await guarded(access, permission);
        assert.equal(answered.reached, allowed ? 1 : 0);
        assert.lengthOf(answered.errors, 0);
        if (!allowed) assert.equal(answered.status, access.kind === "anonymous" ? 401 : 403);
      }),
    );
  });

  it("names to a token a scope that gets it further, unless who it stands for is what is wrong", async () => {
    await forAll(
      asyncProperty(array(ANY_PERMISSION, { minLength: 1, maxLength: 2 }), SCOPE, async (parts, held) => {
        const permission = anyOf(...parts);
        const refused = await guarded(bearing(held, accountOf()), permission);
        const scope = refused.reached === 1 ? undefined : challengeOf(refused)["scope"];
        if (scope === undefined) return;
        assert.isFalse(scope.split(" ").every((word) => held.includes(word)) && permission.judgesScope === true);
      }),
    );
  });

  it("never lets nobody in but where a permission was turned around", async () => {
    const plain = oneof(
      constant(isStaff()),
      SCOPE.map((scope) => hasScope(...scope)),
      constant(isOwner(() => true)),
    );
    await forAll(
      asyncProperty(array(plain, { minLength: 1, maxLength: 4 }), async (parts) => {
        for (const combine of [allOf, anyOf]) {
          assert.equal((await guarded(ANONYMOUS, combine(...parts))).status, 401);
        }
      }),
    );
  });
});
