import { REGISTRATION_TO_COME } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** OpenID Connect Dynamic Client Registration: so far what binds the members that are read already. */
export const OIDC_REGISTRATION: RuleBook = ruleBook(
  "OIDCREG",
  "https://openid.net/specs/openid-connect-registration-1_0.html#rfc.section.",
  [
    {
      id: "2-1",
      keyword: "REQUIRED",
      who: "server",
      says: "Demand redirect_uris of a client that registers",
      reason: REGISTRATION_TO_COME,
    },
    {
      id: "2-2",
      keyword: "MUST NOT",
      who: "server",
      says: "Sign no ID token by none for a client that gets some of them from the authorization endpoint",
      reason: REGISTRATION_TO_COME,
    },
    {
      id: "2-3",
      keyword: "MUST",
      who: "server",
      says: "Accept the encryption of a content (enc) only beside the algorithm of its key (alg)",
      reason: REGISTRATION_TO_COME,
    },
    {
      id: "2-4",
      keyword: "MUST",
      who: "server",
      says: "Accept of web clients only redirect URIs of scheme https, on other hosts than localhost",
      reason: REGISTRATION_TO_COME,
    },
    {
      id: "2-5",
      keyword: "MUST",
      who: "server",
      says: "Accept of native clients only redirect URIs of schemes of their own, or of http on the loopback address",
      reason: REGISTRATION_TO_COME,
    },
  ],
);
