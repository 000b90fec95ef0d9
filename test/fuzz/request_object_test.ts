import { assert } from "chai";
import * as fc from "fast-check";
import type { Reply } from "../../src/protocol/mod.ts";
import { CALLBACK } from "../support/cast.ts";
import { rawJwt } from "../support/client_jwt.ts";
import { locationOf } from "../support/replies.ts";
import { objectScene, type ObjectScene, SECOND_CALLBACK } from "../support/request_objects.ts";

/** How long each property looks for trouble; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "3");
/** Another one each run; fast-check prints it with what it found, and FUZZ_SEED runs it again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));
const OBJECT_ERRORS = ["invalid_request_object", "request_not_supported", "invalid_request"];
const REQUEST_ERRORS = [
  "unsupported_response_type",
  "unauthorized_client",
  "invalid_scope",
  "invalid_target",
  "login_required",
  "consent_required",
  "account_selection_required",
];

/** Names of parameters and of claims, among others. */
const NAME = fc.oneof(
  fc.constantFrom("client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt"),
  fc.constantFrom("iss", "aud", "sub", "exp", "nbf", "iat", "jti", "request", "request_uri", "claims", "max_age"),
  fc.constantFrom("resource", "display", "code_challenge", "__proto__", "constructor", "toString"),
  fc.string(),
);
const VALUE = fc.oneof(
  fc.constantFrom<unknown>(CALLBACK, SECOND_CALLBACK, "https://evil.test/cb", "code", "token", "none", "form_post"),
  fc.string({ unit: "binary" }),
  fc.jsonValue(),
);
const CLAIMS = fc
  .array(fc.tuple(NAME, VALUE), { maxLength: 8 })
  .map((pairs) => JSON.stringify(Object.fromEntries(pairs)));

/** What holds of the answer to any request object. */
function assertHonest(reply: Reply, errors: readonly string[]): void {
  if (reply.kind !== "redirect") {
    assert.include([200, 400, 403], reply.status, JSON.stringify(reply).slice(0, 300));
    if (reply.status === 200) assert.equal(reply.kind, "html");
    return;
  }
  const { hostname, pathname, search, hash } = locationOf(reply);
  if (pathname.startsWith("/interaction/")) return;
  assert.equal(hostname, "client.test");
  const parameters = new URLSearchParams(hash === "" ? search : hash.slice(1));
  const error = parameters.get("error");
  if (error === null) assert.isTrue(parameters.has("code") || parameters.has("access_token"), search + hash);
  else assert.include(errors, error);
}

/** Sends any text, control characters and halves of characters too. */
function send(scene: ObjectScene, request: string, beside: Readonly<Record<string, string>> = {}): Promise<Reply> {
  return scene.ask(new URLSearchParams({ client_id: scene.app.clientId, request, ...beside }).toString());
}

function look(text: fc.Arbitrary<string>, answer: (text: string) => Promise<void>): Promise<void> {
  const options = { seed: SEED, interruptAfterTimeLimit: SECONDS * 1_000, numRuns: Number.MAX_SAFE_INTEGER };
  return Promise.resolve(fc.assert(fc.asyncProperty(text, answer), options));
}

/** Any text in the place of an object. */
const TEXT = fc.oneof(
  fc.string({ unit: "binary", maxLength: 300 }),
  fc.string({ unit: fc.constantFrom("a", "b", "A", "0", "9", "-", "_", ".", "=", "e"), maxLength: 200 }),
  fc.array(fc.base64String({ maxLength: 40 }), { maxLength: 7 }).map((parts) => parts.join(".")),
  fc
    .tuple(fc.jsonValue(), fc.jsonValue(), fc.string())
    .map(([header, claims, signature]) =>
      rawJwt(JSON.stringify(header), JSON.stringify(claims), Buffer.from(signature).toString("base64url")),
    ),
);

describe("any text as a request object", function () {
  this.timeout((SECONDS + 30) * 1_000);
  const beside = { response_type: "code", redirect_uri: CALLBACK };

  it("is refused by a page, or at the address beside it", async () => {
    const on = await objectScene();
    await look(TEXT, async (text) => {
      assertHonest(await send(on, text), [...OBJECT_ERRORS, "unsupported_response_type"]);
      assertHonest(await send(on, text, beside), [...OBJECT_ERRORS, "invalid_request"]);
    });
  });

  it("is refused when one character of a right one is another", async () => {
    const on = await objectScene();
    const right = await on.make();
    const change = fc.tuple(fc.nat(right.length - 1), fc.constantFrom("A", "b", "Z", "0", "9", "-", "_", ".", "~"));
    const bent = change
      .map(([at, character]) => `${right.slice(0, at)}${character}${right.slice(at + 1)}`)
      .filter((text) => text !== right);
    await look(bent, async (text) => {
      const reply = await send(on, text, beside);
      assert.equal(locationOf(reply).searchParams.get("error"), "invalid_request_object", text);
    });
  });

  async function lookInside(on: ObjectScene, make: (claims: string) => Promise<string> | string): Promise<void> {
    await look(CLAIMS, async (claims) => {
      const object = await make(claims);
      for (const given of [{}, beside, { ...beside, state: "s", scope: "read" }])
        assertHonest(await send(on, object, given), [...OBJECT_ERRORS, ...REQUEST_ERRORS]);
    });
  }

  it("never breaks anything by its claims, nor leads to a stranger", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    await lookInside(on, (claims) => rawJwt({ alg: "none" }, claims));
  });

  it("never breaks anything by its claims in a JWE", async () => {
    const on = await objectScene({ members: { request_object_signing_alg: "none" } });
    await lookInside(on, (claims) => on.encrypt(rawJwt({ alg: "none" }, claims)));
  });
});
