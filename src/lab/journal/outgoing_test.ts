import { assert } from "chai";
import { labParts } from "../../../test/support/lab_issuer.ts";
import { FetchRefused, type SafeFetch, type SafeFetchOptions } from "../../platform/mod.ts";
import { recordOutgoing, type RecordOutgoingOptions } from "./outgoing.ts";

const URI = "https://client.test/out?tenant=a";

function logout(token = "hush"): SafeFetchOptions {
  return { method: "POST", body: new URLSearchParams({ logout_token: token }) };
}

function scene(fetch: SafeFetch, options: Partial<RecordOutgoingOptions> = {}) {
  const parts = labParts();
  const lost: unknown[] = [];
  const send = recordOutgoing(fetch, {
    live: parts.live,
    addressee: () => undefined,
    lost: (cause) => void lost.push(cause),
    ...options,
  });
  return { ...parts, send, lost };
}

function answering(status: number, text = "", headers: Readonly<Record<string, string>> = {}): SafeFetch {
  return async () => ({ status, text, headers: new Headers(headers) });
}

describe("recordOutgoing()", () => {
  it("writes a logout token down, with what the client answered", async () => {
    const headers = { "cache-control": "no-store", "content-type": "application/json", "x-own": "1" };
    const { send, journal } = scene(answering(400, '{"error":"invalid_request"}', headers));
    assert.equal((await send(URI, logout())).status, 400);
    const [entry] = journal();
    assert.deepInclude(entry, { place: "logout_token", method: "POST", url: "https://client.test/out", status: 400 });
    assert.deepEqual(entry?.query, [["tenant", "a"]]);
    assert.deepEqual(entry?.reply, { error: "invalid_request" });
    assert.deepEqual(entry?.reply_headers, { "cache-control": "no-store", "content-type": "application/json" });
  });

  it("does not write the token itself", async () => {
    const { send, journal } = scene(answering(200, "code=hush"));
    await send(URI, logout());
    assert.notInclude(JSON.stringify(journal()), "hush");
    assert.notProperty(scene(answering(200)).journal(), "reply");
  });

  it("says to whom it went, and which faults were at work", async () => {
    const addressee = (url: string) => (url === URI ? { clientId: "a client", faults: () => ["one"] } : undefined);
    const { send, journal } = scene(answering(200), { addressee });
    await send(URI, logout());
    await send("https://other.test/", logout());
    assert.deepInclude(journal()[0], { client_id: "a client", faults: ["one"] });
    assert.notProperty(journal()[1], "client_id");
    assert.deepEqual(journal()[1]?.faults, []);
  });

  for (const [name, thrown, says] of [
    ["does not answer", new FetchRefused("timeout", "Cannot fetch in time"), "Cannot fetch in time"],
    ["breaks us", new TypeError("hush"), "Cannot send it"],
  ] as const) {
    it(`says that a client ${name}, and throws what was thrown`, async () => {
      const { send, journal } = scene(() => Promise.reject(thrown));
      assert.equal(await send(URI, logout()).catch((error: unknown) => error), thrown);
      assert.deepInclude(journal()[0], { status: 0, dropped: true, reply: says });
    });
  }

  for (const [name, options] of [
    ["a question", {}],
    ["a GET with a body", { ...logout(), method: "GET" }],
    ["another form", { method: "POST", body: new URLSearchParams({ token: "x" }) }],
    ["a text", { method: "POST", body: "logout_token=x" }],
  ] as const) {
    it(`writes nothing down of ${name}`, async () => {
      const { send, journal } = scene(answering(200));
      await send(URI, options);
      assert.isEmpty(journal());
    });
  }

  it("answers also where nothing can be written down", async () => {
    const cause = new TypeError("away");
    const { live } = labParts();
    const { send, lost } = scene(answering(204), { live: { ...live, record: () => Promise.reject(cause) } });
    assert.equal((await send(URI, logout())).status, 204);
    assert.deepEqual(lost, [cause]);
  });
});
