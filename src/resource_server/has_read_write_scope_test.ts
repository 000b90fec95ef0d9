import { assert } from "chai";
import type { Scope } from "../protocol/mod.ts";
import { accountOf, bearing, contextOf } from "./_context_test.ts";
import { type Access, ANONYMOUS } from "./access.ts";
import { hasReadWriteScope, hasResourceScope } from "./has_read_write_scope.ts";
import type { Permission } from "./permission.ts";

const READING = ["GET", "HEAD", "OPTIONS"];
const WRITING = ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"];

type Row = readonly [what: string, permission: Permission, toRead: Scope, toWrite: Scope];

const byAddress = ({ path }: { readonly path: string }) => [path.slice(1)];

const ROWS: readonly Row[] = [
  ["hasReadWriteScope()", hasReadWriteScope(), ["read"], ["write"]],
  ["hasReadWriteScope() with other words", hasReadWriteScope({ read: "look", write: "touch" }), ["look"], ["touch"]],
  [
    "hasReadWriteScope() with a scope beside",
    hasReadWriteScope({ also: ["music", "read"] }),
    ["music", "read"],
    ["music", "read", "write"],
  ],
  [
    "hasReadWriteScope() with a scope of the request",
    hasReadWriteScope({ also: byAddress, write: "change" }),
    ["books", "read"],
    ["books", "change"],
  ],
  ["hasResourceScope()", hasResourceScope("books"), ["books:read"], ["books:write"]],
  [
    "hasResourceScope() of several resources, with other words",
    hasResourceScope(["books", "prices"], { read: "view", write: "edit" }),
    ["books:view", "prices:view"],
    ["books:edit", "prices:edit"],
  ],
  [
    "hasResourceScope() of a resource of the request",
    hasResourceScope(byAddress, { read: "view" }),
    ["books:view"],
    ["books:write"],
  ],
];

const SIGNED_IN: Access = { kind: "session", account: accountOf() };

describe("permissions by the method", () => {
  for (const [what, permission, toRead, toWrite] of ROWS) {
    for (const [methods, needed, other] of [
      [READING, toRead, toWrite],
      [WRITING, toWrite, toRead],
    ] as const) {
      it(`${what} needs exactly '${needed.join(" ")}' for ${methods.join(", ")}`, async () => {
        for (const method of methods) {
          const context = contextOf({ method, url: "/books" });
          const judged = (access: Access) => permission(access, context);
          assert.isTrue((await judged(bearing(needed))).allowed);
          const refused = { allowed: false, scope: needed };
          for (const word of needed.filter((word) => !other.includes(word))) {
            assert.deepEqual(await judged(bearing([...needed, ...other].filter((one) => one !== word))), refused);
          }
          for (const access of [bearing([]), ANONYMOUS, SIGNED_IN]) assert.deepEqual(await judged(access), refused);
        }
      });
    }

    it(`${what} looks at scopes only`, () => assert.isTrue(permission.judgesScope));
  }
});

describe("hasResourceScope()", () => {
  for (const held of [["books"], ["books:"], ["books:write"], ["Books:read"], ["books:reader"], ["read", "books"]]) {
    it(`is not content with '${held.join(" ")}' to read`, async () => {
      const verdict = await hasResourceScope("books")(bearing(held), contextOf());
      assert.deepEqual(verdict, { allowed: false, scope: ["books:read"] });
    });
  }

  for (const [what, permission] of [
    ["an empty list", hasResourceScope([])],
    ["a function that names none", hasResourceScope(() => [])],
  ] as const) {
    it(`lets any live token in with ${what}, but nobody without one`, async () => {
      for (const method of ["GET", "DELETE"]) {
        const judged = async (access: Access) => (await permission(access, contextOf({ method }))).allowed;
        assert.deepEqual(await Promise.all([bearing([]), ANONYMOUS, SIGNED_IN].map(judged)), [true, false, false]);
      }
    });
  }
});

describe("names of scopes that no scope can have", () => {
  for (const name of ["", "read write", 'a"b', "caf\u00e9", " read", "a\\b", undefined, 7]) {
    it(`are refused when the permission is made: ${JSON.stringify(name) ?? "none"}`, () => {
      const wrong = name as unknown as string;
      const lists: readonly (() => Permission)[] = [
        () => hasReadWriteScope({ also: [wrong] }),
        () => hasResourceScope([wrong]),
        ...(name === undefined
          ? []
          : [
              () => hasReadWriteScope({ read: wrong }),
              () => hasReadWriteScope({ write: wrong, also: () => [] }),
              () => hasResourceScope("books", { read: wrong }),
              () => hasResourceScope(() => [], { write: wrong }),
            ]),
      ];
      for (const make of lists) assert.throws(make, TypeError, "no scope can have that name");
    });
  }

  it("are refused where a list was forgotten", () => {
    assert.throws(() => hasReadWriteScope({ also: "read" as unknown as Scope }), TypeError, "as a list");
    assert.throws(() => hasResourceScope(undefined as unknown as Scope), TypeError, "as a list");
  });
});
