import type { Feature, Grant, Redeemable, Redemption } from "../../src/engine/mod.ts";
import { authorizationCode } from "../../src/features/authorization_code/mod.ts";
import { fail } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { changeGrant, changeHooks, changeWord, instead, type Mutant } from "./mutant.ts";

const YEAR = 365 * 86_400;

/** A grant that redeems a code as often as it is asked. */
function reusable(grant: Grant): Grant {
  const found = new Map<string, Redeemable>();
  const used = new Set<string>();
  return {
    ...grant,
    async load(context) {
      const code = context.params.get("code") ?? "";
      const redeemable = found.get(code) ?? (await grant.load(context));
      found.set(code, redeemable);
      async function claim(draft: Parameters<Redeemable["claim"]>[0]): Promise<boolean> {
        if (used.has(code)) return true;
        used.add(code);
        return redeemable.claim(draft);
      }
      return { ...redeemable, claim };
    },
  };
}

/** A grant that refuses a used code, to those whom it is told of, and leaves its tokens alone. */
function lenient(grant: Grant, isLenientTo: (owner: number, asks: number) => boolean): Grant {
  const owners = new Map<string, number>();
  return {
    ...grant,
    async load(context) {
      const code = context.params.get("code") ?? "";
      const owner = owners.get(code);
      if (owner !== undefined && isLenientTo(owner, context.client.id)) fail("invalid_grant", "Cannot redeem it twice");
      const redeemable = await grant.load(context);
      owners.set(code, context.client.id);
      return redeemable;
    },
  };
}

/** Redeems each code in the name of the client that it was made for. */
function blind(standard: readonly Feature[]): readonly Feature[] {
  const owners = new Map<string, ClientRecord>();
  const making = changeWord("code", (word) => ({
    ...word,
    async produce(approval, before) {
      const parameters = await word.produce(approval, before);
      for (const [, code] of parameters) owners.set(code, approval.request.client);
      return parameters;
    },
  }));
  const redeeming = changeGrant("authorization_code", (grant) => ({
    ...grant,
    load: (context) =>
      grant.load({ ...context, client: owners.get(context.params.get("code") ?? "") ?? context.client }),
  }));
  return redeeming(making(standard));
}

/** Checks what was proved, and spoils the code where nothing was. */
function spoiling(check: (redemption: Redemption) => Promise<void> | void) {
  return async (redemption: Redemption): Promise<void> => {
    try {
      await check(redemption);
    } catch (error) {
      await redemption.redeemable.spoil?.();
      throw error;
    }
  };
}

/** Servers that take codes which they must not take. */
export const CODE_MUTANTS: readonly Mutant[] = [
  {
    name: "redeems a code as often as it comes",
    rule: "RFC6749-4.1.2-5",
    file: "code_replay_test.ts",
    noticed: [
      "is refused",
      "ends the tokens that the first use gave",
      "ends them even when another client presents it",
    ],
    features: changeGrant("authorization_code", reusable),
  },
  {
    name: "leaves the tokens of a code that comes again alone",
    rule: "RFC6749-4.1.2-6",
    file: "code_replay_test.ts",
    noticed: ["ends the tokens that the first use gave", "ends them even when another client presents it"],
    features: changeGrant("authorization_code", (grant) => lenient(grant, () => true)),
  },
  {
    name: "leaves the tokens of a code that a thief brings alone",
    rule: "RFC6749-4.1.2-6",
    file: "code_replay_test.ts",
    noticed: ["ends them even when another client presents it"],
    features: changeGrant("authorization_code", (grant) => lenient(grant, (owner, asks) => owner !== asks)),
  },
  {
    name: "does not compare the redirect_uri of a code",
    rule: "RFC6749-4.1.3-5",
    file: "authorization_code_test.ts",
    noticed: ["refuses a code with another redirect_uri than the request had"],
    features: changeWord("code", (word) => ({
      ...word,
      produce: ({ request, ...approval }, before) =>
        word.produce(
          {
            ...approval,
            request: { ...request, target: { ...request.target, askedRedirectUri: undefined } },
          },
          before,
        ),
    })),
  },
  {
    name: "redeems a code for whoever brings it",
    rule: "RFC6749-4.1.3-3",
    file: "authorization_code_test.ts",
    noticed: ["refuses a code that another client got"],
    features: blind,
  },
  {
    name: "takes codes of any age",
    rule: "RFC6749-4.1.2-2",
    file: "expiry_test.ts",
    noticed: ["a code is refused after a minute"],
    features: instead(authorizationCode({ lifetime: YEAR })),
  },
  {
    name: "does not ask for the verifier",
    rule: "RFC7636-4.6-3",
    file: "pkce_test.ts",
    noticed: [
      "refuses another verifier",
      "refuses a code without the verifier when there was a challenge",
      "a wrong verifier does not use the code up",
    ],
    features: changeHooks("pkce", ({ checkRedemption: _check, ...hooks }) => hooks),
  },
  {
    name: "asks for the verifier only where one is sent",
    rule: "RFC9700-2.1.1-2",
    file: "pkce_test.ts",
    noticed: ["refuses a code without the verifier when there was a challenge"],
    features: changeHooks("pkce", ({ checkRedemption, ...hooks }) => ({
      ...hooks,
      checkRedemption: (redemption) =>
        redemption.params.has("code_verifier") ? checkRedemption?.(redemption) : undefined,
    })),
  },
  {
    name: "takes no verifier at all",
    rule: "RFC7636-4.6-1",
    file: "pkce_test.ts",
    noticed: ["a wrong verifier does not use the code up", "takes the verifier that belongs to the challenge"],
    features: changeHooks("pkce", (hooks) => ({
      ...hooks,
      checkRedemption: () => fail("invalid_grant", "Cannot take the verifier"),
    })),
  },
  {
    name: "lets a thief use codes up",
    rule: "RFC7636-4.6-3",
    file: "pkce_test.ts",
    noticed: ["a wrong verifier does not use the code up"],
    features: changeHooks("pkce", ({ checkRedemption = () => undefined, ...hooks }) => ({
      ...hooks,
      checkRedemption: spoiling(checkRedemption),
    })),
  },
];
