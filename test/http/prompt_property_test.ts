import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { peekJwt } from "../../src/protocol/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import { type CodeFlow, codeFlow, codeRequest } from "../support/code_flow.ts";
import type { Given } from "../support/issuer_under_test.ts";
import { issuerUnderTest } from "../support/issuer_under_test.ts";
import { locationOf, textIn } from "../support/replies.ts";
import { codeIn } from "./authorization.ts";

type Who = 0 | 1;

/** What may happen between two requests without pages. */
type Deed =
  | { readonly kind: "wait"; readonly seconds: number }
  | { readonly kind: "sign in"; readonly who: Who }
  | { readonly kind: "sign out" }
  | {
      readonly kind: "ask";
      readonly maxAge: number | undefined;
      readonly hint: Who | undefined;
      readonly sub: Who | undefined;
    };

/** Who is signed in, and since when. */
type Model = { readonly who: Who; readonly at: number } | undefined;

const WHO = fc.constantFrom<Who>(0, 1);
const PERHAPS = fc.option(WHO, { nil: undefined });
const AGE = fc.option(fc.constantFrom(0, 1, 10, 10_000), { nil: undefined });

const DEED: fc.Arbitrary<Deed> = fc.oneof(
  fc.record({ kind: fc.constant("wait" as const), seconds: fc.constantFrom(1, 5, 10, 11) }),
  fc.record({ kind: fc.constant("sign in" as const), who: WHO }),
  fc.constant({ kind: "sign out" } as const),
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("ask" as const), maxAge: AGE, hint: PERHAPS, sub: PERHAPS }) },
);

/** What a request without pages has to bring, by the sentences of the specification alone. */
function expected(
  model: Model,
  now: number,
  { maxAge, hint, sub }: Extract<Deed, { kind: "ask" }>,
): Model | "login_required" {
  if (model === undefined) return "login_required";
  if (maxAge !== undefined && (maxAge === 0 || now - model.at > maxAge)) return "login_required";
  return [hint, sub].every((wanted) => wanted === undefined || wanted === model.who) ? model : "login_required";
}

interface Stage extends CodeFlow {
  readonly people: readonly [AccountRecord, AccountRecord];
  readonly hints: readonly [string, string];
}

async function stage(): Promise<Stage> {
  const under = await issuerUnderTest();
  const flow = await codeFlow(under, { client: await client(under.issuer, { skipAuthorization: true }) });
  const people = [flow.account, await person(under.issuer)] as const;
  const hints: string[] = [];
  for (const one of people) {
    await flow.browser.signIn(one);
    hints.push(textIn(await flow.redeem(await flow.code({ scope: "openid" })), "id_token"));
  }
  flow.browser.cookies.delete("sid");
  return { ...flow, people, hints: [hints[0]!, hints[1]!] };
}

function queryOf({ client: app, people, hints }: Stage, { maxAge, hint, sub }: Extract<Deed, { kind: "ask" }>): Given {
  return codeRequest(app, {
    scope: "openid",
    prompt: "none",
    max_age: maxAge === undefined ? undefined : String(maxAge),
    id_token_hint: hint === undefined ? undefined : hints[hint],
    claims: sub === undefined ? undefined : JSON.stringify({ id_token: { sub: { value: people[sub].sub } } }),
  });
}

/** Does it, and answers who is signed in afterwards. */
async function perform(on: Stage, deed: Deed, model: Model): Promise<Model> {
  const { clock } = on.under;
  switch (deed.kind) {
    case "wait":
      clock.advance(deed.seconds);
      return model;
    case "sign in":
      await on.browser.logIn(await on.browser.get("/login"), on.people[deed.who]);
      return { who: deed.who, at: clock.now() };
    case "sign out":
      on.browser.cookies.delete("sid");
      return undefined;
    case "ask": {
      const reply = await on.browser.get("/authorize", { query: queryOf(on, deed) });
      const wanted = expected(model, clock.now(), deed);
      if (wanted === "login_required" || wanted === undefined) {
        assert.equal(locationOf(reply).searchParams.get("error"), "login_required");
        return model;
      }
      const { claims } = peekJwt(textIn(await on.redeem(codeIn(reply)), "id_token"));
      assert.deepEqual([claims["sub"], claims["auth_time"]], [on.people[wanted.who].sub, wanted.at]);
      return model;
    }
  }
}

describe("requests without pages, over any history of one browser", () => {
  rule(
    ["OIDC-3.1.2.1-5", "OIDC-3.1.2.1-6", "OIDC-3.1.2.1-10", "OIDC-3.1.2.1-11", "OIDC-3.1.2.2-4"],
    "bring a token of the right person and moment, or login_required",
    async function () {
      this.timeout(60_000);
      await fc.assert(
        fc.asyncProperty(fc.array(DEED, { minLength: 2, maxLength: 12 }), async (deeds) => {
          const on = await stage();
          let model: Model;
          for (const deed of deeds) model = await perform(on, deed, model);
        }),
        { numRuns: 60 },
      );
    },
  );
});
