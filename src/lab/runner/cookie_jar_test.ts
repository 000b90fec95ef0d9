import { assert } from "chai";
import { type CookieJar, cookieJar } from "./cookie_jar.ts";

const NOW = Date.UTC(2030, 0, 1);
const AT = new URL("http://127.0.0.1:8000/lab/i/abc/authorize");

function jarWith(...lines: readonly string[]): CookieJar {
  const jar = cookieJar(NOW);
  jar.take(AT, lines);
  return jar;
}

describe("cookieJar()", () => {
  it("sends nothing before it has something", () => assert.equal(cookieJar(NOW).headerFor(AT), ""));

  it("gives back what it took, with all that is in a value", () => {
    const jar = jarWith("a=1; Path=/", "b==x=; Path=/; HttpOnly; SameSite=Lax");
    assert.equal(jar.headerFor(AT), "a=1; b==x=");
  });

  it("puts a later value in the place of an earlier one", () => {
    const jar = jarWith("a=1; Path=/");
    jar.take(AT, ["a=2; Path=/"]);
    assert.equal(jar.headerFor(AT), "a=2");
  });

  for (const [what, line] of [
    ["Max-Age=0", "a=; Path=/; Max-Age=0"],
    ["a negative Max-Age", "a=; Path=/; max-age=-1"],
    ["a moment that is over", "a=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT"],
  ] as const) {
    it(`drops a cookie that is taken away with ${what}`, () => {
      const jar = jarWith("a=1; Path=/");
      jar.take(AT, [line]);
      assert.equal(jar.headerFor(AT), "");
    });
  }

  it("keeps one that expires later, and lets Max-Age win over Expires", () => {
    const jar = jarWith("a=1; Path=/; Expires=Thu, 01 Jan 2032 00:00:00 GMT");
    jar.take(AT, ["b=2; Path=/; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT"]);
    assert.equal(jar.headerFor(AT), "a=1; b=2");
  });

  it("leaves alone what is no cookie", () => assert.equal(jarWith("nonsense", "=1", "").headerFor(AT), ""));

  for (const [path, cookiePath, sent] of [
    ["/lab/i/abc/token", "/lab/i/abc", true],
    ["/lab/i/abc", "/lab/i/abc", true],
    ["/lab/i/abcd", "/lab/i/abc", false],
    ["/lab/i/other", "/lab/i/abc", false],
    ["/", "/", true],
    ["/x", "/", true],
  ] as const) {
    it(`${sent ? "sends" : "does not send"} a cookie of ${cookiePath} to ${path}`, () => {
      const jar = jarWith(`a=1; Path=${cookiePath}`);
      assert.equal(jar.headerFor(new URL(path, AT)), sent ? "a=1" : "");
    });
  }

  it("takes the folder of the page where no path is given", () => {
    const jar = jarWith("a=1");
    assert.equal(jar.headerFor(new URL("/lab/i/abc/other", AT)), "a=1");
    assert.equal(jar.headerFor(new URL("/lab/i", AT)), "");
  });

  it("sends the cookie of the longest path first", () => {
    const jar = jarWith("a=1; Path=/", "a=2; Path=/lab");
    assert.equal(jar.headerFor(AT), "a=2; a=1");
  });

  it("parts hosts, and not ports, as browsers do", () => {
    const jar = jarWith("a=1; Path=/");
    assert.equal(jar.headerFor(new URL("http://127.0.0.1:9999/")), "a=1");
    assert.equal(jar.headerFor(new URL("http://localhost:8000/")), "");
  });
});
