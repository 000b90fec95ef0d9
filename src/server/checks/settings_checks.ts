import { isLoopbackUri } from "../../protocol/mod.ts";
import type { Config } from "../config.ts";
import type { Check, Fault } from "./check.ts";

type SettingsCheck = Check<Config>;

/** Seconds. */
const HOUR = 3_600;
const DAY = 86_400;

function faultIf(isFault: boolean, says: string, hint: string): Fault | undefined {
  return isFault ? { says, hint } : undefined;
}

/** What is asked of the settings, whoever uses the server. */
export const SETTINGS_CHECKS: readonly SettingsCheck[] = [
  {
    id: "W003",
    asks: "Is PKCE with the method plain refused",
    source: "RFC 9700 2.1.1",
    find: ({ PKCE_PLAIN }) =>
      faultIf(
        PKCE_PLAIN,
        "code_challenge_method=plain is accepted: who reads the authorization request can redeem its code",
        "Set PKCE_PLAIN to false",
      ),
  },
  {
    id: "W004",
    asks: "Are access tokens kept out of addresses",
    source: "RFC 9700 4.3.2, RFC 6750 2.3",
    find: ({ BEARER_IN_QUERY }) =>
      faultIf(
        BEARER_IN_QUERY,
        "Access tokens are taken from the query, where logs, histories and Referer keep them",
        "Set BEARER_IN_QUERY to false",
      ),
  },
  {
    id: "W007",
    asks: "Does a replayed refresh token end its authorization",
    source: "RFC 9700 4.14.2",
    find: ({ REFRESH_TOKEN_REUSE_PROTECTION }) =>
      faultIf(
        !REFRESH_TOKEN_REUSE_PROTECTION,
        "A refresh token that is used a second time is refused and nothing more: who stole it first goes on",
        "Set REFRESH_TOKEN_REUSE_PROTECTION to true",
      ),
  },
  {
    id: "W008",
    asks: "Do http redirect URIs lead to this machine alone",
    source: "RFC 9700 2.6",
    find: ({ HTTP_REDIRECT_URIS, ALLOWED_REDIRECT_URI_SCHEMES }) =>
      faultIf(
        HTTP_REDIRECT_URIS === "any" && ALLOWED_REDIRECT_URI_SCHEMES.includes("http"),
        "Redirect URIs of any host may be plain http: codes cross the network for all to read",
        "Set HTTP_REDIRECT_URIS to loopback, or take http out of ALLOWED_REDIRECT_URI_SCHEMES",
      ),
  },
  {
    id: "W009",
    asks: "Must redirect URIs be registered one by one",
    source: "RFC 9700 4.1.3",
    find: ({ ALLOW_URI_WILDCARDS }) =>
      faultIf(
        ALLOW_URI_WILDCARDS,
        "Redirect URIs may hold a wildcard: whoever gets a name below it gets the codes",
        "Set ALLOW_URI_WILDCARDS to false, and register each address",
      ),
  },
  {
    id: "W010",
    asks: "Must every client use PKCE",
    source: "RFC 9700 2.1.1",
    find: ({ PKCE_REQUIRED }) =>
      faultIf(
        PKCE_REQUIRED !== "all",
        PKCE_REQUIRED === "none"
          ? "No client has to use PKCE: a code that is stolen can be redeemed"
          : "Confidential clients need not use PKCE: a code can be injected into their sessions",
        "Set PKCE_REQUIRED to all",
      ),
  },
  {
    id: "W012",
    asks: "Can the protection against replay work",
    source: "RFC 9700 4.14.2",
    find: ({ REFRESH_TOKEN_REUSE_PROTECTION, ROTATE_REFRESH_TOKEN }) =>
      faultIf(
        REFRESH_TOKEN_REUSE_PROTECTION && !ROTATE_REFRESH_TOKEN,
        "Refresh tokens are not rotated, so that a replay cannot be told from use: REFRESH_TOKEN_REUSE_PROTECTION does nothing",
        "Set ROTATE_REFRESH_TOKEN to true",
      ),
  },
  {
    id: "W101",
    asks: "Are refresh tokens rotated",
    source: "RFC 9700 2.2.2",
    find: ({ ROTATE_REFRESH_TOKEN }) =>
      faultIf(
        !ROTATE_REFRESH_TOKEN,
        "Refresh tokens of public clients are neither bound to a key nor rotated: one that leaks works until it ends",
        "Set ROTATE_REFRESH_TOKEN to true",
      ),
  },
  {
    id: "W102",
    asks: "Do access tokens live an hour at most",
    source: "RFC 9700 2.2.1",
    find: ({ ACCESS_TOKEN_EXPIRE_SECONDS }) =>
      faultIf(
        ACCESS_TOKEN_EXPIRE_SECONDS > HOUR,
        `Access tokens live for ${ACCESS_TOKEN_EXPIRE_SECONDS} seconds: one that leaks works as long`,
        "Set ACCESS_TOKEN_EXPIRE_SECONDS to 3600 or less, and let clients refresh",
      ),
  },
  {
    id: "W103",
    asks: "Do refresh tokens that nobody uses end",
    source: "RFC 9700 4.14.2",
    find: ({ REFRESH_TOKEN_EXPIRE_SECONDS }) =>
      faultIf(
        REFRESH_TOKEN_EXPIRE_SECONDS === undefined,
        "Refresh tokens that nobody uses never end, and cleartokens cannot remove them",
        "Set REFRESH_TOKEN_EXPIRE_SECONDS, such as to 2592000 (30 days)",
      ),
  },
  {
    id: "W104",
    asks: "Is the grace period of refresh tokens no longer than a retry takes",
    source: "RFC 9700 4.14.2",
    find: ({ REFRESH_TOKEN_GRACE_PERIOD_SECONDS }) =>
      faultIf(
        REFRESH_TOKEN_GRACE_PERIOD_SECONDS > 60,
        `A refresh token that was exchanged works for another ${REFRESH_TOKEN_GRACE_PERIOD_SECONDS} seconds, for a thief as well`,
        "Set REFRESH_TOKEN_GRACE_PERIOD_SECONDS to 60 or less",
      ),
  },
  {
    id: "W106",
    asks: "Do sessions end within a month",
    find: ({ SESSION_SECONDS }) =>
      faultIf(
        SESSION_SECONDS > 30 * DAY,
        `People stay signed in for ${Math.floor(SESSION_SECONDS / DAY)} days, on machines of others as well`,
        "Set SESSION_SECONDS to 2592000 or less",
      ),
  },
  {
    id: "W107",
    asks: "Do keys rotate at least once a year",
    source: "OpenID Connect Core 10.1.1",
    find: ({ KEY_ROTATION_SECONDS }) =>
      faultIf(
        KEY_ROTATION_SECONDS === 0 || KEY_ROTATION_SECONDS > 366 * DAY,
        KEY_ROTATION_SECONDS === 0
          ? "Keys do not rotate by themselves: nobody finds out in time that a client cannot follow"
          : `Keys rotate every ${Math.floor(KEY_ROTATION_SECONDS / DAY)} days only`,
        "Set KEY_ROTATION_SECONDS, such as to 7776000 (90 days), or run touchstone key rotate by schedule",
      ),
  },
  {
    id: "W108",
    asks: "Are keys published before clients' copies of the key set grow old",
    source: "OpenID Connect Core 10.1.1",
    find: ({ KEY_PUBLISH_AHEAD_SECONDS }) =>
      faultIf(
        KEY_PUBLISH_AHEAD_SECONDS < HOUR,
        `New keys sign ${KEY_PUBLISH_AHEAD_SECONDS} seconds after they are published, when many clients have an older key set`,
        "Set KEY_PUBLISH_AHEAD_SECONDS to 3600 or more",
      ),
  },
  {
    id: "W111",
    asks: "May no client have access tokens that live longer than a week",
    source: "RFC 9700 2.2.1",
    find: ({ ACCESS_TOKEN_MAX_SECONDS }) =>
      faultIf(
        ACCESS_TOKEN_MAX_SECONDS > 7 * DAY,
        `A client may have access tokens that live for ${Math.floor(ACCESS_TOKEN_MAX_SECONDS / DAY)} days, and each revocation is remembered as long`,
        "Set ACCESS_TOKEN_MAX_SECONDS to 604800 or less",
      ),
  },
  {
    id: "W112",
    asks: "Is there somebody who says which applications are registered",
    source: "RFC 7591 5",
    find: ({ CLIENT_REGISTRATION }) =>
      faultIf(
        CLIENT_REGISTRATION === "open",
        "Anybody may register an application and ask people for consent in a name of their choice",
        "Set CLIENT_REGISTRATION to token, and make tokens by touchstone initialtoken",
      ),
  },
  {
    id: "W113",
    asks: "Are the secrets of consumers kept off plain http",
    source: "RFC 5849 3.4.4",
    find: ({ OAUTH1_ENABLED, OAUTH1_PLAINTEXT_OVER_HTTP, OAUTH1_SIGNATURE_METHODS }) =>
      faultIf(
        OAUTH1_ENABLED && OAUTH1_PLAINTEXT_OVER_HTTP && OAUTH1_SIGNATURE_METHODS.includes("PLAINTEXT"),
        "PLAINTEXT is taken over http: the secrets themselves cross the network for all to read",
        "Set OAUTH1_PLAINTEXT_OVER_HTTP to false",
      ),
  },
  {
    id: "W114",
    asks: "Is the lab on only where nobody else reaches it",
    source: "RFC 9700 2.1",
    find: ({ LAB, ISSUER }) =>
      faultIf(
        LAB === "on" && ISSUER !== undefined && !isLoopbackUri(ISSUER),
        "Others reach the lab: whoever does makes issuers here that lie on purpose, below your own name",
        "Set LAB to off, or run the lab on a host of its own",
      ),
  },
];
