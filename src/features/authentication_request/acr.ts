import type { AgreedRequest } from "../../engine/mod.ts";
import { fail, parseClaimsRequest, type ClaimWish } from "../../protocol/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";

type Asked = Pick<AgreedRequest, "params" | "client">;

/** How `acr` is asked for by name; undefined = it is not. @see OpenID Connect Core 5.5.1.1 */
function wishIn({ params }: Asked): ClaimWish | undefined {
  const text = params.get("claims");
  const wishes = text === undefined ? {} : parseClaimsRequest(text).idToken;
  return Object.hasOwn(wishes, "acr") ? wishes["acr"] : undefined;
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** The values that a client would like, best first, as the request says, else its registration; undefined = it does not care. */
function wantedBy(asked: Asked): readonly unknown[] | undefined {
  const wish = wishIn(asked);
  if (wish !== undefined) return wish.values ?? [];
  const text = asked.params.get("acr_values");
  if (text !== undefined) return text.split(" ");
  const { default_acr_values: standard } = asked.client.metadata;
  return Array.isArray(standard) ? standard : undefined;
}

/**
 * Refuses a request for which no sign-in here is good enough, before anybody signs in for nothing.
 *
 * @see OpenID Connect Core 5.5.1.1, OpenID Connect Core Error Code unmet_authentication_requirements 1.0
 */
export function checkAcr(asked: Asked, reached: readonly string[]): void {
  asked.params.get("acr_values");
  const wish = wishIn(asked);
  if (wish === undefined || !wish.essential) return;
  const isMet = wish.values === undefined ? reached.length > 0 : reached.some((acr) => wish.values?.includes(acr));
  if (!isMet) {
    fail(
      "unmet_authentication_requirements",
      "Cannot sign anybody in as the essential claim acr asks for, as no sign-in here counts as that",
      { rule: "OIDC-5.5.1.1-1" },
    );
  }
}

/**
 * What a sign-in counts as for a request: the best of what it wants, else what there is; undefined = it does not ask.
 *
 * Choice: the claim is left out where nobody asks for it.
 *
 * @see OpenID Connect Core 5.5.1.1, 2 (acr)
 */
export function acrFor(asked: Asked, reached: readonly string[]): string | undefined {
  const wanted = wantedBy(asked);
  if (wanted === undefined) return undefined;
  return wanted.filter(isText).find((acr) => reached.includes(acr)) ?? reached[0];
}

/** What was bound to an authorization. */
export function boundAcr(bindings: Bindings): string | undefined {
  const binding: unknown = bindings["authentication_request"];
  if (typeof binding !== "object" || binding === null || !("acr" in binding)) return undefined;
  return isText(binding.acr) ? binding.acr : undefined;
}
