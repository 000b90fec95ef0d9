import { assert } from "chai";
import { array, assert as forAll, asyncProperty, boolean, constantFrom, nat, oneof, record } from "fast-check";
import type { Arbitrary } from "fast-check";
import type { Reply } from "../../src/protocol/mod.ts";
import { client } from "../support/cast.ts";
import { type CodeFlow, codeFlow } from "../support/code_flow.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { bodyOf, textIn } from "../support/replies.ts";
import { SEED } from "../contract/seed.ts";
import { ask } from "./tokens.ts";

/** The policy of the issuer of one history. */
interface Policy {
  readonly rotate: boolean;
  readonly grace: number;
  readonly protect: boolean;
}

/** One thing that happens; what it is done with is picked among all that there is by then. */
interface Act {
  readonly kind: "code" | "redeem" | "refresh" | "revoke" | "wait";
  readonly pick: number;
  /** True: another client does it, who has no right to. */
  readonly thief: boolean;
}

const CODE_LIFE = 60;
const ACCESS_LIFE = 600;
const REFRESH_LIFE = 1_500;
const GRACE = 20;
/** Waits that lead to the last moment of something, and to the first after it. */
const EDGES = [CODE_LIFE, ACCESS_LIFE, REFRESH_LIFE, GRACE].flatMap((life) => [life - 1, life]);

/** What the model knows of one authorization. */
interface Family {
  readonly code: string;
  readonly codeEnds: number;
  used: boolean;
  revoked: boolean;
  current: string;
  previous: string;
  rotatedAt: number;
  ends: number;
}

/** What the model knows of a token. */
interface Token {
  readonly text: string;
  readonly family: Family;
  /** When it ends; undefined for a refresh token, which ends with its family. */
  readonly ends?: number;
}

/** The model, in which everything happens at once and nothing is stored; it answers whether a request is granted. */
class Model {
  now = 0;
  readonly families: Family[] = [];
  readonly tokens: Token[] = [];
  readonly policy: Policy;

  constructor(policy: Policy) {
    this.policy = policy;
  }

  approve(code: string): void {
    const unborn = { used: false, revoked: false, current: "", previous: "", rotatedAt: 0, ends: 0 };
    this.families.push({ code, codeEnds: this.now + CODE_LIFE, ...unborn });
  }

  mayRedeem(family: Family, thief: boolean): boolean {
    if (this.now >= family.codeEnds) return false;
    if (family.used) family.revoked = true;
    return !family.used && !thief;
  }

  mayRefresh({ text, family }: Token, thief: boolean): boolean {
    if (thief || family.revoked || this.now >= family.ends) return false;
    if (text === family.current) return true;
    const { grace, protect } = this.policy;
    if (text === family.previous && grace > 0 && this.now < family.rotatedAt + grace) return true;
    if (protect) family.revoked = true;
    return false;
  }

  mayRevoke({ family, ends }: Token, thief: boolean): boolean {
    if (ends !== undefined && this.now >= ends) return true;
    if (!thief) family.revoked = true;
    return !thief;
  }

  /** Tokens were given out, for a code or for a refresh token. */
  give(family: Family, given: { readonly access: string; readonly refresh: string; readonly used?: string }): void {
    this.tokens.push({ text: given.access, family, ends: this.now + ACCESS_LIFE });
    if (given.refresh === family.current) return;
    this.tokens.push({ text: given.refresh, family });
    family.used = true;
    family.previous = given.used ?? "";
    family.current = given.refresh;
    family.rotatedAt = this.now;
    family.ends = this.now + REFRESH_LIFE;
  }

  isActive({ text, family, ends }: Token): boolean {
    return !family.revoked && this.now < (ends ?? family.ends) && (ends !== undefined || text === family.current);
  }
}

/** Both worlds, in which the same things are done. */
interface Worlds {
  readonly model: Model;
  readonly on: CodeFlow;
  readonly thief: CodeFlow;
}

async function open(policy: Policy): Promise<Worlds> {
  const under = await issuerUnderTest({
    settings: {
      ROTATE_REFRESH_TOKEN: String(policy.rotate),
      REFRESH_TOKEN_GRACE_PERIOD_SECONDS: String(policy.grace),
      REFRESH_TOKEN_REUSE_PROTECTION: String(policy.protect),
      ACCESS_TOKEN_EXPIRE_SECONDS: String(ACCESS_LIFE),
      REFRESH_TOKEN_EXPIRE_SECONDS: String(REFRESH_LIFE),
      AUTHORIZATION_CODE_EXPIRE_SECONDS: String(CODE_LIFE),
      // People who wait for days at the consent page are another story.
      SESSION_SECONDS: "1000000",
    },
  });
  const [app, other] = [
    await client(under.issuer, { skipAuthorization: true }),
    await client(under.issuer, { skipAuthorization: true }),
  ];
  return {
    model: new Model(policy),
    on: await codeFlow(under, { client: app }),
    thief: await codeFlow(under, { client: other }),
  };
}

function picked<T>(list: readonly T[], pick: number): T | undefined {
  return list.length === 0 ? undefined : list[pick % list.length];
}

/** Notes what an answer gave, and fails when the model and the issuer do not agree on whether it gave anything. */
function agree({ model }: Worlds, reply: Reply, about: { expected: boolean; family: Family; used?: string }): void {
  const { expected, family, used } = about;
  assert.equal(reply.status === 200, expected, JSON.stringify(reply));
  if (!expected || reply.kind !== "json") return;
  const given = { access: textIn(reply, "access_token"), refresh: textIn(reply, "refresh_token") };
  model.give(family, used === undefined ? given : { ...given, used });
}

async function redeem(worlds: Worlds, { pick, thief }: Act): Promise<void> {
  const family = picked(worlds.model.families, pick);
  if (family === undefined) return;
  const expected = worlds.model.mayRedeem(family, thief);
  const reply = await (thief ? worlds.thief : worlds.on).redeem(family.code);
  agree(worlds, reply, { expected, family });
}

async function refresh(worlds: Worlds, { pick, thief }: Act): Promise<void> {
  const { model, on } = worlds;
  const refreshTokens = model.tokens.filter(({ ends }) => ends === undefined);
  const token = picked(refreshTokens, pick);
  if (token === undefined) return;
  const expected = model.mayRefresh(token, thief);
  const asks = thief ? worlds.thief.client : on.client;
  const reply = await ask(on.under, asks, { grant_type: "refresh_token", refresh_token: token.text });
  agree(worlds, reply, { expected, family: token.family, used: token.text });
}

async function revoke(worlds: Worlds, { pick, thief }: Act): Promise<void> {
  const token = picked(worlds.model.tokens, pick);
  if (token === undefined) return;
  const as = thief ? worlds.thief.client : worlds.on.client;
  const expected = worlds.model.mayRevoke(token, thief);
  const reply = await worlds.on.under.post("/revoke", { as, form: { token: token.text } });
  assert.equal(reply.status === 200, expected, JSON.stringify(reply));
}

const ACTS: Readonly<Record<Act["kind"], (worlds: Worlds, act: Act) => Promise<void>>> = {
  code: async ({ model, on }) => model.approve(await on.code()),
  redeem,
  refresh,
  revoke,
  async wait({ model, on }, { pick }) {
    on.under.clock.advance(pick);
    model.now += pick;
  },
};

/** Mostly what an honest client does: a history in which everything is refused shows little. */
const thief = constantFrom(false, false, false, false, false, true);
const acts: Arbitrary<Act> = oneof(
  { weight: 2, arbitrary: record({ kind: constantFrom("code" as const), pick: nat(), thief }) },
  {
    weight: 8,
    arbitrary: record({
      kind: constantFrom("redeem" as const, "refresh" as const, "refresh" as const, "revoke" as const),
      pick: nat(40),
      thief,
    }),
  },
  {
    weight: 2,
    arbitrary: record({
      kind: constantFrom("wait" as const),
      pick: oneof(nat(25), constantFrom(...EDGES)),
      thief,
    }),
  },
);

const policies: Arbitrary<Policy> = record({ rotate: boolean(), grace: constantFrom(0, GRACE), protect: boolean() });

describe("properties of any history of codes and tokens", () => {
  it("the issuer answers as a model does that stores nothing, and calls active what the model calls active", () =>
    forAll(
      asyncProperty(policies, array(acts, { maxLength: 30, size: "max" }), async (policy, history) => {
        const worlds = await open(policy);
        await ACTS.code(worlds, { kind: "code", pick: 0, thief: false });
        await ACTS.redeem(worlds, { kind: "redeem", pick: 0, thief: false });
        for (const act of history) await ACTS[act.kind](worlds, act);
        for (const token of worlds.model.tokens) {
          const reply = await worlds.on.under.post("/introspect", {
            as: worlds.on.client,
            form: { token: token.text },
          });
          assert.equal(bodyOf(reply)["active"], worlds.model.isActive(token), token.text);
        }
      }),
      { numRuns: 400, seed: SEED },
    )).timeout(120_000);
});
