/**
 * The certification plans of the OpenID Foundation's suite for providers: each module, what it demands in our words, and
 * the test here that shows it.
 *
 * The suite itself is not run here: it needs a server that it can reach, and a person who looks at screenshots. What it
 * judges is written down module by module instead, so that a run holds no surprise.
 *
 * @see https://openid.net/certification/
 * @module
 */
import { BASIC } from "./basic.ts";
import { CONFIG } from "./config.ts";
import { DYNAMIC, INITIATED_LOGIN } from "./dynamic.ts";
import { FORM_POST_PLANS } from "./form_post.ts";
import { HYBRID } from "./hybrid.ts";
import { IMPLICIT } from "./implicit.ts";
import { LOGOUT_PLANS } from "./logout.ts";
import type { Plan } from "./plan.ts";

export type { Plan, PlanModule } from "./plan.ts";
export { renderPlans } from "./render_plans.ts";

/** Every plan, in the order in which the Foundation lists the profiles. */
export const ALL_PLANS: readonly Plan[] = [
  BASIC,
  IMPLICIT,
  HYBRID,
  CONFIG,
  DYNAMIC,
  ...FORM_POST_PLANS,
  ...LOGOUT_PLANS,
  INITIATED_LOGIN,
];
