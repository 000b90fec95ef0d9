import { createHash } from "node:crypto";
import { assert } from "chai";
import * as fc from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { FRAMING, openSessionFrame, type Shown } from "../../test/support/session_frame.ts";
import { CHECK_SESSION_SCRIPT, CHECK_SESSION_SCRIPT_HASH, renderCheckSession } from "./mod.ts";

/** The frame in a browser that shows it so. */
function opened(shown: Shown = {}) {
  return openSessionFrame(CHECK_SESSION_SCRIPT, shown);
}

/** What the server told a client, computed here once more. */
function stateFor(browserState: string, { origin = FRAMING, salt = "salt" } = {}): string {
  const hash = createHash("sha256").update(`app ${origin} ${browserState} ${salt}`).digest("base64url");
  return `${hash}.${salt}`;
}

describe("the script of renderCheckSession()", () => {
  rule("SESSION-3.2-5", "says unchanged where the state is what the client was told", async () => {
    assert.equal(await opened({ cookie: "__Host-bs=s1" }).answer(`app ${stateFor("s1")}`), "unchanged");
    assert.equal(await opened().answer(`app ${stateFor("")}`), "unchanged");
  });

  for (const [name, message] of [
    ["the browser", `app ${stateFor("s0")}`],
    ["another client", `app2 ${stateFor("s1")}`],
    ["another origin", `app ${stateFor("s1", { origin: "https://other.test" })}`],
    ["another salt", `app ${stateFor("s1").replace(".salt", ".pepper")}`],
    ["nobody", `app ${stateFor("")}`],
  ] as const) {
    rule(["SESSION-3.2-4", "SESSION-3.2-2"], `says changed where the state was that of ${name}`, async () => {
      assert.equal(await opened({ cookie: "a=b; __Host-bs=s1; c=d" }).answer(message), "changed");
    });
  }

  it("reads the cookie anew for each message", async () => {
    const { document, answer } = opened({ cookie: "__Host-bs=s1" });
    const message = `app ${stateFor("s1")}`;
    assert.equal(await answer(message), "unchanged");
    document.cookie = "__Host-bs=s2";
    assert.equal(await answer(message), "changed");
  });

  it("reads the cookie without the prefix over plain http, and only then", async () => {
    assert.equal(await opened({ protocol: "http:", cookie: "bs=s1" }).answer(`app ${stateFor("s1")}`), "unchanged");
    assert.equal(await opened({ cookie: "bs=s1; __Host-bs=s2" }).answer(`app ${stateFor("s1")}`), "changed");
  });

  for (const [name, message] of [
    ["nothing", ""],
    ["a client alone", "app"],
    ["a state alone", ` ${stateFor("s1")}`],
    ["a state without a salt", "app abc"],
    ["a state with an empty salt", "app abc."],
    ["a state of three parts", "app a.b.c"],
    ["a line break", `app\n ${stateFor("s1")}`],
    ["what is endless", `${"a".repeat(4_000)} ${stateFor("s1")}`],
    ["a number", 7],
    ["an object", { toString: () => `app ${stateFor("s1")}` }],
    ["null", null],
  ] as const) {
    rule(["SESSION-3.2-3", "SESSION-4-1"], `says error to ${name}`, async () => {
      assert.equal(await opened({ cookie: "__Host-bs=s1" }).answer(message), "error");
    });
  }

  it("takes a client whose name holds spaces, as the last one parts it from the state", async () => {
    const hash = createHash("sha256").update(`my app ${FRAMING} s1 salt`).digest("base64url");
    assert.equal(await opened({ cookie: "__Host-bs=s1" }).answer(`my app ${hash}.salt`), "unchanged");
  });

  rule(["SESSION-3.2-1", "SESSION-6-1"], "is silent to any page but the one around it", async () => {
    const { ask, self } = opened({ cookie: "__Host-bs=s1" });
    const message = `app ${stateFor("s1")}`;
    for (const origin of ["https://evil.test", "null", "", "file://", "*"])
      assert.isEmpty(await ask(message, { origin }));
    for (const source of [null, self]) assert.isEmpty(await ask(message, { source }));
    assert.isEmpty(await opened({ isTop: true, around: [] }).ask(message));
  });

  it("goes by the hash alone in a browser that does not tell which pages are around", async () => {
    const { ask } = opened({ cookie: "__Host-bs=s1", around: undefined });
    const message = `app ${stateFor("s1")}`;
    assert.deepEqual(await ask(message, { origin: "https://evil.test" }), [
      { text: "changed", to: "https://evil.test" },
    ]);
    assert.isEmpty(await ask(message, { origin: "null" }));
  });

  beyond("SESSION-3.2-4", "answers to the origin that asked, and never to whoever listens", async () => {
    const around = fc.constantFrom("https://a.test", "http://localhost:3000", "https://b.test:8443");
    await fc.assert(
      fc.asyncProperty(around, fc.anything(), async (origin, message) => {
        const said = await opened({ around: [origin], cookie: "__Host-bs=s1" }).ask(message, { origin });
        assert.deepEqual(
          said.map(({ to }) => to),
          [origin],
        );
        assert.include(["error", "changed"], said[0]?.text);
      }),
    );
  });

  for (const [name, shown, expected] of [
    ["takes none from frames", { takesCookies: false }, "error"],
    ["says that frames have no access", { hasStorageAccess: false }, "error"],
    ["says that frames have access", { hasStorageAccess: true }, "changed"],
    ["says nothing of it", {}, "changed"],
  ] as const) {
    rule("SESSION-5.1-1", `says ${expected} where there is no cookie and the browser ${name}`, async () => {
      const { answer, document } = opened(shown);
      assert.equal(await answer(`app ${stateFor("s1")}`), expected);
      assert.equal(document.cookie, "");
    });
  }

  it("says error where it cannot compute a hash", async () => {
    assert.equal(await opened({ withoutSubtle: true }).answer(`app ${stateFor("")}`), "error");
  });

  it("asks no server: it knows nothing by which it could", () => {
    assert.notMatch(CHECK_SESSION_SCRIPT, /fetch|XMLHttpRequest|sendBeacon|WebSocket|import|\.src|\.href/);
  });
});

describe("renderCheckSession()", () => {
  it("is a page with that one script, and nothing else to load", () => {
    const page = renderCheckSession();
    assert.deepEqual(page.match(/<script>[\s\S]*?<\/script>/g), [`<script>${CHECK_SESSION_SCRIPT}</script>`]);
    assert.notMatch(page, /<link|<img|<form/);
    const hash = createHash("sha256").update(CHECK_SESSION_SCRIPT).digest("base64");
    assert.equal(CHECK_SESSION_SCRIPT_HASH, `sha256-${hash}`);
  });
});
