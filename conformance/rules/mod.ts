/**
 * What each specification demands, rule by rule, so that tests and refusals can name the sentence that they are about.
 *
 * A book a specification (`rfc6749.ts`), a rule a sentence with MUST, MUST NOT, REQUIRED, SHALL, SHOULD, SHOULD NOT or
 * RECOMMENDED, said in our own words. A MAY is listed only where the behaviour of this server depends on it. A sentence
 * that plainly states what a party does, without a capital word, counts as MUST.
 *
 * An id is `<specification>-<section>-<number>`: `RFC6749-4.1.2-5`. Numbers count from 1 inside a section. They are
 * cited by tests (`rule("RFC6749-4.1.2-5", …)`) and by refusals (`fail(…, { rule: "RFC6749-4.1.2-5" })`), so an id
 * keeps its meaning for good.
 *
 * To add a rule: give it the next free number of its section, never renumber, and write one imperative sentence without
 * a full stop. Put a rule that binds others, or that is not done, down with a `reason`; one without a reason is open
 * until a test names it. To add a specification: write `<spec>.ts` with `ruleBook()` and add it to `RULE_BOOKS` here.
 * `npm run trace` then renews `conformance/requirements.md`.
 *
 * @module
 */
import { BACK_CHANNEL_LOGOUT } from "./back_channel_logout.ts";
import { FRONT_CHANNEL_LOGOUT } from "./front_channel_logout.ts";
import { FORM_POST } from "./form_post.ts";
import { JARM } from "./jarm.ts";
import { MULTIPLE_RESPONSE_TYPES } from "./multiple_response_types.ts";
import { OAUTH21 } from "./oauth21.ts";
import { OAUTH_BODY_HASH } from "./oauth_body_hash.ts";
import { OAUTH_PROBLEMS } from "./oauth_problems.ts";
import { OIDC_CORE } from "./oidc_core.ts";
import { OIDC_DISCOVERY } from "./oidc_discovery.ts";
import { PROMPT_CREATE } from "./prompt_create.ts";
import { OIDC_REGISTRATION } from "./oidc_registration.ts";
import { RATELIMIT } from "./ratelimit.ts";
import { RFC5849 } from "./rfc5849.ts";
import { RFC6585 } from "./rfc6585.ts";
import { RFC6749 } from "./rfc6749.ts";
import { RFC6750 } from "./rfc6750.ts";
import { RFC7009 } from "./rfc7009.ts";
import { RFC7033 } from "./rfc7033.ts";
import { RFC7515 } from "./rfc7515.ts";
import { RFC7516 } from "./rfc7516.ts";
import { RFC7517 } from "./rfc7517.ts";
import { RFC7518 } from "./rfc7518.ts";
import { RFC7519 } from "./rfc7519.ts";
import { RFC7521 } from "./rfc7521.ts";
import { RFC7523 } from "./rfc7523.ts";
import { RFC7591 } from "./rfc7591.ts";
import { RFC7592 } from "./rfc7592.ts";
import { RFC7636 } from "./rfc7636.ts";
import { RFC7662 } from "./rfc7662.ts";
import { RFC8252 } from "./rfc8252.ts";
import { RFC8414 } from "./rfc8414.ts";
import { RFC8628 } from "./rfc8628.ts";
import { RFC8707 } from "./rfc8707.ts";
import { RFC8725 } from "./rfc8725.ts";
import { RFC9068 } from "./rfc9068.ts";
import { RFC9101 } from "./rfc9101.ts";
import { RFC9110 } from "./rfc9110.ts";
import { RFC9126 } from "./rfc9126.ts";
import { RFC9207 } from "./rfc9207.ts";
import { RFC9449 } from "./rfc9449.ts";
import { RFC9470 } from "./rfc9470.ts";
import { RFC9700 } from "./rfc9700.ts";
import { RFC9728 } from "./rfc9728.ts";
import { RP_LOGOUT } from "./rp_logout.ts";
import { SESSION_MANAGEMENT } from "./session_management.ts";
import type { Rule, RuleBook } from "./rule_book.ts";

export type { Keyword, Rule, RuleBook, RuleEntry, Who } from "./rule_book.ts";

/** The rule books: the RFCs in the order of their numbers, then those of the OpenID Foundation, then drafts. */
export const RULE_BOOKS: readonly RuleBook[] = [
  RFC5849,
  RFC6585,
  RFC6749,
  RFC6750,
  RFC7009,
  RFC7033,
  RFC7515,
  RFC7516,
  RFC7517,
  RFC7518,
  RFC7519,
  RFC7521,
  RFC7523,
  RFC7591,
  RFC7592,
  RFC7636,
  RFC7662,
  RFC8252,
  RFC8414,
  RFC8628,
  RFC8707,
  RFC8725,
  RFC9068,
  RFC9101,
  RFC9110,
  RFC9126,
  RFC9207,
  RFC9449,
  RFC9470,
  RFC9700,
  RFC9728,
  OIDC_CORE,
  OIDC_DISCOVERY,
  PROMPT_CREATE,
  OIDC_REGISTRATION,
  MULTIPLE_RESPONSE_TYPES,
  FORM_POST,
  JARM,
  FRONT_CHANNEL_LOGOUT,
  SESSION_MANAGEMENT,
  RP_LOGOUT,
  BACK_CHANNEL_LOGOUT,
  OAUTH21,
  RATELIMIT,
  OAUTH_BODY_HASH,
  OAUTH_PROBLEMS,
];

/** Every rule by its whole id. */
export const ALL_RULES: ReadonlyMap<string, Rule> = new Map(
  RULE_BOOKS.flatMap(({ rules }) => rules.map((rule) => [rule.id, rule] as const)),
);
