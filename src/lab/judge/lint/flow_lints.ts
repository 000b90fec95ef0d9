import type { JournalEntry, Place } from "../../journal/entry.ts";
import type { SetupName } from "../../scenarios/setup.ts";
import { SETUP_OF } from "../../scenarios/setups.ts";
import { askedFor, redactedOf, valueOf } from "../observe.ts";
import { inspecting } from "./lint.ts";
import type { Lint, LintedAttempt } from "./lint.ts";
import { asksFor, authorizationRequests, clientRequests, codeRequests, ofControls, tokenRequests } from "./requests.ts";

/** Places that take forms by POST. */
const FORMS: readonly Place[] = ["token", "introspection", "revocation", "device_authorization", "par"];
const OPENID: readonly SetupName[] = [
  "oidc-code",
  "oidc-implicit",
  "oidc-hybrid",
  "oidc-dynamic",
  "oidc-refresh",
  "logout-rp",
  "logout-back-channel",
  "logout-front-channel",
  "session-management",
  "login-initiation",
];
/** Addresses that browsers ask for by themselves, or where clients look whether there is something. */
const HARMLESS = /\/(?:favicon\.ico|robots\.txt|apple-touch-icon[\w.-]*)$|\/\.well-known\//;

function forms({ entries }: LintedAttempt): readonly JournalEntry[] {
  return askedFor(entries, ...FORMS);
}

function redirectOf(entry: JournalEntry): URL | undefined {
  const text = valueOf(entry, "redirect_uri");
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(?:\.\d+){3}$/.test(hostname);
}

/** The redirect URI of the only authorization request of an attempt; undefined where there were several or none. */
function onlyRedirectUri(attempt: LintedAttempt): string | undefined {
  const uris = new Set(authorizationRequests(attempt).map((entry) => valueOf(entry, "redirect_uri")));
  return uris.size === 1 ? [...uris][0] : undefined;
}

function codeOf(entry: JournalEntry): string | undefined {
  return valueOf(entry, "code");
}

/** Lints of redirect URIs, grants, scopes and of how requests are sent. */
export const FLOW_LINTS: readonly Lint[] = [
  {
    name: "redirect_uri_tls",
    title: "The redirect URI is safe on its way",
    rule: "RFC9700-2.6-8",
    keyword: "MUST NOT",
    says: "No authorization response is sent over plain http, but to the loopback interface",
    mend: "Use a redirect URI of scheme https, or one on 127.0.0.1 or [::1] in a native application.",
    look: inspecting({
      what: "authorization requests with a redirect_uri",
      of: (attempt) => authorizationRequests(attempt).filter((entry) => redirectOf(entry) !== undefined),
      wrong(entry) {
        const uri = redirectOf(entry);
        return uri?.protocol === "http:" && !isLoopback(uri) ? `has the redirect_uri '${uri.href}'` : undefined;
      },
    }),
  },
  {
    name: "redirect_uri_loopback",
    title: "The loopback address is a number",
    rule: "RFC8252-8.3-1",
    keyword: "SHOULD NOT",
    says: "A native application names the loopback interface by its address and not as localhost",
    mend: "Listen on 127.0.0.1 or [::1] and say so in the redirect URI: localhost may lead elsewhere.",
    setups: ["native"],
    look: inspecting({
      what: "authorization requests with a redirect_uri",
      of: (attempt) => authorizationRequests(attempt).filter((entry) => redirectOf(entry) !== undefined),
      wrong: (entry) => (redirectOf(entry)?.hostname === "localhost" ? "has a redirect_uri on localhost" : undefined),
    }),
  },
  {
    name: "redirect_uri_repeated",
    title: "The redirect URI comes again with the code",
    rule: "RFC6749-4.1.3-9",
    keyword: "MUST",
    says: "A token request has the redirect_uri of the authorization request, character by character",
    mend: "Send the very text of redirect_uri from the authorization request with the code; OAuth 2.1 alone does without.",
    look: inspecting({
      what: "token requests after a redirect_uri",
      of: ofControls((attempt) =>
        attempt.setup === "oauth2.1" || onlyRedirectUri(attempt) === undefined ? [] : codeRequests(attempt),
      ),
      wrong(entry, attempt) {
        const asked = onlyRedirectUri(attempt);
        const sent = valueOf(entry, "redirect_uri");
        if (sent === asked) return undefined;
        return sent === undefined
          ? "has no redirect_uri"
          : `has the redirect_uri '${sent}' instead of '${asked ?? ""}'`;
      },
    }),
  },
  {
    name: "post_forms",
    title: "Token requests are sent by POST",
    rule: "RFC6749-3.2-1",
    keyword: "MUST",
    says: "The client asks the token endpoint and its like by POST",
    mend: "Send these requests by POST, with all parameters in the body.",
    look: inspecting({
      what: "requests that are to be sent by POST",
      of: forms,
      wrong: ({ method }) => (method === "POST" ? undefined : `came by ${method}`),
    }),
  },
  {
    name: "form_encoded",
    title: "Parameters are sent as a form",
    rule: "RFC6749-B-1",
    keyword: "MUST",
    says: "Parameters stand in the body, form-encoded: neither as JSON nor in the query",
    mend: "Send the body as application/x-www-form-urlencoded, as URLSearchParams writes it.",
    look: inspecting({
      what: "requests with a body",
      of: (attempt) => forms(attempt).filter(({ method }) => method === "POST"),
      wrong({ body, form, query }) {
        if (body !== undefined && form.length === 0) return "has a body that is no form";
        const named = query.find(([name]) => name === "grant_type" || name === "code" || name === "token");
        return named === undefined ? undefined : `has ${named[0]} in its query`;
      },
    }),
  },
  {
    name: "code_reused",
    title: "A code is redeemed once",
    rule: "RFC6749-4.1.2-4",
    keyword: "MUST NOT",
    says: "No code is sent to the token endpoint a second time",
    mend: "Redeem a code once, and begin anew where that failed; see whether two handlers of the redirect URI run at once.",
    look: inspecting({
      what: "token requests with a code",
      of: ofControls(codeRequests),
      wrong(entry, attempt) {
        const mark = redactedOf(codeOf(entry) ?? "")?.mark ?? codeOf(entry);
        const before = codeRequests(attempt).find(
          (other) => other.n < entry.n && (redactedOf(codeOf(other) ?? "")?.mark ?? codeOf(other)) === mark,
        );
        return before === undefined ? undefined : `has the code of request ${before.n} again`;
      },
    }),
  },
  {
    name: "password_grant",
    title: "It takes no passwords of people",
    rule: "RFC9700-2.4-2",
    keyword: "MUST NOT",
    says: "The client uses no password grant",
    mend: "Send the person to the authorization endpoint, in a browser, and ask for no password yourself.",
    look: inspecting({
      what: "token requests",
      of: tokenRequests,
      wrong: (entry) => (valueOf(entry, "grant_type") === "password" ? "is of the password grant" : undefined),
    }),
  },
  {
    name: "implicit_used",
    title: "No access token through the browser",
    rule: "RFC9700-2.1.2-2",
    keyword: "SHOULD NOT",
    says: "The client asks for an access token at the token endpoint, unless it is set up for the implicit flow",
    mend: "Use response_type=code with PKCE; it works in browsers alone as well.",
    look: inspecting({
      what: "authorization requests of clients that are not set up for the implicit flow",
      of: (attempt) =>
        SETUP_OF[attempt.setup].response_type.split(" ").includes("token") ? [] : authorizationRequests(attempt),
      wrong: (entry) =>
        asksFor(entry, "token") ? `has response_type '${valueOf(entry, "response_type") ?? ""}'` : undefined,
    }),
  },
  {
    name: "scope_beyond",
    title: "It asks for no more than it was told to",
    rule: "RFC6749-10.3-4",
    keyword: "SHOULD",
    says: "The client asks for the scope that it is configured with, and for nothing beyond it",
    mend: "Ask for the scope that the application needs, and see whether your library adds words of its own.",
    look: inspecting({
      what: "authorization requests with a scope",
      // A client that steps up asks for more where it is told to.
      of: ofControls((attempt) =>
        attempt.setup === "resource"
          ? []
          : authorizationRequests(attempt).filter((entry) => valueOf(entry, "scope") !== undefined),
      ),
      wrong(entry, { setup }) {
        const told = SETUP_OF[setup].scope.split(" ");
        const more = (valueOf(entry, "scope") ?? "").split(" ").filter((word) => word !== "" && !told.includes(word));
        const extra = more.filter((word) => word !== "offline_access" && word !== "openid");
        return extra.length === 0 ? undefined : `asks for ${extra.map((word) => `'${word}'`).join(", ")} besides`;
      },
    }),
  },
  {
    name: "openid_scope",
    title: "OpenID Connect begins with the scope openid",
    rule: "OIDC-3.1.2.1-15",
    keyword: "MUST",
    says: "An authentication request has openid in its scope",
    mend: "Begin the scope with openid: without it the request is one of OAuth alone, and no ID token comes.",
    setups: OPENID,
    look: inspecting({
      what: "authentication requests",
      of: authorizationRequests,
      wrong: (entry) =>
        (valueOf(entry, "scope") ?? "").split(" ").includes("openid") ? undefined : "has no openid in its scope",
    }),
  },
  {
    name: "prompt_none_alone",
    title: "prompt=none stands alone",
    rule: "OIDC-3.1.2.1-18",
    keyword: "MUST",
    says: "A request with the prompt none has no other word there",
    mend: "Send none without login, consent or select_account.",
    look: inspecting({
      what: "authorization requests with a prompt",
      of: (attempt) => authorizationRequests(attempt).filter((entry) => valueOf(entry, "prompt") !== undefined),
      wrong(entry) {
        const words = (valueOf(entry, "prompt") ?? "").split(" ");
        return words.includes("none") && words.length > 1 ? `has the prompt '${words.join(" ")}'` : undefined;
      },
    }),
  },
  {
    name: "offline_access_consent",
    title: "Offline access with consent",
    rule: "OIDC-11-4",
    keyword: "MUST",
    says: "A request for offline_access has consent in its prompt",
    mend: "Send prompt=consent with the scope offline_access, which the provider may ignore otherwise.",
    look: inspecting({
      what: "authentication requests for offline_access",
      of: (attempt) =>
        authorizationRequests(attempt).filter((entry) => {
          const words = (valueOf(entry, "scope") ?? "").split(" ");
          return words.includes("openid") && words.includes("offline_access");
        }),
      wrong: (entry) =>
        (valueOf(entry, "prompt") ?? "").split(" ").includes("consent") ? undefined : "has no consent in its prompt",
    }),
  },
  {
    name: "unknown_address",
    title: "It asks for no address that is not there",
    rule: "RFC9700-2.6-7",
    keyword: "SHOULD",
    says: "The client takes addresses from the metadata and makes none up",
    mend: "Read the endpoints from the metadata of the issuer instead of joining paths by hand.",
    look: inspecting({
      what: "requests",
      of: ofControls(clientRequests),
      wrong: ({ place, url, status }) =>
        place === "unknown" && status === 404 && !HARMLESS.test(url)
          ? `asks for '${url}', which is not there`
          : undefined,
    }),
  },
  {
    name: "jwks_kept",
    title: "Keys are kept for a while",
    rule: "OIDC-10.1.1-1",
    keyword: "MUST",
    says: "The client fetches the keys of the issuer again for a kid that it does not know, and not each time",
    mend: "Keep the key set in the process, and fetch it again for an unknown kid, at most once in some minutes.",
    look: inspecting({
      what: "requests for the key set",
      // No sentence says how often is too often.
      atMost: "warning",
      of: ofControls(({ entries }) => askedFor(entries, "jwks")),
      wrong(entry, { entries }) {
        const before = askedFor(entries, "jwks").filter(({ n }) => n < entry.n).length;
        return before < MOST_KEY_REQUESTS ? undefined : `asks for the key set for the ${before + 1}th time in one flow`;
      },
    }),
  },
  {
    name: "logout_hint",
    title: "Logout says who",
    rule: "RPLOGOUT-2-12",
    keyword: "SHOULD",
    says: "A logout request has the ID token as id_token_hint",
    mend: "Keep the ID token with the session and send it as id_token_hint: without it the person is asked first.",
    setups: ["logout-rp"],
    look: inspecting({
      what: "logout requests",
      // What follows at the same endpoint is the answer of the person who was asked.
      of: ofControls(({ entries }) => askedFor(entries, "end_session").slice(0, 1)),
      wrong: (entry) => (valueOf(entry, "id_token_hint") === undefined ? "has no id_token_hint" : undefined),
    }),
  },
];

/** A library that fetches the keys with the metadata, for the ID token and for a signed UserInfo asks three times. */
const MOST_KEY_REQUESTS = 3;
