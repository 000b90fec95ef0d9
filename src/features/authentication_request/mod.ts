/**
 * What an authentication request says of the person and of the sign-in: who it should be (`id_token_hint`, `sub` in
 * `claims`), how (`acr_values`, `acr` in `claims`), in which words and windows (`ui_locales`, `display`), and that an
 * account is to be chosen (`prompt=select_account`).
 *
 * `prompt=none`, `login`, `consent` and `max_age` are in the spine, as plain OAuth clients may use them as well.
 *
 * *Decision 2026-11-21*: pages are in English. Languages that are asked for are taken and change nothing, as no answer
 * depends on them.
 *
 * @see OpenID Connect Core 3.1.2.1, 5.5.1, 5.5.1.1, 15.1
 * @module
 */
import type { Agreement, Feature } from "../../engine/mod.ts";
import { DISPLAYS } from "../../protocol/mod.ts";
import type { Bindings } from "../../tokens/mod.ts";
import { acrFor, boundAcr, checkAcr } from "./acr.ts";
import { AUTHENTICATION_METADATA } from "./client_metadata.ts";
import { SELECT_ACCOUNT_STEP } from "./select_account_step.ts";
import { checkHint, isOpenid, WANTED_PERSON_STEP } from "./wanted_person.ts";

/** Options of the feature. */
export interface AuthenticationRequestOptions {
  /** Authentication contexts that a sign-in by password counts as, the best first. @see OpenID Connect Core 2 (acr) */
  readonly acrValues: readonly string[];
}

/** Binds what the sign-in counted as, so that ID tokens of a refresh say the same. */
function bindAcr({ request, scope }: Agreement, acrValues: readonly string[]): Bindings {
  const acr = isOpenid({ scope }) ? acrFor(request, acrValues) : undefined;
  return acr === undefined ? {} : { authentication_request: { acr } };
}

/** The parameters of an authentication request. */
export function authenticationRequest({ acrValues }: AuthenticationRequestOptions): Feature {
  return {
    name: "authentication_request",
    spec: "OpenID Connect Core 1.0, 3.1.2.1",
    clientMetadata: AUTHENTICATION_METADATA,
    steps: [SELECT_ACCOUNT_STEP, WANTED_PERSON_STEP],
    fields: {
      authorize: {
        id_token_hint: { says: "An earlier ID token of who is to sign in" },
        acr_values: { says: "How the person should sign in, the best first" },
        display: { says: "What window the page is shown in", schema: { type: "string", enum: [...DISPLAYS] } },
        ui_locales: { says: "Languages that the person reads, the best first" },
      },
    },
    hooks: {
      metadata: () => ({
        acr_values_supported: acrValues,
        display_values_supported: DISPLAYS,
        ui_locales_supported: ["en"],
      }),
      async checkAuthorize(request) {
        if (!isOpenid(request)) return;
        checkAcr(request, acrValues);
        await checkHint(request);
      },
      bindToCode: (agreement) => bindAcr(agreement, acrValues),
      idTokenClaims(claims, { bindings }) {
        const acr = boundAcr(bindings);
        return acr === undefined ? claims : { ...claims, acr };
      },
    },
  };
}
