import { assert } from "chai";
import { sign } from "node:crypto";
import type { Socket } from "node:net";
import { beyond, rule } from "../../conformance/support/rule.ts";
import { createSafeFetch } from "../../src/platform/mod.ts";
import { type Reply, signJwt } from "../../src/protocol/mod.ts";
import { CALLBACK, client } from "../support/cast.ts";
import { type Claims, LONG_SECRET, namedKey, rawJwt, signedBySecret, withSecrets } from "../support/client_jwt.ts";
import { type ForeignServer, foreignServer } from "../support/foreign_server.ts";
import { assertErrorSent, assertProblemPage, locationOf } from "../support/replies.ts";
import { objectScene, type ObjectScene, SECOND_CALLBACK } from "../support/request_objects.ts";
import { elsewhere } from "./elsewhere.ts";

/** What stands beside an object, so that a refusal has an address. */
const BESIDE = { response_type: "code", redirect_uri: CALLBACK, state: "beside" };

/** Fails unless an object was refused: to the address beside it, and to the person where there is none. */
async function assertRefused(on: ObjectScene, object: string): Promise<void> {
  const reply = await on.send(object, BESIDE);
  const error = locationOf(reply).searchParams.get("error");
  assert.include(["invalid_request_object", "request_not_supported"], error, locationOf(reply).href);
  const parameters = assertErrorSent(reply, { error: error as "invalid_request_object" });
  assert.isFalse(parameters.has("code"));
  assert.equal(parameters.get("state"), "beside");
  assert.notInclude(parameters.get("error_description") ?? "", object.slice(0, 20) || "no text at all");
  assertProblemPage(await on.send(object, { response_type: "code" }), { error: error as "invalid_request_object" });
}

/** A JWT whose header an attacker wrote, with a signature that holds. */
async function headedAndSigned(on: ObjectScene, header: Claims): Promise<string> {
  const { pair } = await namedKey("ES256", "e1");
  const signed = [{ alg: "ES256", kid: "e1", ...header }, on.claims()]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(signed), { key: pair.privateKey, dsaEncoding: "ieee-p1363" });
  return `${signed}.${signature.toString("base64url")}`;
}

type Attack = (on: ObjectScene) => string | Promise<string>;

/** What a request object alone can be wrong in; jwt_attacks.ts has what any JWT can. */
const ATTACKS: Readonly<Record<string, Attack>> = {
  "no JWT": () => "nonsense",
  "only dots": () => "..",
  "five parts of nothing": () => "....",
  "alg none": (on) => on.unsigned(),
  "alg none and a signature": async (on) => rawJwt({ alg: "none" }, on.claims(), (await on.make()).split(".")[2]),
  "the secret of a client that did not register that it signs by it": (on) => signedBySecret(on.claims(), LONG_SECRET),
  "a key of somebody else": async (on) => {
    const { pair } = await namedKey("ES256", "an attacker's");
    return signJwt(on.claims(), { alg: "ES256", kid: "e1", key: pair.privateKey });
  },
  "a kid that there is not": async (on) => on.make({}, { kid: "e2" }),
  "a million characters": () => "x".repeat(1_000_000),
  "a JWE for nobody": () => rawJwe({ alg: "RSA-OAEP-256", enc: "A128GCM" }),
  "a JWE with a key of its own": () => rawJwe({ alg: "dir", enc: "A128GCM" }),
  "a JWE from a password": () => rawJwe({ alg: "PBES2-HS256+A128KW", enc: "A128GCM", p2c: 1_000_000_000, p2s: "AAAA" }),
  "a JWE by RSA 1.5": () => rawJwe({ alg: "RSA1_5", enc: "A128CBC-HS256" }),
  "a JWE that is compressed": () => rawJwe({ alg: "ECDH-ES", enc: "A128GCM", zip: "DEF" }),
  "a JWE whose content was changed": async (on) => {
    const [header = "", key = "", iv = "", content = "", tag = ""] = (await on.encrypt(await on.make())).split(".");
    return [header, key, iv, `${content.startsWith("A") ? "B" : "A"}${content.slice(1)}`, tag].join(".");
  },
  "bare claims in a JWE, which anybody can make": async (on) => on.encrypt(on.claims()),
  "a JWT of alg none in a JWE": async (on) => on.encrypt(on.unsigned()),
  "a forged JWT in a JWE": async (on) => on.encrypt(`${(await on.make()).slice(0, -4)}AAAA`),
  "nonsense in a JWE": async (on) => on.encrypt("nonsense"),
  "nothing in a JWE": async (on) => on.encrypt(""),
};

function rawJwe(header: Claims): string {
  const part = Buffer.alloc(16, 7).toString("base64url");
  return [Buffer.from(JSON.stringify(header)).toString("base64url"), part, part, part, part].join(".");
}

/** Types of JWTs that were made for something else. */
const TYPES = [
  "at+jwt",
  "logout+jwt",
  "client-authentication+jwt",
  "secevent+jwt",
  "dpop+jwt",
  "jose",
  "application/at+jwt",
  "",
  "oauth-authz-req",
];

describe("an attack by a request object", () => {
  for (const [name, attack] of Object.entries(ATTACKS)) {
    rule(["RFC9101-6.2-2", "RFC9101-6.2-3", "RFC9101-7-1"], `is refused: ${name}`, async () => {
      const on = await objectScene();
      await assertRefused(on, await attack(on));
    });
  }

  for (const typ of TYPES) {
    rule("RFC9101-10.8-1", `is refused: the type '${typ}'`, async () => {
      const on = await objectScene();
      await assertRefused(on, await headedAndSigned(on, { typ }));
    });
  }

  rule(
    "RFC9101-6.2-2",
    "is refused: a secret that signs other things, of a client that did not say so of requests",
    async () => {
      const members = { id_token_signed_response_alg: "HS256" };
      const on = await objectScene({ members, client: { clientSecret: LONG_SECRET } });
      await withSecrets(on.under.issuer, on.app, { texts: [LONG_SECRET] });
      await assertRefused(on, await signedBySecret(on.claims()));
    },
  );

  rule("RFC9101-6.2-3", "is refused: a signature behind alg none, of a client that registered none", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    await assertRefused(on, `${on.unsigned()}AAAA`);
  });

  for (const [name, members] of [
    ["that registered ES256", { request_object_signing_alg: "ES256" }],
    ["that demands signatures", { require_signed_request_object: true }],
    ["that registered HS256", { request_object_signing_alg: "HS256" }],
  ] as const) {
    elsewhere("Keycloak CVE-2026-9793", `is refused of a client ${name}: bare claims in a JWE`, async () => {
      const on = await objectScene({ members, client: { clientSecret: LONG_SECRET } });
      await assertRefused(on, await on.encrypt(on.claims()));
    });
  }
});

describe("a JWT that was made for something else, sent as a request object", () => {
  /** A client whose secret signs its ID tokens and its request objects: the closest that two kinds of JWT can be. */
  async function secretScene(): Promise<ObjectScene> {
    const members = { request_object_signing_alg: "HS256", id_token_signed_response_alg: "HS256" };
    const on = await objectScene({ members, client: { clientSecret: LONG_SECRET } });
    const app = await withSecrets(on.under.issuer, on.app, { texts: [LONG_SECRET] });
    return { ...on, app };
  }

  rule("RFC9101-10.8-1", "is refused: an ID token that we made under the client's secret", async () => {
    const on = await secretScene();
    const { under, app } = on;
    const now = under.clock.now();
    const claims = { iss: under.issuer.url, aud: app.clientId, sub: "ann", iat: now, exp: now + 600, nonce: "n" };
    await assertRefused(on, await signedBySecret(claims));
  });

  rule("RFC9101-10.8-1", "is refused: an assertion by which the client authenticates", async () => {
    const on = await secretScene();
    const { under, app } = on;
    const claims = {
      iss: app.clientId,
      sub: app.clientId,
      aud: under.issuer.url,
      exp: under.clock.now() + 60,
      jti: "j",
    };
    await assertRefused(on, await signedBySecret(claims));
  });

  rule("RFC9101-10.8-1", "is refused: an ID token that our own key signed", async () => {
    const on = await objectScene();
    const { issuer, clock } = on.under;
    const claims = { iss: issuer.url, aud: on.app.clientId, sub: "ann", exp: clock.now() + 600 };
    await assertRefused(on, await issuer.keys.sign(claims, { alg: "ES256" }));
  });

  rule("RFC9101-4-5", "is refused: a request object for another server, by the same keys", async () => {
    const on = await objectScene();
    await assertRefused(on, await on.make({ aud: "https://other.test" }));
  });

  rule("RFC9101-5-3", "is refused: a request object of another client, though it names itself beside it", async () => {
    const on = await objectScene();
    const other = await client(on.under.issuer, {
      redirectUris: [CALLBACK, SECOND_CALLBACK],
      metadata: on.app.metadata,
    });
    const reply = await on.send(await on.make(), { ...BESIDE, client_id: other.clientId });
    assertErrorSent(reply, { error: "invalid_request_object", says: "client_id" });
  });
});

describe("what an attacker can reach by a request object", () => {
  const EVIL = "https://evil.test/cb";

  async function assertKept(reply: Reply): Promise<void> {
    if (reply.kind === "redirect") assert.equal(locationOf(reply).hostname, "client.test");
    else assertProblemPage(reply, { error: "invalid_request" });
  }

  beyond("RFC6749-10.6-4", "is no redirect URI that was not registered, wherever it stands", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    for (const inside of [EVIL, CALLBACK, undefined]) {
      for (const beside of [EVIL, CALLBACK, undefined]) {
        for (const wrong of [{}, { exp: 1 }, { request: "x" }, { scope: "nonsense" }]) {
          const object = on.unsigned({ redirect_uri: inside, ...wrong });
          await assertKept(await on.send(object, { response_type: "code", redirect_uri: beside }));
        }
      }
    }
  });

  rule("RFC9101-10.7-1", "is no parameter beside an object that has to be whole", async () => {
    const on = await objectScene({ members: { require_signed_request_object: true } });
    const object = await on.make({ redirect_uri: SECOND_CALLBACK, state: "inside", scope: "read" });
    const beside = { ...BESIDE, scope: "write", response_mode: "fragment", prompt: "none", max_age: "0" };
    const sent = locationOf(await on.send(object, beside));
    assert.equal(sent.pathname, "/second");
    assert.deepEqual([sent.searchParams.get("state"), sent.hash], ["inside", ""]);
  });

  rule("RFC9101-10.5-1", "is no way around the object, whichever other parameters are sent", async () => {
    const on = await objectScene({ members: { require_signed_request_object: true } });
    for (const query of [{}, { request: "" }, { request_uri: "" }, { Request: await on.make() }])
      assertErrorSent(await on.ask({ client_id: on.app.clientId, ...BESIDE, ...query }), { error: "invalid_request" });
  });

  it("is no page that was asked for: markup inside comes back escaped, or not at all", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    const markup = `"'><img src=x onerror=alert(1)>`;
    for (const name of ["scope", "response_type", "redirect_uri", "prompt", markup]) {
      const reply = await on.send(on.unsigned({ [name]: markup }), { response_type: "code" });
      if (reply.kind === "html") assert.notInclude(reply.markup, "<img src=x");
    }
  });
});

describe("what the server can be made to fetch by a request_uri", () => {
  const started: ForeignServer[] = [];

  afterEach(async () => {
    for (const server of started.splice(0)) await server.stop();
  });

  /** Somebody's server that answers by a script. */
  async function serve(script: (socket: Socket) => void): Promise<ForeignServer> {
    const server = await foreignServer(script);
    started.push(server);
    return server;
  }

  /** Sends a request_uri that is registered, and says how it was refused and after how many milliseconds. */
  async function refusalOf(uri: string, loopback: boolean): Promise<readonly [error: string | null, took: number]> {
    const on = await objectScene({ members: { request_uris: [uri] }, fetch: createSafeFetch({ loopback }) });
    const start = performance.now();
    const reply = await on.ask({ client_id: on.app.clientId, request_uri: uri, ...BESIDE });
    return [locationOf(reply).searchParams.get("error"), performance.now() - start];
  }

  for (const host of [
    "127.0.0.1",
    "10.0.0.1",
    "169.254.169.254",
    "[::1]",
    "[::ffff:127.0.0.1]",
    "0x7f.1",
    "localhost",
  ]) {
    rule("RFC9101-10.4.1-1", `is nothing on ${host}, though a client registered it`, async () => {
      const server = await serve((socket) => socket.end());
      for (const uri of [`https://${host}/object`, `https://${host}:${server.port}/object`])
        assert.equal((await refusalOf(uri, false))[0], "invalid_request_uri");
      assert.isEmpty(server.received);
    });
  }

  for (const [name, script] of [
    [
      "a redirect",
      (socket: Socket) =>
        socket.end("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
    ],
    ["no end", (socket: Socket) => void socket.write(`HTTP/1.1 200 OK\r\n\r\n${"a".repeat(100_000)}`)],
    [
      "more than it may be",
      (socket: Socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: 70000\r\n\r\n${"a".repeat(70_000)}`),
    ],
    ["no HTTP", (socket: Socket) => socket.end("SSH-2.0-OpenSSH_9.0\r\n")],
    ["nothing, slowly", (socket: Socket) => void socket.write("HTTP/1.1 200 OK\r\n")],
  ] as const) {
    rule("RFC9101-10.4.1-1", `is no more than one request where the answer is ${name}`, async function () {
      this.timeout(10_000);
      const server = await serve(script);
      const [error, took] = await refusalOf(`http://127.0.0.1:${server.port}/object`, true);
      assert.equal(error, "invalid_request_uri");
      assert.isBelow(took, 5_000);
      assert.lengthOf(server.received, 1);
    });
  }
});
