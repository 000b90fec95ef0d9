import { createHash, webcrypto } from "node:crypto";
import { runInNewContext } from "node:vm";
import { assert } from "chai";
import * as fc from "fast-check";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { CHECK_SESSION_SCRIPT, CHECK_SESSION_SCRIPT_HASH, renderCheckSession } from "./mod.ts";

const CLIENT = "https://client.test";

/** What a browser shows the page. */
interface Shown {
  readonly protocol?: string;
  /** What `document.cookie` says. */
  readonly cookie?: string;
  /** Whether the browser takes cookies from a frame. */
  readonly takesCookies?: boolean;
  readonly hasStorageAccess?: boolean;
  /** Origins of the pages around; not told when undefined. */
  readonly around?: readonly string[] | undefined;
  readonly isTop?: boolean;
  readonly withoutSubtle?: boolean;
}

interface Said {
  readonly text: unknown;
  readonly to: unknown;
}

function documentOf({ cookie = "", takesCookies = true, hasStorageAccess }: Shown) {
  let jar = cookie === "" ? [] : cookie.split("; ");
  return {
    get cookie() {
      return jar.join("; ");
    },
    set cookie(line: string) {
      const [pair = ""] = line.split("; ");
      const name = pair.slice(0, pair.indexOf("=") + 1);
      jar = jar.filter((one) => !one.startsWith(name));
      if (takesCookies && !line.includes("Max-Age=0")) jar.push(pair);
    },
    ...(hasStorageAccess === undefined ? {} : { hasStorageAccess: async () => hasStorageAccess }),
  };
}

/** Runs the script of the page as a browser would that shows it so. */
function opened(shown: Shown = {}) {
  type Listener = (event: unknown) => Promise<void>;
  const listeners: Listener[] = [];
  const document = documentOf(shown);
  const { protocol = "https:", around = "around" in shown ? shown.around : [CLIENT] } = shown;
  const frame: Record<string, unknown> = {
    location: { protocol, ...(around === undefined ? {} : { ancestorOrigins: around }) },
    document,
    crypto: shown.withoutSubtle === true ? {} : webcrypto,
    TextEncoder,
    btoa,
    addEventListener: (type: string, listener: Listener) => {
      if (type === "message") listeners.push(listener);
    },
  };
  frame["self"] = frame;
  frame["parent"] = shown.isTop === true ? frame : {};
  const self: unknown = runInNewContext(`${CHECK_SESSION_SCRIPT}; self`, frame);
  async function ask(data: unknown, event: { readonly origin?: string; readonly source?: unknown } = {}) {
    const said: Said[] = [];
    const source = { postMessage: (text: unknown, to: unknown) => void said.push({ text, to }) };
    for (const listener of listeners) await listener({ data, origin: CLIENT, source, ...event });
    return said;
  }
  return { document, self, ask, answer: async (data: unknown) => (await ask(data))[0]?.text };
}

/** What the server told a client, computed here once more. */
function stateFor(browserState: string, { origin = CLIENT, salt = "salt" } = {}): string {
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
    const hash = createHash("sha256").update(`my app ${CLIENT} s1 salt`).digest("base64url");
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
