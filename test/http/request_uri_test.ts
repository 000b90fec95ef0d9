import { assert } from "chai";
import { createHash } from "node:crypto";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { FetchRefused, type FetchRefusal, type SafeFetch, type SafeFetchOptions } from "../../src/platform/mod.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import { CALLBACK } from "../support/cast.ts";
import { withMembers } from "../support/client_jwt.ts";
import { assertErrorSent, locationOf } from "../support/replies.ts";
import { objectScene, type ObjectScene, type ObjectSceneOptions } from "../support/request_objects.ts";

const URI = "https://client.test/object.jwt";

/** A client whose objects lie elsewhere, and what was fetched. */
interface RemoteScene extends ObjectScene {
  readonly fetched: readonly (readonly [url: string, options: SafeFetchOptions | undefined])[];
  /** Puts an answer where the request_uri leads. */
  put(text: string, status?: number): void;
  /** Asks with a request_uri. */
  refer(uri?: string): Promise<Reply>;
}

async function remoteScene(options: ObjectSceneOptions = {}, fetch?: SafeFetch): Promise<RemoteScene> {
  const fetched: [string, SafeFetchOptions | undefined][] = [];
  let lies = { status: 404, text: "" };
  const scene = await objectScene({
    members: { request_uris: [URI] },
    ...options,
    async fetch(url, asked) {
      fetched.push([url, asked]);
      return fetch?.(url, asked) ?? { ...lies, headers: new Headers() };
    },
  });
  return {
    ...scene,
    fetched,
    put(text, status = 200) {
      lies = { status, text };
    },
    refer(uri = URI) {
      const beside = { response_type: "code", redirect_uri: CALLBACK, state: "beside" };
      return scene.ask({ client_id: scene.app.clientId, request_uri: uri, ...beside });
    },
  };
}

function assertCode(reply: Reply): void {
  assert.isTrue(locationOf(reply).searchParams.has("code"), locationOf(reply).href);
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}

describe("a request_uri at /authorize", () => {
  rule(
    ["RFC9101-5.2.3-1", "OIDC-6.2.3-1", "RFC9101-5.2-2"],
    "leads to a request object, which is fetched by GET",
    async () => {
      const on = await remoteScene();
      on.put(await on.make());
      assertCode(await on.refer());
      const [[url, options] = []] = on.fetched;
      assert.equal(url, URI);
      assert.isUndefined(options?.method);
      assert.match(options?.headers?.["accept"] ?? "", /^application\/oauth-authz-req\+jwt/);
    },
  );

  it("may end in a line break, as files do", async () => {
    const on = await remoteScene();
    on.put(`${await on.make()}\n`);
    assertCode(await on.refer());
  });

  rule("RFC9101-10.4.1-1", "is fetched once, whatever the person does afterwards", async () => {
    const on = await remoteScene({ client: { skipAuthorization: false } });
    on.put(await on.make({ scope: "read" }));
    const sent = await on.refer();
    on.put("gone", 404);
    await on.browser.follow(sent);
    const page = await on.browser.follow(sent);
    assertCode(await on.browser.submit(page, { action: "allow" }));
    assert.lengthOf(on.fetched, 1);
  });

  rule("OIDC-6.2.3-1", "is fetched anew for each request, so that nothing old is used", async () => {
    const on = await remoteScene();
    on.put(await on.make());
    assertCode(await on.refer());
    on.put(await on.make({ scope: "nonsense" }));
    assertErrorSent(await on.refer(), { error: "invalid_scope" });
    assert.lengthOf(on.fetched, 2);
  });

  for (const uri of [
    "https://client.test/other.jwt",
    "https://client.test/object.jwt?a",
    "https://client.test:443/object.jwt",
    "https://CLIENT.test/object.jwt",
    "https://client.test/./object.jwt",
    "http://client.test/object.jwt",
    "https://127.0.0.1/",
    "http://169.254.169.254/latest/meta-data/",
    "file:///etc/passwd",
    "data:,x",
    "urn:example:request:x",
    "nonsense",
    "#",
    "__proto__",
  ]) {
    rule(
      ["RFC9101-10.4.1-1", "RFC9101-7-1"],
      `is not fetched where the client did not register it: ${uri}`,
      async () => {
        const on = await remoteScene();
        const parameters = assertErrorSent(await on.refer(uri), { error: "invalid_request_uri", says: "register" });
        assert.equal(parameters.get("state"), "beside");
        assert.isEmpty(on.fetched);
      },
    );
  }

  for (const members of [
    {},
    { request_uris: [] },
    { request_uris: "https://client.test/object.jwt" },
    { request_uris: [5] },
  ]) {
    rule("RFC9101-10.4.1-1", `is not fetched of a client with ${JSON.stringify(members)}`, async () => {
      const on = await remoteScene({ members });
      assertErrorSent(await on.refer(), { error: "invalid_request_uri" });
      assert.isEmpty(on.fetched);
    });
  }

  for (const reason of [
    "address",
    "name",
    "connection",
    "timeout",
    "redirect",
    "too_large",
    "malformed",
    "encoded",
  ] satisfies FetchRefusal[]) {
    rule(
      "RFC9101-10.4.1-1",
      `says no more than that it cannot be fetched when it is refused for its ${reason}`,
      async () => {
        const on = await remoteScene({}, async () => {
          throw new FetchRefused(reason, "Cannot fetch 10.1.2.3");
        });
        const parameters = assertErrorSent(await on.refer(), { error: "invalid_request_uri" });
        const says = "Cannot read the request object at its request_uri as it cannot be fetched";
        assert.equal(parameters.get("error_description"), says);
      },
    );
  }

  rule("RFC9101-10.4.1-1", "is given up when it is slow or large", async () => {
    const on = await remoteScene();
    await on.refer();
    const [[, options] = []] = on.fetched;
    assert.isAtMost(options?.timeoutMs ?? Infinity, 5_000);
    assert.isAtMost(options?.maxBytes ?? Infinity, 65_536);
  });

  for (const status of [201, 204, 400, 404, 500]) {
    rule("RFC9101-5.2-2", `is refused with the status ${status}`, async () => {
      const on = await remoteScene();
      on.put(await on.make(), status);
      assertErrorSent(await on.refer(), { error: "invalid_request_uri" });
    });
  }

  for (const text of ["", "<html></html>", "a.b.c", "{}"]) {
    rule("RFC9101-5.2-2", `is refused where no request object lies: ${text}`, async () => {
      const on = await remoteScene();
      on.put(text);
      const parameters = assertErrorSent(await on.refer(), { error: "invalid_request_object" });
      assert.equal(parameters.get("state"), "beside");
    });
  }

  rule("RFC9101-6.2-3", "leads to an object that is verified as any is", async () => {
    const on = await remoteScene();
    on.put(await on.make({ iss: "another" }));
    assertErrorSent(await on.refer(), { error: "invalid_request_object" });
  });

  it("leads to no second one", async () => {
    const on = await remoteScene();
    on.put(await on.make({ request_uri: `${URI}2` }));
    assertErrorSent(await on.refer(), { error: "invalid_request_object" });
    assert.lengthOf(on.fetched, 1);
  });

  it("is a mistake of ours when the fetch breaks in another way", async () => {
    const on = await remoteScene({}, async () => {
      throw new TypeError("a mistake");
    });
    assert.equal((await on.refer()).status, 500);
  });
});

describe("the fragment of a request_uri", () => {
  const NONE = { request_object_signing_alg: "none" };
  const wrong = sha256("something else");

  for (const [name, registered, asked, isTaken] of [
    ["the hash is asked for and right", [""], "right", true],
    ["the hash is registered and asked for and right", ["right"], "right", true],
    ["the hash is registered and right", ["right"], "", true],
    ["one of several that are registered is right", ["wrong", "right"], "", true],
    ["there is none", [""], "", true],
    ["the hash is asked for and wrong", [""], "wrong", false],
    ["the hash is registered and wrong", ["wrong"], "", false],
    ["the hash is registered and wrong, and asked for and right", ["wrong"], "right", false],
    ["the hash is registered and right, and asked for and wrong", ["right"], "wrong", false],
    ["it is no hash", [""], "part-2", false],
  ] as const) {
    rule(
      ["OIDC-6.2-2", "RFC9101-10.4.2-1"],
      `${isTaken ? "takes" : "refuses"} an object that nobody signed where ${name}`,
      async () => {
        const on = await remoteScene({ members: NONE });
        const object = on.unsigned();
        const fragments: Readonly<Record<string, string>> = {
          right: `#${sha256(object)}`,
          wrong: `#${wrong}`,
          "part-2": "#part-2",
        };
        const uris = registered.map((each) => `${URI}${fragments[each] ?? ""}`);
        await withMembers(on.under.issuer, on.app, { request_uris: uris });
        on.put(object);
        const reply = await on.refer(`${URI}${fragments[asked] ?? ""}`);
        if (isTaken) assertCode(reply);
        else assertErrorSent(reply, { error: "invalid_request_uri", says: "hash" });
        assert.equal(on.fetched[0]?.[0], URI);
      },
    );
  }

  beyond("OIDC-6.2-2", "does not bind an object whose signature vouches for it", async () => {
    const on = await remoteScene({ members: { request_uris: [`${URI}#${wrong}`] } });
    on.put(await on.make());
    for (const uri of [URI, `${URI}#${wrong}`, `${URI}#new`]) assertCode(await on.refer(uri));
  });
});
