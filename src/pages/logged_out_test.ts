import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import { assert } from "chai";
import { findAll, findOne, mainText, textOf } from "./_read_page_test.ts";
import { LOGGED_OUT } from "./_sample_pages_test.ts";
import { GO_ON_SCRIPT_HASH, renderLoggedOut } from "./mod.ts";

const NEXT = { href: "https://client.test/bye?state=a&b", clientName: "Photo Printer" };
const OUT = "https://client.test/out?iss=x&sid=y";

describe("renderLoggedOut()", () => {
  it("says in the window, in the heading and in a sentence what is over", () => {
    const html = renderLoggedOut(LOGGED_OUT);
    assert.equal(textOf(findOne(html, "h1")), "You are logged out");
    assert.equal(textOf(findOne(html, "title")), "You are logged out · Touchstone");
    assert.include(mainText(html), "The session of this browser has ended.");
  });

  it("leads to the log-in page when nobody waits", () => {
    const link = findOne(renderLoggedOut(LOGGED_OUT), "a", { class: "button" });
    assert.equal(link.attributes.get("href"), "/tenant/login");
    assert.equal(textOf(link), "Log in again");
  });

  it("leads back to the application that waits, and names it", () => {
    const link = findOne(renderLoggedOut({ ...LOGGED_OUT, next: NEXT }), "a", { class: "button" });
    assert.equal(link.attributes.get("href"), NEXT.href);
    assert.equal(textOf(link), "Go back to Photo Printer");
  });

  for (const [what, href, expected] of [
    ["an application on the person's machine", "com.example.app:/bye", "com.example.app:/bye"],
    ["no script", "javascript:alert(1)", undefined],
  ] as const) {
    it(`leads to ${what}`, () => {
      const html = renderLoggedOut({ ...LOGGED_OUT, next: { ...NEXT, href } });
      assert.equal(findOne(html, "a", { class: "button" }).attributes.get("href"), expected);
    });
  }

  it("loads each address out of sight, with a title for those who hear the page", () => {
    const frames = findAll(renderLoggedOut({ ...LOGGED_OUT, frames: [OUT, "https://b.test/"] }), "iframe");
    assert.deepEqual(
      frames.map(({ attributes }) => [attributes.get("src"), attributes.has("hidden"), attributes.has("title")]),
      [
        [OUT, true, true],
        ["https://b.test/", true, true],
      ],
    );
  });

  it("loads no script and nothing of its own host in a frame", () => {
    const [frame] = findAll(renderLoggedOut({ ...LOGGED_OUT, frames: ["javascript:alert(1)"] }), "iframe");
    assert.isFalse(frame?.attributes.has("src"));
  });

  it("has no frame when nobody is to be told", () =>
    assert.lengthOf(findAll(renderLoggedOut(LOGGED_OUT), "iframe"), 0));

  it("keeps pages in frames from leading the window elsewhere", () => {
    const [frame] = findAll(renderLoggedOut({ ...LOGGED_OUT, frames: [OUT] }), "iframe");
    assert.equal(frame?.attributes.get("sandbox"), "allow-scripts allow-same-origin allow-forms");
  });

  for (const [what, model] of [
    ["nothing is loaded", { next: NEXT }],
    ["nobody waits", { frames: [OUT] }],
    ["the address of who waits is none", { frames: [OUT], next: { ...NEXT, href: "javascript:alert(1)" } }],
  ] as const) {
    it(`has no script where ${what}`, () => assert.isUndefined(scriptOf(renderLoggedOut({ ...LOGGED_OUT, ...model }))));
  }
});

function scriptOf(html: string): string | undefined {
  return /<script>([\s\S]*?)<\/script>/.exec(html)?.[1];
}

describe("the script of renderLoggedOut()", () => {
  /** Runs it as a browser would; time and loading are told by hand. */
  function opened() {
    const script = scriptOf(renderLoggedOut({ ...LOGGED_OUT, frames: [OUT], next: NEXT })) ?? "";
    const went: string[] = [];
    const waiting = new Map<number, () => void>();
    const heard = new Map<string, () => void>();
    runInNewContext(script, {
      document: { getElementById: (id: string) => (id === "next" ? NEXT : null) },
      location: { replace: (address: string) => void went.push(address) },
      setTimeout(late: () => void, after: number) {
        waiting.set(after, late);
        return after;
      },
      clearTimeout: (after: number) => void waiting.delete(after),
      addEventListener: (type: string, listener: () => void) => void heard.set(type, listener),
    });
    return { script, went, waiting, loaded: () => heard.get("load")?.() };
  }

  it("is the one that the policy lets run", () => {
    assert.equal(GO_ON_SCRIPT_HASH, `sha256-${createHash("sha256").update(opened().script).digest("base64")}`);
  });

  it("goes on once, as soon as everything is loaded", () => {
    const { went, waiting, loaded } = opened();
    assert.isEmpty(went);
    loaded();
    assert.deepEqual(went, [NEXT.href]);
    assert.equal(waiting.size, 0);
  });

  it("goes on after three seconds though a frame is never loaded", () => {
    const { went, waiting } = opened();
    waiting.get(3_000)?.();
    assert.deepEqual(went, [NEXT.href]);
  });
});
