import { assert } from "chai";
import { describe, it } from "mocha";
import { client, PASSWORD, person } from "../support/cast.ts";
import { type HttpServer, httpServer } from "../support/http_server.ts";
import { authorizeUrl } from "../support/journey.ts";
import { visitor } from "../support/visitor.ts";

/** Attributes of the cookies that a first visit and a sign-in set, by the name of the cookie. */
async function cookiesOfSignIn(server: HttpServer): Promise<Readonly<Record<string, readonly string[]>>> {
  const [application, owner] = [await client(server.issuer), await person(server.issuer)];
  const browser = visitor(server.origin);
  const begun = await browser.fetch(authorizeUrl(server.origin, application));
  const page = await browser.go(begun.headers.get("location") ?? "");
  const [form] = page.forms;
  const filled = { ...Object.fromEntries(form?.fields ?? []), username: owner.username, password: PASSWORD };
  const body = new URLSearchParams(filled);
  const sent = await browser.fetch(new URL(form?.action ?? "", page.url), { method: "POST", body });
  assert.equal(sent.status, 303);
  const lines = [begun, sent].flatMap(({ headers }) => headers.getSetCookie());
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf("=")), line.split("; ").slice(1)]));
}

describe("cookies", () => {
  for (const [url, expected, readable] of [
    ["https://issuer.test", ["Path=/", "HttpOnly", "SameSite=Lax", "Secure"], ["Path=/", "SameSite=None", "Secure"]],
    ["http://localhost:8000", ["Path=/", "HttpOnly", "SameSite=Lax"], ["Path=/", "SameSite=Lax"]],
  ] as const) {
    const prefix = url.startsWith("https:") ? "__Host-" : "";

    it(`of ${url} are called ${prefix}sid and ${prefix}b, and are ${expected.join(", ")}; scripts read ${prefix}bs alone`, async () => {
      const server = await httpServer({ url });
      try {
        assert.deepEqual(await cookiesOfSignIn(server), {
          [`${prefix}b`]: expected,
          [`${prefix}sid`]: expected,
          [`${prefix}bs`]: readable,
        });
      } finally {
        await server.stop();
      }
    });
  }

  it("of another name mean nothing to an issuer with https, so that no page of plain http can plant one", async () => {
    const server = await httpServer();
    try {
      const { id } = await server.issuer.sessions.start(await person(server.issuer));
      const statusWith = async (cookie: string) =>
        (await fetch(`${server.origin}/account`, { headers: { cookie }, redirect: "manual" })).status;
      assert.deepEqual([await statusWith(`sid=${id}`), await statusWith(`__Host-sid=${id}`)], [303, 200]);
    } finally {
      await server.stop();
    }
  });
});
