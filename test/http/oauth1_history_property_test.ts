import { assert } from "chai";
import * as fc from "fast-check";
import { CALLBACK } from "../support/cast.ts";
import type { TokenPair } from "../support/oauth1.ts";
import { credentialsIn, legs, type Legs, saidIn, verifierIn } from "./oauth1_legs.ts";

/** What is done, to which of the temporary credentials that there are by then. */
type Act =
  | { readonly kind: "begin"; readonly callback: string }
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "allow" | "deny" | "redeem" | "guess"; readonly which: number };

/** What is known of temporary credentials without asking the server. */
interface Known {
  readonly temporary: TokenPair;
  readonly typed: boolean;
  readonly expiresAt: number;
  state: "waiting" | "allowed" | "denied" | "used";
  verifier: string;
  tries: number;
}

const LIFETIME = 600;
const MOST_TRIES = 5;

// Most is done to the first, so that something comes of it.
const which = fc.constantFrom(0, 0, 0, 1, 2);
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("begin" as const), callback: fc.constantFrom(CALLBACK, "oob") }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("wait" as const), seconds: fc.constantFrom(1, 60, 599, 600, 4_000) }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom("allow", "allow", "deny"), which }) },
  { weight: 8, arbitrary: fc.record({ kind: fc.constantFrom("redeem", "guess"), which }) },
);

/** What the consumer is told, by the rules alone; `credentials` when it gets them. */
function expectedOf(known: Known, now: number, right: boolean): string {
  if (now >= known.expiresAt + 3_600) return "token_rejected";
  if (now >= known.expiresAt) return "token_expired";
  if (known.state === "waiting") return "permission_unknown";
  if (known.state === "denied") return "permission_denied";
  if (known.typed && (known.tries += 1) > MOST_TRIES) return "token_rejected";
  if (!right) return "parameter_rejected";
  if (known.state === "used") return "token_used";
  known.state = "used";
  return "credentials";
}

async function redeem(on: Legs, known: Known, right: boolean): Promise<void> {
  const expected = expectedOf(known, on.under.clock.now(), right && known.verifier !== "");
  const reply = await on.redeem(known.temporary, right && known.verifier !== "" ? known.verifier : "wrong");
  if (expected === "credentials") credentialsIn(reply);
  else assert.equal(saidIn(reply)["oauth_problem"], expected, JSON.stringify(known));
}

async function decide(on: Legs, known: Known, action: "allow" | "deny"): Promise<void> {
  const isOpen = known.state === "waiting" && on.under.clock.now() < known.expiresAt;
  // Sessions end as well, while time goes by.
  await on.browser.signIn(on.owner);
  const page = await on.ask(known.temporary.token);
  assert.equal(page.status, isOpen ? 200 : 400);
  if (!isOpen) return;
  const reply = await on.browser.submit(page, { action });
  known.state = action === "allow" ? "allowed" : "denied";
  if (action === "allow") known.verifier = verifierIn(reply);
}

async function perform(on: Legs, all: Known[], done: Act): Promise<void> {
  if (done.kind === "wait") {
    on.under.clock.advance(done.seconds);
    return;
  }
  if (done.kind === "begin") {
    const temporary = await on.temporary(done.callback);
    const expiresAt = on.under.clock.now() + LIFETIME;
    all.push({ temporary, expiresAt, typed: done.callback === "oob", state: "waiting", verifier: "", tries: 0 });
    return;
  }
  const known = all[done.which % Math.max(1, all.length)];
  if (known === undefined) return;
  if (done.kind === "allow" || done.kind === "deny") await decide(on, known, done.kind);
  else await redeem(on, known, done.kind === "redeem");
}

describe("temporary credentials over any history", () => {
  it("are what a small model says of them, after whatever was done", () =>
    fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 8, maxLength: 24 }), async (history) => {
        const on = await legs({ settings: { REQUEST_APPROVAL_PROMPT: "force" } });
        const all: Known[] = [];
        await perform(on, all, { kind: "begin", callback: history.length % 2 === 0 ? "oob" : CALLBACK });
        for (const done of history) await perform(on, all, done);
      }),
      { numRuns: 60 },
    )).timeout(60_000);
});
