import { assert } from "chai";
import type { Context } from "koa";
import { rule } from "../../conformance/support/rule.ts";
import { OAuthError, parseChallenges } from "../../src/protocol/mod.ts";
import {
  type Access,
  accessOf,
  authenticate,
  type AuthenticateOptions,
  guard,
  hasScope,
  type SignedRequestReader,
  type TokenReader,
} from "../../src/resource_server/mod.ts";
import { StoreUnavailable } from "../../src/stores/mod.ts";
import { contextOf, errorsOf, type RequestParts, writtenTo } from "../support/koa_context.ts";
import { recordingReader, SIGNATURE, SIGNED_TOKEN } from "../support/recording_reader.ts";

const SIGNED: RequestParts = { headers: { authorization: SIGNATURE } };
const NO_BEARERS: TokenReader = { read: () => assert.fail("was asked for a bearer token") };

interface Answered {
  readonly context: Context;
  readonly access: Access | undefined;
  readonly errors: readonly unknown[];
}

async function answered(request: RequestParts, options: Partial<AuthenticateOptions> = {}): Promise<Answered> {
  const context = contextOf(request);
  const errors = errorsOf(context);
  let access: Access | undefined;
  const all = { reader: NO_BEARERS, signed: recordingReader(), realm: "songs", ...options };
  await authenticate(all)(context, async () => {
    access = accessOf(context);
    context.set("Cache-Control", "max-age=60");
  });
  return { context, access, errors };
}

/** A reader that refuses all that is signed. */
function refusing(thrown: unknown): SignedRequestReader {
  return { isSigned: () => true, read: () => Promise.reject(thrown) };
}

describe("authenticate(), of signed requests", () => {
  it("lets who signed go on by the token, and has it where handlers look", async () => {
    const subject = { sub: "5f0c", username: "ann" };
    const token = { ...SIGNED_TOKEN, subject };
    const { access, context } = await answered(SIGNED, { signed: recordingReader(token) });
    assert.equal(access?.kind === "token" ? access.token : undefined, token);
    assert.deepEqual([context.state["auth"], context.state["user"]], [token, subject]);
  });

  it("looks the person up where signatures are read, else where bearer tokens are", async () => {
    const reader: TokenReader = { ...NO_BEARERS, account: async () => ({ sub: "1", username: "bearer's" }) };
    const account = async () => ({ sub: "2", username: "signer's" });
    for (const [signed, username] of [
      [{ ...recordingReader(), account }, "signer's"],
      [recordingReader(), "bearer's"],
    ] as const) {
      const { access } = await answered(SIGNED, { reader, signed });
      assert.propertyVal(access?.kind === "token" ? await access.account() : undefined, "username", username);
    }
  });

  it("takes nobody's signature where nobody reads any", async () => {
    const context = contextOf({ ...SIGNED, url: "/?oauth_signature=x" });
    await authenticate({ reader: NO_BEARERS })(context, async () => assert.equal(accessOf(context).kind, "anonymous"));
  });

  it("asks for no session where a request is signed", async () => {
    const { access } = await answered(SIGNED, { session: () => assert.fail("was asked for a session") });
    assert.equal(access?.kind, "token");
  });

  for (const [place, request, kept] of [
    ["header", SIGNED, "max-age=60"],
    ["query", { url: "/?oauth_signature=x" }, "private, no-store"],
  ] as const satisfies readonly (readonly [string, RequestParts, string])[]) {
    rule("RFC5849-4.4-1", `answers '${kept}' where the signature stood in the ${place}`, async () => {
      const { context } = await answered(request);
      assert.equal(context.res.getHeader("Cache-Control"), kept);
    });
  }

  it("takes a signature for no resource in particular, unless one is demanded", async () => {
    const resource = "https://api.example/";
    assert.equal((await answered(SIGNED, { resource })).access?.kind, "token");
    const { context, access } = await answered(SIGNED, { resource, requireAudience: true });
    const { status, body } = writtenTo(context);
    assert.deepEqual([status, access], [401, undefined]);
    assert.propertyVal(body, "error", "token_rejected");
  });
});

describe("authenticate(), of signed requests that are refused", () => {
  for (const [code, status] of [
    ["signature_invalid", 401],
    ["nonce_used", 401],
    ["parameter_absent", 400],
    ["signature_method_rejected", 400],
  ] as const) {
    rule("OAUTHPROBLEM-1-1", `answers ${status} to ${code} with a challenge of OAuth alone`, async () => {
      const signed = refusing(new OAuthError(code, "Cannot go on"));
      const { context, access, errors } = await answered(SIGNED, { signed });
      const { status: said, headers, body } = writtenTo(context);
      assert.deepEqual([said, access, errors.length], [status, undefined, 0]);
      assert.propertyVal(body, "error", code);
      const challenges = parseChallenges(String(headers["www-authenticate"]));
      assert.deepEqual(
        challenges.map(({ scheme, params }) => [scheme, params["realm"], params["oauth_problem"]]),
        [["OAuth", "songs", code]],
      );
    });
  }

  for (const [what, thrown, status] of [
    ["the store is away", new StoreUnavailable("redis", undefined), 503],
    ["the reader has a mistake", new RangeError("inside"), 500],
  ] as const) {
    it(`answers ${status} without a challenge when ${what}`, async () => {
      const { context, access, errors } = await answered(SIGNED, { signed: refusing(thrown) });
      assert.deepEqual([writtenTo(context).status, access, [...errors]], [status, undefined, [thrown]]);
      assert.notProperty(writtenTo(context).headers, "www-authenticate");
    });
  }

  it("leaves a broken query to who reads the signature", async () => {
    const refusal = new OAuthError("parameter_rejected", "Cannot read it");
    const { context } = await answered({ ...SIGNED, url: "/?a=%zz" }, { signed: refusing(refusal) });
    assert.propertyVal(writtenTo(context).body, "error", "parameter_rejected");
    assert.equal((await answered({ ...SIGNED, url: "/?a=%zz" })).access?.kind, "token");
  });

  rule("RFC6750-3.1-1", "answers 400 to a bearer token beside a signature, and asks for neither", async () => {
    const signed = { ...recordingReader(), read: () => assert.fail("was asked for a signature") };
    const { context } = await answered(
      { url: "/?oauth_signature=x", headers: { authorization: "Bearer t" } },
      { signed },
    );
    const { status, body } = writtenTo(context);
    assert.equal(status, 400);
    assert.propertyVal(body, "error", "invalid_request");
  });
});

describe("guard(), where requests may be signed", () => {
  async function challengesOf(options: Partial<AuthenticateOptions>): Promise<readonly string[]> {
    const context = contextOf();
    const guarded = guard(hasScope("read"));
    await authenticate({ reader: NO_BEARERS, ...options })(context, () =>
      guarded(context, () => assert.fail("let in")),
    );
    assert.equal(context.status, 401);
    return [context.res.getHeader("WWW-Authenticate") ?? []].flat().map(String);
  }

  for (const [what, options, challenges] of [
    ["both ways", { signed: recordingReader() }, ['Bearer realm="api"', 'OAuth realm="api"']],
    [
      "bearer tokens alone, where that is wanted",
      { signed: recordingReader(), offersSigned: false },
      ['Bearer realm="api"'],
    ],
    ["bearer tokens alone, where nobody may sign", {}, ['Bearer realm="api"']],
  ] as const) {
    rule(["RFC5849-3.5.1-6", "RFC5849-3.5.1-7"], `asks who brings nothing for ${what}`, async () => {
      assert.deepEqual(await challengesOf(options), [...challenges]);
    });
  }
});
