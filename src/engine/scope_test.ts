import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { clientRecord } from "../../test/support/records.ts";
import { assertRefused } from "../../test/support/refusals.ts";
import { scopeAsked, scopeStillAllowed, type Settings } from "./mod.ts";

const SETTINGS = {
  scopes: new Map(["read", "write", "admin"].map((name) => [name, name])),
  defaultScope: ["read", "write"],
} as unknown as Settings;

const anything = clientRecord();
const reader = clientRecord({ scope: ["read"] });

describe("scopeAsked()", () => {
  for (const [name, text, client, expected] of [
    ["what is asked for", "read admin", anything, ["read", "admin"]],
    ["each word once, in the order of asking", "write read write", anything, ["write", "read"]],
    ["what this client may have", "read", reader, ["read"]],
    ["the default where none is asked for", undefined, anything, ["read", "write"]],
    ["the client's own default", undefined, clientRecord({ defaultScope: ["admin"] }), ["admin"]],
    ["what this client may have of the default", undefined, reader, ["read"]],
    [
      "what the issuer knows of a client's default",
      undefined,
      clientRecord({ defaultScope: ["read", "old"] }),
      ["read"],
    ],
    ["nothing where a client's default is nothing", undefined, clientRecord({ defaultScope: [] }), []],
    ["nothing where a client may have nothing", undefined, clientRecord({ scope: [] }), []],
  ] as const) {
    rule("RFC6749-3.3-2", `answers ${name}`, () => assert.deepEqual(scopeAsked(text, client, SETTINGS), expected));
  }

  for (const [name, text, client, says] of [
    ["a scope that is unknown", "read nonsense", anything, "'nonsense' as it is not known here"],
    ["one that is not for this client", "read write", reader, "'write' to this client"],
    ["one in other letters", "Read", anything, "'Read' as it is not known here"],
    ["a name of objects", "__proto__", anything, "'__proto__' as it is not known here"],
  ] as const) {
    rule(["RFC6749-3.3-2", "RFC6749-10.3-5"], `refuses ${name}`, () =>
      assertRefused(() => scopeAsked(text, client, SETTINGS), { code: "invalid_scope", rule: "RFC6749-3.3-2", says }),
    );
  }

  it("refuses a scope that is broken", () =>
    assertRefused(() => scopeAsked("read  write", anything, SETTINGS), { code: "invalid_scope" }));
});

describe("scopeStillAllowed()", () => {
  it("keeps what the issuer knows and the client may have, in order", () => {
    assert.deepEqual(scopeStillAllowed(["write", "gone", "read"], anything, SETTINGS), ["write", "read"]);
    assert.deepEqual(scopeStillAllowed(["write", "read"], reader, SETTINGS), ["read"]);
    assert.deepEqual(scopeStillAllowed([], anything, SETTINGS), []);
  });
});
