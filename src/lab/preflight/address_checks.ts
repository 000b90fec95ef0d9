import { isLoopbackUri } from "../../protocol/mod.ts";
import { OPENID, REDIRECTED } from "./_kinds.ts";
import type { DescribedClient } from "./described_client.ts";
import type { PreflightCheck } from "./preflight_check.ts";

type Look = PreflightCheck["look"];

function parsed(uri: string): URL | undefined {
  return URL.canParse(uri) ? new URL(uri) : undefined;
}

/** What is wrong of the first redirect URI for which a test says so. */
function ofRedirects(isWrong: (uri: string, client: DescribedClient) => boolean, words: string): Look {
  return (client) => {
    const bad = client.redirectUris.find((uri) => isWrong(uri, client));
    return bad === undefined ? undefined : `The redirect URI '${bad}' ${words}`;
  };
}

function schemeOf(uri: string): string {
  return parsed(uri)?.protocol ?? "";
}

function isWeb(uri: string): boolean {
  return schemeOf(uri) === "http:" || schemeOf(uri) === "https:";
}

/** A web address of a member that is not one of the redirect URIs. */
function addressAt(member: string, isWrong: (url: URL | undefined) => boolean, words: string): Look {
  return ({ members }) => {
    const value = members[member];
    const uris = Array.isArray(value) ? value : value === undefined ? [] : [value];
    const bad = uris.map(String).find((uri) => isWrong(parsed(uri)));
    return bad === undefined ? undefined : `The ${member} '${bad}' ${words}`;
  };
}

function isPlainHttp(url: URL | undefined): boolean {
  return url?.protocol === "http:" && !isLoopbackUri(url.href);
}

const HTTPS = "Give it the scheme https; plain http is for 127.0.0.1 and [::1] alone.";

function hostsOf(uris: readonly string[]): ReadonlySet<string> {
  return new Set(uris.flatMap((uri) => parsed(uri)?.host ?? []));
}

/** Whether a redirect URI is one that only an application on the person's own machine has. */
function isNative(uri: string): boolean {
  return parsed(uri) !== undefined && (!isWeb(uri) || (schemeOf(uri) === "http:" && isLoopbackUri(uri)));
}

/** What is known of addresses before anybody asks them. */
export const ADDRESS_CHECKS: readonly PreflightCheck[] = [
  {
    name: "redirect_uri_missing",
    member: "redirect_uris",
    rule: "RFC6749-3.1.2.3-1",
    keyword: "MUST",
    setups: REDIRECTED,
    look: ({ redirectUris }) =>
      redirectUris.length === 0 ? "There is no redirect URI, so that no answer can come back" : undefined,
    mend: "Name each address at which the client takes answers under redirect_uris, whole.",
    stops: true,
  },
  {
    name: "redirect_uri_unreadable",
    member: "redirect_uris",
    rule: "RFC6749-3.1.2-1",
    keyword: "MUST",
    look: ofRedirects((uri) => parsed(uri) === undefined, "is not an absolute URI"),
    mend: "Write it whole, with scheme, host and path: https://app.example/callback.",
    stops: true,
  },
  {
    name: "redirect_uri_fragment",
    member: "redirect_uris",
    rule: "RFC6749-3.1.2-2",
    keyword: "MUST NOT",
    look: ofRedirects((uri) => uri.includes("#"), "has a fragment"),
    mend: "Take everything from '#' on out of it; routes of a single-page application need a path instead.",
    stops: true,
  },
  {
    name: "redirect_uri_wildcard",
    member: "redirect_uris",
    rule: "RFC9700-2.1-1",
    keyword: "MUST",
    look: ofRedirects((uri) => uri.includes("*"), "has a wildcard, which exact comparison never matches"),
    mend: "Register each address by itself.",
    stops: true,
  },
  {
    name: "redirect_uri_http",
    member: "redirect_uris",
    rule: "RFC9700-2.6-8",
    keyword: "MUST NOT",
    look: ofRedirects((uri) => isPlainHttp(parsed(uri)), "is plain http to a host that is not this machine"),
    mend: HTTPS,
  },
  {
    name: "redirect_uri_localhost",
    member: "redirect_uris",
    rule: "RFC8252-8.3-1",
    keyword: "SHOULD NOT",
    look: ofRedirects(
      (uri) => parsed(uri)?.hostname === "localhost",
      "names localhost, which may lead to another interface, and whose port is compared",
    ),
    mend: "Write 127.0.0.1 or [::1]: then the port may differ from request to request.",
  },
  {
    name: "redirect_uri_scheme",
    member: "redirect_uris",
    rule: "RFC8252-7.1-1",
    keyword: "MUST",
    look: ofRedirects(
      (uri) => parsed(uri) !== undefined && !isWeb(uri) && !schemeOf(uri).includes("."),
      "has a scheme of its own without a dot, which any application may claim",
    ),
    mend: "Take a domain name that is yours, read backwards, as the scheme: com.example.app:/callback.",
  },
  {
    name: "redirect_uri_native_web",
    member: "application_type",
    rule: "OIDCREG-2-9",
    keyword: "MUST",
    look: ({ applicationType, redirectUris }) => {
      const bad = redirectUris.find((uri) => isWeb(uri) && !isLoopbackUri(uri) && schemeOf(uri) === "http:");
      return applicationType === "native" && bad !== undefined
        ? `A native application has the redirect URI '${bad}' on a server`
        : undefined;
    },
    mend: "Use a scheme of your own, a loopback address, or an https address that the system hands to the application.",
  },
  {
    name: "redirect_uri_implicit_http",
    member: "redirect_uris",
    rule: "OIDC-3.2.2.1-1",
    keyword: "MUST NOT",
    setups: ["oidc-implicit"],
    look: ({ applicationType = "web", redirectUris }) => {
      const bad = redirectUris.find((uri) => schemeOf(uri) === "http:");
      return applicationType === "web" && bad !== undefined
        ? `The implicit flow sends tokens to '${bad}', which is plain http`
        : undefined;
    },
    mend: "Use https, or register as a native application on a loopback address.",
  },
  {
    name: "redirect_uri_implicit_localhost",
    member: "redirect_uris",
    rule: "OIDCREG-2-8",
    keyword: "MUST",
    setups: ["oidc-implicit"],
    look: ({ applicationType = "web", redirectUris }) => {
      const bad = redirectUris.find((uri) => parsed(uri)?.hostname === "localhost");
      return applicationType === "web" && bad !== undefined
        ? `The implicit flow sends tokens to '${bad}', which is localhost, as to a server`
        : undefined;
    },
    mend: "Use the address of a server, or register as a native application.",
  },
  {
    name: "redirect_uri_not_native",
    member: "application_type",
    rule: "OIDCREG-2-9",
    keyword: "SHOULD",
    setups: ["native", ...OPENID],
    look: ({ isRegistration, applicationType = "web", redirectUris }) => {
      const bad = redirectUris.find(isNative);
      return isRegistration && applicationType === "web" && bad !== undefined
        ? `The redirect URI '${bad}' is that of a native application, and application_type is web (as it is when not given)`
        : undefined;
    },
    mend: "Register with application_type native.",
  },
  {
    name: "sector_identifier_missing",
    member: "sector_identifier_uri",
    rule: "OIDC-8.1-4",
    keyword: "MUST",
    look: ({ members, redirectUris }) =>
      members["subject_type"] === "pairwise" &&
      members["sector_identifier_uri"] === undefined &&
      hostsOf(redirectUris).size > 1
        ? "The redirect URIs are of several hosts, and nothing says which sub a person gets"
        : undefined,
    mend: "Register a sector_identifier_uri, at which a JSON list of all redirect URIs is.",
  },
  {
    name: "request_uri_http",
    member: "request_uris",
    rule: "RFC9101-5.2-1",
    keyword: "MUST",
    look: addressAt("request_uris", isPlainHttp, "is plain http"),
    mend: HTTPS,
  },
  {
    name: "post_logout_redirect_uri_missing",
    member: "post_logout_redirect_uris",
    rule: "RPLOGOUT-3-3",
    keyword: "MUST",
    setups: ["logout-rp"],
    look: ({ members }) =>
      members["post_logout_redirect_uris"] === undefined && members["post_logout_redirect_uri"] === undefined
        ? "There is no post_logout_redirect_uri, so that nobody comes back from a logout"
        : undefined,
    mend: "Register where the browser shall go after a logout under post_logout_redirect_uris.",
    stops: true,
  },
  {
    name: "backchannel_logout_uri_missing",
    member: "backchannel_logout_uri",
    rule: "BCLOGOUT-2.6-1",
    keyword: "MUST",
    setups: ["logout-back-channel"],
    look: ({ members }) =>
      members["backchannel_logout_uri"] === undefined
        ? "There is no backchannel_logout_uri, so that no logout token can be sent"
        : undefined,
    mend: "Register the address that takes logout tokens; the provider must be able to reach it.",
    stops: true,
  },
  {
    name: "frontchannel_logout_uri_missing",
    member: "frontchannel_logout_uri",
    rule: "FCLOGOUT-2-10",
    keyword: "MUST",
    setups: ["logout-front-channel"],
    look: ({ members }) =>
      members["frontchannel_logout_uri"] === undefined
        ? "There is no frontchannel_logout_uri, so that no frame can be shown"
        : undefined,
    mend: "Register the address that a frame loads when the session ends.",
    stops: true,
  },
  {
    name: "backchannel_logout_uri_fragment",
    member: "backchannel_logout_uri",
    rule: "BCLOGOUT-2.2-2",
    keyword: "MUST NOT",
    look: addressAt("backchannel_logout_uri", (url) => url?.href.includes("#") === true, "has a fragment"),
    mend: "Take everything from '#' on out of it.",
  },
  {
    name: "frontchannel_logout_uri_elsewhere",
    member: "frontchannel_logout_uri",
    rule: "FCLOGOUT-2-1",
    keyword: "MUST",
    look({ members, redirectUris }) {
      const uri = members["frontchannel_logout_uri"];
      if (typeof uri !== "string" || redirectUris.length === 0) return undefined;
      const origins = redirectUris.map((redirect) => parsed(redirect)?.origin);
      return origins.includes(parsed(uri)?.origin ?? "")
        ? undefined
        : `The frontchannel_logout_uri '${uri}' has not scheme, host and port of a redirect URI`;
    },
    mend: "Serve it where the client takes answers: it shares the cookies of the session with that address.",
  },
  {
    name: "frontchannel_logout_uri_fragment",
    member: "frontchannel_logout_uri",
    rule: "FCLOGOUT-2-4",
    keyword: "MUST NOT",
    look: addressAt("frontchannel_logout_uri", (url) => url?.href.includes("#") === true, "has a fragment"),
    mend: "Take everything from '#' on out of it.",
  },
  {
    name: "backchannel_logout_uri_http",
    member: "backchannel_logout_uri",
    rule: "OAUTH21-1.5-1",
    keyword: "MUST",
    look: addressAt("backchannel_logout_uri", isPlainHttp, "is plain http"),
    mend: HTTPS,
  },
  {
    name: "jwks_uri_http",
    member: "jwks_uri",
    rule: "OAUTH21-1.5-1",
    keyword: "MUST",
    look: addressAt(
      "jwks_uri",
      isPlainHttp,
      "is plain http, so that anybody on the way may put keys of their own there",
    ),
    mend: HTTPS,
  },
  {
    name: "initiate_login_uri_http",
    member: "initiate_login_uri",
    rule: "OAUTH21-1.5-1",
    keyword: "MUST",
    setups: OPENID,
    look: addressAt("initiate_login_uri", isPlainHttp, "is plain http"),
    mend: HTTPS,
  },
  {
    name: "initiate_login_uri_missing",
    member: "initiate_login_uri",
    rule: "OIDC-4-4",
    keyword: "MUST",
    setups: ["login-initiation"],
    look: ({ members }) =>
      members["initiate_login_uri"] === undefined
        ? "There is no initiate_login_uri for others to begin a login"
        : undefined,
    mend: "Register the address at which a login can be begun, or leave this setup out of the plan.",
    stops: true,
  },
];
