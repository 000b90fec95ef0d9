import { AUTHENTICATION } from "./oidc_core/authentication.ts";
import { CLAIMS } from "./oidc_core/claims.ts";
import { CLIENT_AUTHENTICATION } from "./oidc_core/client_authentication.ts";
import { ID_TOKEN } from "./oidc_core/id_token.ts";
import { OFFLINE } from "./oidc_core/offline.ts";
import { RELYING_PARTY } from "./oidc_core/relying_party.ts";
import { RELYING_PARTY_FRONT } from "./oidc_core/relying_party_front.ts";
import { RELYING_PARTY_UPKEEP } from "./oidc_core/relying_party_upkeep.ts";
import { REQUEST_OBJECTS } from "./oidc_core/request_objects.ts";
import { SUBJECTS } from "./oidc_core/subjects.ts";
import { THIRD_PARTY_LOGIN } from "./oidc_core/third_party_login.ts";
import { USERINFO } from "./oidc_core/userinfo.ts";
import { inOrderOfText, ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** OpenID Connect Core. */
export const OIDC_CORE: RuleBook = ruleBook(
  "OIDC",
  "https://openid.net/specs/openid-connect-core-1_0.html#rfc.section.",
  inOrderOfText([
    ...AUTHENTICATION,
    ...ID_TOKEN,
    ...THIRD_PARTY_LOGIN,
    ...CLAIMS,
    ...REQUEST_OBJECTS,
    ...USERINFO,
    ...SUBJECTS,
    ...OFFLINE,
    ...CLIENT_AUTHENTICATION,
    ...RELYING_PARTY,
    ...RELYING_PARTY_FRONT,
    ...RELYING_PARTY_UPKEEP,
  ]),
);
