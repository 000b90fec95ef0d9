import { OAuthError } from "../../src/protocol/mod.ts";
import { type ChangeFeatures, changeHooks, type Mutant, without } from "./mutant.ts";

const FILE = "dpop_proof_test.ts";

/** Opens its own endpoints to tokens whose proof is refused for one reason. */
function forgiving(reason: RegExp): ChangeFeatures {
  return changeHooks("dpop", (hooks) => ({
    ...hooks,
    async checkAccessToken(carried) {
      try {
        await hooks.checkAccessToken?.(carried);
      } catch (error) {
        if (!(error instanceof OAuthError && reason.test(error.description))) throw error;
      }
    },
  }));
}

/** Servers that are wrong about proofs of possession. */
export const DPOP_MUTANTS: readonly Mutant[] = [
  {
    name: "takes every token for one of its bearer",
    rule: "RFC9449-5-2",
    file: "dpop_test.ts",
    noticed: "every test",
    features: without("dpop"),
  },
  {
    name: "does not look for which access token a proof was made",
    rule: "RFC9449-4.3-12",
    file: FILE,
    noticed: ["are refused that were made for another access token, or for none"],
    features: forgiving(/\(ath\)/),
  },
  {
    name: "does not look for which address a proof was made",
    rule: "RFC9449-4.3-9",
    file: FILE,
    noticed: ["are refused that were made for another address"],
    features: forgiving(/\(htu\)/),
  },
  {
    name: "takes a proof as often as it is shown",
    rule: "RFC9449-11.1-1",
    file: FILE,
    noticed: ["are taken once"],
    features: forgiving(/shown before/),
  },
];
