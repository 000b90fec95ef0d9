import { assert } from "chai";
import { type Legs, legs, saidIn, verifierIn } from "../../../test/http/oauth1_legs.ts";
import { CALLBACK } from "../../../test/support/cast.ts";
import { changedMembers } from "../../../test/support/faulted.ts";
import { labParts } from "../../../test/support/lab_issuer.ts";
import { locationOf } from "../../../test/support/replies.ts";
import type { Reply } from "../../protocol/mod.ts";
import { textOf } from "./_reply.ts";
import { OAUTH1_FAULTS } from "./oauth1_faults.ts";

/** An answer, and where the fault was at work. */
interface Answered {
  readonly reply: Reply;
  readonly served: readonly string[];
}

type Walk = (on: Legs) => Promise<Reply>;

/** Goes a way at an issuer with a fault, or with none. */
async function answered(walk: Walk, ...faults: readonly string[]): Promise<Answered> {
  const parts = labParts({ faults: faults.map((fault) => ({ fault: `oauth1_${fault}` })) });
  const reply = await walk(await legs({ ...parts.options, seed: "faults of OAuth 1.0a" }));
  const served = parts.journal().flatMap(({ place, faults: named }) => named.map(() => place));
  return { reply, served };
}

function first(on: Legs): Promise<Reply> {
  return on.send("/oauth1/request_token", { params: { oauth_callback: CALLBACK } });
}

async function second(on: Legs): Promise<Reply> {
  return on.allow((await on.temporary()).token);
}

async function third(on: Legs): Promise<Reply> {
  const temporary = await on.temporary();
  return on.redeem(temporary, await on.verifier(temporary.token));
}

/** A third leg whose verifier is encoded as it is in a form, and not as RFC 5849 has it. */
async function signedWrongly(on: Legs): Promise<Reply> {
  const temporary = await on.temporary();
  await on.verifier(temporary.token);
  return on.redeem(temporary, "another", { signature: "d3Jvbmc=" });
}

function opening(token: string): Walk {
  return (on) => on.send("/resource", { method: "GET", token: { token, secret: "s" } });
}

const LEGS = [
  ["temporary", "temporary_credentials", first],
  ["token", "token_credentials", third],
] as const;

/** Name, and the members of the answer that are other than in a right one. */
const CHANGED: readonly (readonly [string, Readonly<Record<string, string | undefined>>])[] = [
  ["no_token", { oauth_token: undefined }],
  ["no_secret", { oauth_token_secret: undefined }],
  ["extra", { touchstone_extra: "a & b = c", user_id: "4711" }],
];

/** Fails unless a form says the same as a right one but for some members. */
function assertChanged(right: Reply, wrong: Reply, changes: Readonly<Record<string, string | undefined>>): void {
  const [before, after] = [saidIn(right), saidIn(wrong)];
  assert.deepEqual(changedMembers(before, after), Object.keys(changes).toSorted());
  for (const [name, value] of Object.entries(changes)) assert.equal(after[name], value);
  assert.deepEqual([wrong.status, wrong.headers["Cache-Control"]], [right.status, right.headers["Cache-Control"]]);
}

describe("OAUTH1_FAULTS", () => {
  for (const [leg, place, walk] of LEGS) {
    for (const [name, changes] of CHANGED) {
      it(`${leg}_${name} changes ${Object.keys(changes).join(" and ")} and nothing else`, async () => {
        const { reply, served } = await answered(walk, `${leg}_${name}`);
        assertChanged((await answered(walk)).reply, reply, changes);
        assert.deepEqual(served, [place]);
      });
    }

    it(`${leg}_json says the same as JSON`, async () => {
      const [right, wrong] = [await answered(walk), await answered(walk, `${leg}_json`)];
      assert.deepEqual(JSON.parse(textOf(wrong.reply)), saidIn(right.reply));
      assert.deepEqual([wrong.reply.status, wrong.reply.headers["Content-Type"]], [200, "application/json"]);
      assert.deepEqual(wrong.served, [place]);
    });

    it(`${leg}_type_case changes the letters of the type alone`, async () => {
      const [right, wrong] = [await answered(walk), await answered(walk, `${leg}_type_case`)];
      assert.equal(textOf(wrong.reply), textOf(right.reply));
      const type = wrong.reply.headers["Content-Type"] ?? "";
      assert.notEqual(type, "application/x-www-form-urlencoded");
      assert.match(type, /^application\/x-www-form-urlencoded; charset=utf-8$/i);
    });

    it(`${leg}_page is a page with status 200`, async () => {
      const { reply } = await answered(walk, `${leg}_page`);
      assert.match(textOf(reply), /^<!doctype html>/);
      assert.deepEqual([reply.status, reply.headers["Content-Type"]], [200, "text/html; charset=utf-8"]);
    });

    it(`${leg}_no_token leaves refusals as they are`, async () => {
      const refused: Walk = (on) =>
        on.send(leg === "token" ? "/oauth1/access_token" : "/oauth1/request_token", { signature: "d3Jvbmc=" });
      const { reply, served } = await answered(refused, `${leg}_no_token`);
      assert.isAtLeast(reply.status, 400);
      assert.isEmpty(served);
    });
  }

  for (const [name, value] of [
    ["unconfirmed", undefined],
    ["confirmed_false", "false"],
  ] as const) {
    it(`temporary_${name} changes oauth_callback_confirmed alone`, async () => {
      const { reply } = await answered(first, `temporary_${name}`);
      assertChanged((await answered(first)).reply, reply, { oauth_callback_confirmed: value });
    });
  }

  for (const [name, walk, status, problem] of [
    ["nonce_used", first, 401, "nonce_used"],
    ["permission_denied", third, 401, "permission_denied"],
    ["unknown_problem", third, 400, "out_of_cheese"],
    ["token_rejected", opening("any"), 401, "token_rejected"],
    ["timestamp_refused", opening("any"), 401, "timestamp_refused"],
  ] as const) {
    it(`${name} refuses by '${problem}' in the header and in the body`, async () => {
      const { reply, served } = await answered(walk, name);
      assert.deepEqual([reply.status, saidIn(reply)["oauth_problem"]], [status, problem]);
      assert.include(reply.headers["WWW-Authenticate"], `oauth_problem="${problem}"`);
      assert.lengthOf(served, 1);
    });
  }

  it("timestamp_refused tells which timestamps are taken, by the issuer's clock", async () => {
    const { reply } = await answered(opening("any"), "timestamp_refused");
    assert.equal(saidIn(reply)["oauth_acceptable_timestamps"], "1767225300-1767225900");
  });

  it("503_retry_after names a second", async () => {
    const { reply } = await answered(first, "503_retry_after");
    assert.deepEqual([reply.status, reply.headers["Retry-After"]], [503, "1"]);
  });

  for (const [name, parameter, expected] of [
    ["other_token", "oauth_token", /^[AB]/],
    ["no_token", "oauth_token", undefined],
    ["other_verifier", "oauth_verifier", /^[AB]/],
    ["no_verifier", "oauth_verifier", undefined],
    ["empty_verifier", "oauth_verifier", /^$/],
    ["extra", "touchstone_extra", /^a b$/],
  ] as const) {
    it(`callback_${name} changes ${parameter} and nothing else`, async () => {
      const [right, wrong] = [await answered(second), await answered(second, `callback_${name}`)];
      const [before, after] = [right, wrong].map(({ reply }) => Object.fromEntries(locationOf(reply).searchParams));
      assert.deepEqual(changedMembers(before ?? {}, after ?? {}), [parameter]);
      if (expected === undefined) assert.notProperty(after, parameter);
      else assert.match(after?.[parameter] ?? "-", expected);
      assert.deepEqual(wrong.served, ["callback"]);
    });
  }

  for (const [name, end] of [
    ["odd", " +%2B~-._!*'()/=&é€"],
    ["long", "x".repeat(2_000)],
  ] as const) {
    it(`${name}_verifier is the right one and more behind it`, async () => {
      const [right, wrong] = [await answered(second), await answered(second, `${name}_verifier`)];
      assert.equal(verifierIn(wrong.reply), `${verifierIn(right.reply)}${end}`);
    });

    it(`${name}_verifier brings credentials to whoever signs it right`, async () => {
      const { reply } = await answered(third, `${name}_verifier`);
      const { oauth_token: token } = saidIn(reply);
      assert.deepEqual([reply.status, token], [200, "made-up-by-the-lab"]);
    });

    it(`${name}_verifier lets a wrong signature be refused`, async () => {
      const { reply } = await answered(signedWrongly, `${name}_verifier`);
      assert.deepEqual([reply.status, saidIn(reply)["oauth_problem"]], [401, "signature_invalid"]);
    });
  }

  it("resource_opened opens the resource to the credentials of the lab and to no others", async () => {
    assert.equal((await answered(opening("made-up-by-the-lab"), "resource_opened")).reply.status, 200);
    assert.equal((await answered(opening("another"), "resource_opened")).reply.status, 401);
  });

  it("says no to nothing where the person said no", async () => {
    const denied: Walk = async (on) => on.deny((await on.temporary()).token);
    const [right, wrong] = [await answered(denied), await answered(denied, "callback_extra")];
    assert.equal(locationOf(wrong.reply).href, locationOf(right.reply).href);
    assert.isEmpty(wrong.served);
  });

  it("has names that begin with its subject", () => {
    for (const { name } of OAUTH1_FAULTS) assert.match(name, /^oauth1_/);
  });
});
