import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, other, same, stricter } from "./behaviour.ts";

const URI = "src/protocol/redirect_uri_test.ts";
const REFUSALS = "test/http/authorize_refusals_test.ts";
const CONSENT = "test/flows/consent_test.ts";
const PROMPT = "test/http/prompt_test.ts";

/** What redirect URIs may be. */
export const REDIRECT_URIS: BehaviourGroup = {
  title: "Redirect URIs",
  rows: [
    same(
      "A redirect URI is compared character by character, its query too, and has no fragment and no user information",
      provedBy(
        URI,
        "refuses any one-character change of a registered URI",
        "refuses the fragment of ${uri}",
        "refuses ${name}",
      ),
    ),
    same(
      "On 127.0.0.1 and [::1] over http any port will do",
      provedBy("conformance/server/redirect_uri_test.ts", "takes any port of the loopback address for a native client"),
      provedBy(URI, "takes every port of the loopback address, both ways", "compares localhost with its port"),
    ),
    same(
      "Schemes of native applications need a setting",
      provedBy(URI, "refuses a scheme that is not listed", "lets a listed private-use scheme through, and no other"),
      provedBy("test/flows/native_app_test.ts", "is reached by a private-use scheme where the server allows them"),
    ),
    stricter(
      {
        says: "http on another host than this machine needs a setting (HTTP_REDIRECT_URIS=any)",
        because: "a code on its way over http can be read (RFC 9700 2.6)",
      },
      provedBy(URI, "refuses http://${host}"),
    ),
    same(
      "The port of localhost is free where a setting says so (ALLOW_LOCALHOST_LOOPBACK)",
      provedBy(URI, '${expected ? "takes" : "refuses"} ${asked} for ${registered}'),
    ),
    stricter(
      {
        says: "A star as the first label, with two labels or more behind it, stands for one label where a setting says so (ALLOW_URI_WILDCARDS)",
        because: "there it stands for several labels",
      },
      provedBy(URI, "may be registered as ${uri}, where that is allowed", "do not take ${asked.slice(0, 60)}"),
    ),
    same(
      "A client or redirect URI that is not known shows a page and leads nowhere",
      provedBy(REFUSALS, "shows a page and goes nowhere: ${name}"),
    ),
    same(
      "What is wrong with another part of the request is told to the client by a redirect, with its state",
      provedBy(REFUSALS, "gets its error and its state back: ${name}"),
    ),
  ],
};

/** How people are asked. */
export const CONSENTS: BehaviourGroup = {
  title: "Consent",
  rows: [
    same(
      "Who denies sends access_denied and the state back",
      provedBy(CONSENT, "can be refused, which the application is told"),
    ),
    same(
      "An application that was registered so asks nobody (skip_authorization)",
      provedBy(CONSENT, "is not asked for by an application that may skip it"),
    ),
    other(
      {
        says: "What was allowed is remembered, until something is asked that is new; approval_prompt=auto is the standard",
        because:
          "consent is a record of its own, which outlives tokens and can be forgotten; REQUEST_APPROVAL_PROMPT=force asks each time",
      },
      provedBy(
        CONSENT,
        "is remembered, for as much or less, until something is asked that is new",
        "is never remembered, unless the application asks for that",
      ),
    ),
    same(
      "The default scopes are asked for where a request names none",
      provedBy("test/http/dot_behaviours_test.ts", "answers the default scopes where none is asked for"),
    ),
    other(
      { says: "Part of what is asked can be allowed", because: "there it is all or nothing" },
      provedBy(CONSENT, "to a part of what is asked gives just that, now and when refreshed"),
    ),
  ],
};

/** What OpenID Connect adds at the authorization endpoint. */
export const SIGN_INS: BehaviourGroup = {
  title: "OpenID Connect: sign-in",
  rows: [
    same(
      "prompt=none says login_required by a redirect, once client and redirect URI are known to be right",
      provedBy(PROMPT, "says ${error} by ${mode} where ${name}, with state and iss"),
    ),
    same("prompt=none stands beside no other word", provedBy(PROMPT, "cannot stand beside ${word}, in whatever order")),
    same(
      "prompt=login has the person sign in once",
      provedBy(PROMPT, "have the person sign in again, in the same session"),
    ),
    same(
      "prompt=create leads to the sign-up page and on to the client; where sign-up is closed it is refused",
      provedBy(PROMPT, "makes an account, signs it in and goes on to the client as the new person"),
      provedBy("conformance/server/prompt_test.ts", "is refused with a word of prompt that is not published"),
    ),
    other(
      {
        says: "max_age, acr_values, claims and id_token_hint are honoured",
        because: "there they are stored or skipped",
      },
      provedBy(PROMPT, "ask again exactly when max_age has passed", "is refused where it is ${name}"),
      provedBy("test/http/id_token_test.ts", "are those asked for by name, with such a value, essential or not"),
    ),
  ],
};
