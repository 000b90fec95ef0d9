import { assert } from "chai";
import { rule } from "../../../conformance/support/rule.ts";
import { pairFor, pairOf, refresh, scene, type Scene } from "../../../test/http/tokens.ts";
import { ask } from "../../../test/http/tokens.ts";
import { client } from "../../../test/support/cast.ts";
import { faultyStores, type FaultyStores } from "../../../test/support/faulty_stores.ts";
import { assertError, bodyOf, textIn } from "../../../test/support/replies.ts";
import { refusalOf } from "../../../test/support/refusals.ts";
import { parseToken } from "../../protocol/mod.ts";
import { resourceIndicators } from "./mod.ts";

const BOOKS = "https://api.test/books";
const SONGS = "https://api.test/songs";

async function audience(on: Scene, token: string, as = on.app): Promise<unknown> {
  return bodyOf(await on.post("/introspect", { as, form: { token } }))["aud"];
}

describe("resourceIndicators()", () => {
  const { name, spec, endpoints = [], hooks = {}, clientMetadata = [] } = resourceIndicators({ resources: new Map() });

  it("is a parameter and no endpoint", () => {
    assert.deepEqual([name, spec, endpoints.length], ["resource_indicators", "RFC 8707", 0]);
  });

  it("leaves a token that is bound to none as it was, at once", () => {
    const record = { client: 1, scope: ["read"], issuedAt: 0, expiresAt: 60 };
    const context = { bindings: {}, sender: undefined } as never;
    assert.strictEqual(hooks.accessToken?.(record, context), record);
  });

  it("leaves requests without a resource as they were", () => {
    const scope = ["read"];
    const request = { params: { has: () => false } } as never;
    assert.strictEqual(hooks.permissions?.(scope, request), scope);
    assert.strictEqual(hooks.remembered?.(scope, request), scope);
    assert.equal(hooks.permissionSentence?.("See", { name: "read", exchange: {} as never }), "See");
  });

  for (const [value, says] of [
    ["urn:a", "is not a list"],
    [["/a"], "it is not an absolute URI"],
    [["urn:a#b"], "it has a fragment"],
    [[7], "not a text"],
  ] as const) {
    it(`lets no client register ${JSON.stringify(value)} as what it may ask for`, async () => {
      const [field] = clientMetadata;
      const { code, description } = await refusalOf(() => field?.parse(value, {} as never));
      assert.equal(code, "invalid_client_metadata");
      assert.include(description, says);
    });
  }

  it("lets a client register resources", () => {
    assert.deepEqual(clientMetadata[0]?.parse([BOOKS, "urn:a", BOOKS], {} as never), [BOOKS, "urn:a"]);
  });
});

describe("a token for resources", () => {
  rule(
    ["RFC8707-2-7", "RFC9728-7.4-1"],
    "says to introspection where it may be used: one as a text, several as a list",
    async () => {
      const on = await scene();
      for (const [resource, aud] of [
        [BOOKS, BOOKS],
        [
          [BOOKS, SONGS],
          [BOOKS, SONGS],
        ],
        [[], undefined],
      ] as const) {
        const reply = await ask(on, on.app, { grant_type: "client_credentials", resource });
        assert.deepEqual(await audience(on, textIn(reply, "access_token")), aud);
      }
    },
  );

  it("costs not one call to a store more than any", async () => {
    let faults: FaultyStores | undefined;
    const on = await scene({ stores: (real) => (faults = faultyStores(real)).stores });
    const calls: (readonly string[])[] = [];
    for (const resource of [undefined, BOOKS]) {
      await ask(on, on.app, { grant_type: "client_credentials" });
      faults!.arm();
      await ask(on, on.app, { grant_type: "client_credentials", resource });
      calls.push([...faults!.calls]);
    }
    assert.deepEqual(calls[1], calls[0]);
  });

  it("says nothing of resources to whoever asks about a dead one", async () => {
    const on = await scene();
    const { access } = await pairFor(on, { resource: BOOKS });
    on.clock.advance(601);
    assert.deepEqual(bodyOf(await on.post("/introspect", { as: on.app, form: { token: access } })), { active: false });
  });

  it("has its resources in the record and not in its text", async () => {
    const on = await scene();
    const { access } = await pairFor(on, { resource: BOOKS });
    assert.isDefined(parseToken(access, "at"));
    assert.isBelow(access.length, 80);
  });
});

describe("a grant for resources", () => {
  rule("RFC8707-2.2-3", "stays whole, whatever part of it a token is for", async () => {
    const on = await scene();
    let { access, refresh: token } = await pairFor(on, { resource: [BOOKS, SONGS] });
    assert.deepEqual(await audience(on, access), [BOOKS, SONGS]);
    for (const [resource, aud] of [
      [BOOKS, BOOKS],
      [undefined, [BOOKS, SONGS]],
      [SONGS, SONGS],
    ] as const) {
      ({ access, refresh: token } = pairOf(await refresh(on, on.app, { refresh_token: token, resource })));
      assert.deepEqual(await audience(on, access), aud);
    }
  });

  rule("RFC8707-2.2-4", "gives no token for anything else, and is not used up by the attempt", async () => {
    const on = await scene();
    const { refresh: token } = await pairFor(on, { resource: BOOKS });
    const refused = await refresh(on, on.app, { refresh_token: token, resource: SONGS });
    assertError(refused, { error: "invalid_target", status: 400, says: "not granted" });
    assert.equal((await refresh(on, on.app, { refresh_token: token })).status, 200);
  });
});

describe("a resource with resource servers of its own", () => {
  const servers = { RESOURCES: JSON.stringify({ [BOOKS]: { servers: ["the-books"] }, [SONGS]: {} }) };

  rule("RFC7662-4-3", "is told of to those alone; to others its tokens are not active", async () => {
    const on = await scene({ settings: servers });
    const books = await client(on.issuer, { clientId: "the-books" });
    const { access } = await pairFor(on, { resource: BOOKS });
    assert.equal(await audience(on, access, books), BOOKS);
    const other = await on.post("/introspect", { as: on.app, form: { token: access } });
    assert.deepEqual(bodyOf(other), { active: false });
  });

  it("is told of by a token of theirs as well, and by no other client's", async () => {
    const on = await scene({ settings: { ...servers, SCOPES: "read introspection", DEFAULT_SCOPES: "read" } });
    const books = await client(on.issuer, { clientId: "the-books" });
    const { access } = await pairFor(on, { resource: BOOKS });
    for (const [by, active] of [
      [books, true],
      [on.app, false],
    ] as const) {
      const grant = { grant_type: "client_credentials", scope: "introspection" };
      const bearer = textIn(await ask(on, by, grant), "access_token");
      assert.equal(bodyOf(await on.post("/introspect", { bearer, form: { token: access } }))["active"], active);
    }
  });

  it("hides no token that is for another resource as well", async () => {
    const on = await scene({ settings: servers });
    const { access } = await pairFor(on, { resource: [BOOKS, SONGS] });
    assert.deepEqual(await audience(on, access), [BOOKS, SONGS]);
  });
});
