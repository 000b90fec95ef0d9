import { BASIC } from "./basic.ts";
import { HYBRID } from "./hybrid.ts";
import { IMPLICIT } from "./implicit.ts";
import { provedBy } from "../support/proof.ts";
import type { Plan, PlanModule } from "./plan.ts";

const FORM = provedBy(
  "conformance/server/openid_form_post_test.ts",
  "brings by a form what it brings otherwise, and nothing in an address",
  "brings errors by a form as well",
);

/** The modules of a plan once more; its answers come by a form that posts itself. */
function byForm({ name, profile, variants, modules }: Plan): Plan {
  function changed(module: PlanModule): PlanModule {
    if (module.name !== "oidcc-server" && module.name !== "oidcc-prompt-none-not-logged-in") return module;
    return { ...module, rules: [...module.rules, "FORMPOST-2-1"], proofs: [...module.proofs, ...FORM] };
  }
  return {
    name: name.replace("oidcc-", "oidcc-formpost-"),
    profile: `Form Post OP (${profile.replace(" OP", "")})`,
    variants: variants.map((variant) => `${variant}, form_post`),
    modules: modules.map(changed),
  };
}

/** Form Post OP: the modules of each flow with response_mode=form_post. */
export const FORM_POST_PLANS: readonly Plan[] = [BASIC, IMPLICIT, HYBRID].map(byForm);
