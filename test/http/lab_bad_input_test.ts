import { assert } from "chai";
import { labServer, type LabServer, type MadeIssuer } from "../support/lab_server.ts";

/** A body, the status that it gets, and what the answer has to say of it. */
type Row = readonly [name: string, json: unknown, says: RegExp, status?: number];

const LIST_OF_100 = Array.from({ length: 101 }, (_, index) => ({ username: `user${index}` }));

const NEW_ISSUERS: readonly Row[] = [
  ["a list", "[]", /one JSON object/],
  ["no JSON", "{", /one JSON object/],
  ["a member twice", '{"users":[],"users":[]}', /one JSON object/],
  ["a member twice, deeper", '{"clock":{"at":1,"at":2}}', /one JSON object/],
  ["another member", { user: [] }, /user: there is none of that name, but users/],
  ["a text with NUL", { users: [{ username: "a\0b" }] }, /NUL/],
  ["users that are no list", { users: {} }, /users: give a list/],
  ["a user that is no object", { users: ["alice"] }, /users\[0\]: give an object/],
  ["a user without a name", { users: [{}] }, /users\[0\]\.username/],
  ["a user name of another kind", { users: [{ username: 1 }] }, /users\[0\]\.username: give a text/],
  ["a user name with a space", { users: [{ username: "a b" }] }, /users\[0\].*username/],
  ["a short password", { users: [{ username: "a", password: "short" }] }, /users\[0\].*password/],
  ["an address that is none", { users: [{ username: "a", email: "a" }] }, /users\[0\].*email/],
  ["a sub with a space", { users: [{ username: "a", sub: "a b" }] }, /users\[0\].*sub/],
  ["an empty sub", { users: [{ username: "a", sub: "" }] }, /users\[0\].*sub/],
  ["claims that are no object", { users: [{ username: "a", claims: 1 }] }, /users\[0\]\.claims/],
  ["a claim of the protocol", { users: [{ username: "a", claims: { iss: "x" } }] }, /users\[0\].*claims/],
  ["staff", { users: [{ username: "a", is_staff: true }] }, /is_staff/],
  ["two users of one name", { users: [{ username: "a" }, { username: "A" }] }, /users\[1\].*username/],
  [
    "two users of one sub",
    {
      users: [
        { username: "a", sub: "1" },
        { username: "b", sub: "1" },
      ],
    },
    /users\[1\].*sub/,
  ],
  ["too many users", { users: LIST_OF_100 }, /users: give at most 100/],
  ["clients that are no list", { clients: "web" }, /clients: give a list/],
  ["a client that is no object", { clients: [null] }, /clients\[0\]: give an object/],
  ["a client without a redirect URI", { clients: [{}] }, /clients\[0\].*redirect_uris/],
  [
    "redirect URIs of another kind",
    { clients: [{ redirect_uris: "https://a.example" }] },
    /redirect_uris: give a list/,
  ],
  ["a redirect URI that is none", { clients: [{ redirect_uris: ["a"] }] }, /clients\[0\].*redirect_uris: No\. 1/],
  ["a redirect URI with a fragment", { clients: [{ redirect_uris: ["https://a.example/#x"] }] }, /redirect_uris/],
  ["an unknown grant", { clients: [{ grant_types: ["magic"] }] }, /clients\[0\].*grant_types/],
  ["an unknown method", { clients: [{ ...job(), token_endpoint_auth_method: "magic" }] }, /token_endpoint_auth_method/],
  ["a public client for itself", { clients: [{ ...job(), token_endpoint_auth_method: "none" }] }, /grant_types/],
  ["an unknown scope", { clients: [{ ...job(), scope: "magic" }] }, /scope/],
  ["a client id with a colon", { clients: [{ ...job(), client_id: "a:b" }] }, /client_id/],
  ["a short secret", { clients: [{ ...job(), client_secret: "short" }] }, /client_secret/],
  ["a secret of another kind", { clients: [{ ...job(), client_secret: 12_345_678 }] }, /client_secret: give a text/],
  ["keys as a text", { clients: [{ ...job(), jwks: "-----BEGIN" }] }, /jwks: give an object/],
  ["an algorithm that is none", { clients: [{ ...job(), id_token_signed_response_alg: "XX" }] }, /id_token_signed/],
  ["a lifetime of another kind", { clients: [{ ...job(), access_token_lifetime: "1" }] }, /access_token_lifetime/],
  ["a flag of another kind", { clients: [{ ...job(), skip_authorization: "yes" }] }, /skip_authorization/],
  ["two clients of one id", { clients: [named("a"), named("a")] }, /clients\[1\].*client_id/],
  ["faults that are no list", { faults: "x" }, /faults: give a list/],
  ["a fault that nobody knows", { faults: ["nobody_knows"] }, /faults\[0\]\.fault: there is no fault 'nobody_knows'/],
  ["a number as a fault", { faults: [1] }, /faults\[0\]: give a name or an object/],
  ["settings that are no object", { settings: [] }, /settings: give an object/],
  ["an unknown setting", { settings: { MAGIC: "on" } }, /settings: 'MAGIC' is none of/],
  ["a setting of the installation", { settings: { DATABASE_URL: "postgres://x" } }, /'DATABASE_URL' is none of/],
  ["a lab within the lab", { settings: { LAB: "on" } }, /'LAB' is none of/],
  ["a setting with a wrong value", { settings: { PKCE_REQUIRED: "maybe" } }, /settings: PKCE_REQUIRED/],
  ["settings that clash", { settings: { DEFAULT_SCOPES: "magic" } }, /settings: DEFAULT_SCOPES/],
  ["keys that are no list", { keys: "RS256" }, /keys: give a list/],
  ["no keys", { keys: [] }, /keys: give at least one/],
  ["a key that is no text", { keys: [1] }, /keys\[0\]: give a text/],
  ["an unknown algorithm", { keys: ["XX"] }, /settings: SIGNING_ALGS/],
  ["a clock that is no object", { clock: 5 }, /clock: give an object/],
  ["a clock that says nothing", { clock: {} }, /clock: give one of/],
  ["a clock that says two things", { clock: { at: 1, offset_seconds: 1 } }, /clock: give one of/],
  ["a life of another kind", { lifetime_seconds: "60" }, /lifetime_seconds: give a whole number/],
  ["a life of nothing", { lifetime_seconds: 0 }, /lifetime_seconds/],
  ["a life that is too short", { lifetime_seconds: 4 }, /lifetime_seconds: give whole seconds from 5/],
  ["half a second", { lifetime_seconds: 5.5 }, /lifetime_seconds/],
  ["a life that is too long", { lifetime_seconds: 3_601 }, /3600/],
  ["a megabyte", { settings: { REALM: "x".repeat(1_000_000) } }, /more than 65536 bytes/, 413],
  ["ten thousand faults", { faults: Array.from({ length: 10_000 }, () => "x") }, /at most 50/],
  ["what is nested too deep", { users: [[[[[[[[[[[[]]]]]]]]]]]] }, /nested/],
];

function job() {
  return { grant_types: ["client_credentials"] };
}

function named(client_id: string) {
  return { ...job(), client_id };
}

const YEARS = 315_360_001;

const CHANGES: Readonly<Record<string, readonly Row[]>> = {
  faults: [
    ["nothing", {}, /faults: give a list/],
    ["null", { faults: null }, /faults: give a list/],
    ["a fault that nobody knows", { faults: [{ fault: "x" }] }, /faults\[0\]\.fault/],
    ["a fault without a name", { faults: [{ nth: 1 }] }, /faults\[0\]\.fault: give the name/],
    ["another member", { faults: [], times: 1 }, /times: there is none of that name/],
    ["fifty-one faults", { faults: Array.from({ length: 51 }, () => "x") }, /at most 50/],
  ],
  clock: [
    ["nothing", {}, /give one of/],
    ["two things", { offset_seconds: 1, advance_seconds: 1 }, /give one of/],
    ["part of a second", { offset_seconds: 0.5 }, /offset_seconds: give a whole number/],
    ["a text", { advance_seconds: "1" }, /advance_seconds: give a whole number/],
    ["years ahead", { offset_seconds: YEARS }, /offset_seconds: give a whole number/],
    ["years back", { advance_seconds: -YEARS }, /advance_seconds: give a whole number/],
    ["a moment far away", { at: "2099-01-01T00:00:00Z" }, /at: give a moment within ten years/],
    ["a moment that is none", { at: "tomorrow" }, /at: give a moment like/],
    ["a moment that no calendar has", { at: "2030-13-45T00:00:00Z" }, /at: give a moment like/],
    ["a moment before 1970", { at: -1 }, /at: give a whole number/],
    ["another member", { at: 1, zone: "UTC" }, /zone: there is none/],
  ],
  users: [
    ["nothing", {}, /username/],
    ["somebody who is there", { username: "alice" }, /username: this issuer has one/],
    ["somebody who is there in capitals", { username: "ALICE" }, /username: this issuer has one/],
    ["another member", { username: "x", groups: [] }, /groups: there is none/],
  ],
  clients: [
    ["nothing", {}, /redirect_uris/],
    ["a client that is there", { ...job(), client_id: "public" }, /client_id: this issuer has one/],
    ["a list", "[]", /one JSON object/],
  ],
};

describe("bad input to the lab", () => {
  let server: LabServer;
  let made: MadeIssuer;
  before(async () => {
    server = await labServer();
    made = await server.make();
  });
  after(() => server.close());

  function assertRefused(
    { status, body }: Awaited<ReturnType<LabServer["ask"]>>,
    { says, expected = 400 }: { readonly says: RegExp; readonly expected?: number | undefined },
  ) {
    assert.equal(status, expected, JSON.stringify(body));
    assert.match(body.error_description, says);
    assert.notEqual(body.error, "server_error");
  }

  for (const [name, json, says, status] of NEW_ISSUERS) {
    it(`is refused in a new issuer: ${name}`, async () => {
      assertRefused(await server.ask("POST", "/lab/api/issuers", { json }), { says, expected: status });
    });
  }

  for (const [address, rows] of Object.entries(CHANGES)) {
    for (const [name, json, says, status] of rows) {
      it(`is refused by ${address}: ${name}`, async () => {
        const method = address === "users" || address === "clients" ? "POST" : "PUT";
        assertRefused(await server.of(made, method, address, json), { says, expected: status });
      });
    }
  }

  it("leaves nothing of an issuer that was refused half-way", async () => {
    const own = await labServer({ settings: { LAB_ISSUERS: 1 } });
    try {
      for (let count = 0; count < 3; count += 1)
        await own.ask("POST", "/lab/api/issuers", { json: { clients: [named("a"), named("a")] } });
      await own.make();
    } finally {
      await own.close();
    }
  });

  it("leaves the clock where ten years would be passed by advances", async () => {
    const other = await server.make();
    assert.equal((await server.of(other, "PUT", "clock", { advance_seconds: 315_360_000 })).status, 200);
    assertRefused(await server.of(other, "PUT", "clock", { advance_seconds: 1 }), { says: /ten years/ });
    assert.equal((await server.of(other, "GET")).body.clock.offset_seconds, 315_360_000);
  });

  it("is refused as a form, and as anything but JSON", async () => {
    for (const type of ["application/x-www-form-urlencoded", "text/plain"]) {
      const response = await fetch(`${server.base}/lab/api/issuers`, {
        method: "POST",
        headers: { "content-type": type },
        body: "{}",
      });
      assert.equal(response.status, 400, type);
    }
  });

  it("has no more than a hundred people and clients added", async () => {
    const users = Array.from({ length: 100 }, (_, index) => ({ username: `u${index}` }));
    const full = await server.make({ users, clients: Array.from({ length: 100 }, (_, index) => named(`c${index}`)) });
    assertRefused(await server.of(full, "POST", "users", { username: "one-more" }), { says: /at most 100/ });
    assertRefused(await server.of(full, "POST", "clients", job()), { says: /at most 100/ });
  });

  for (const [method, path] of [
    ["GET", "/lab/api/issuers"],
    ["PATCH", "/lab/api/faults"],
    ["DELETE", "/lab/api/plans"],
  ] as const) {
    it(`is ${method} ${path}, which answers 405 with what it takes`, async () => {
      const { status, headers } = await server.ask(method, path);
      assert.equal(status, 405);
      assert.isNotEmpty(headers.get("allow"));
    });
  }

  for (const path of ["/lab/api/plans/nobody/difference/spa", "/lab/api/plans/spa/difference/nobody"]) {
    it(`is a plan that is not there: ${path}`, async () => {
      assertRefused(await server.ask("GET", path), { says: /the plan 'nobody'/, expected: 404 });
    });
  }
});
