import { SETUPS } from "../scenarios/setup.ts";
import type { Plan } from "./plan.ts";

/** Every plan, from the plainest client to all that there is. */
export const ALL_PLANS: readonly Plan[] = [
  {
    name: "oauth2-basic",
    title: "OAuth 2.0, authorization code",
    says: "A web application with a client secret that gets tokens for an API and asks for no ID token",
    setups: ["code"],
  },
  {
    name: "oauth2.1",
    title: "OAuth 2.1",
    says: "The same by the rules of OAuth 2.1: PKCE always, exact redirect URIs, no tokens in addresses",
    setups: ["oauth2.1"],
  },
  {
    name: "native",
    title: "Native application",
    says: "A desktop or mobile application without a secret, with a loopback address or a scheme of its own",
    setups: ["native"],
  },
  {
    name: "spa",
    title: "Single-page application",
    says: "An application that runs in the browser alone, without a secret",
    setups: ["spa"],
  },
  {
    name: "m2m",
    title: "Machine to machine",
    says: "A program that gets tokens for itself by client_credentials",
    setups: ["client-credentials"],
  },
  {
    name: "private-key-jwt",
    title: "Clients with a key of their own",
    says: "A program, and a web application, that show who they are by JWTs which they sign",
    setups: ["private-key-jwt", "oidc-private-key-jwt"],
  },
  {
    name: "device",
    title: "Device",
    says: "A device without a browser or keyboard, whose person signs in elsewhere",
    setups: ["device"],
  },
  {
    name: "oidc-basic",
    title: "OpenID Connect, code flow",
    says: "A web application that signs people in by the authorization code flow",
    setups: ["oidc-code"],
  },
  {
    name: "oidc-implicit",
    title: "OpenID Connect, implicit flow",
    says: "An application that takes ID token and access token from the authorization endpoint",
    setups: ["oidc-implicit"],
  },
  {
    name: "oidc-hybrid",
    title: "OpenID Connect, hybrid flow",
    says: "An application that takes an ID token beside the code from the authorization endpoint",
    setups: ["oidc-hybrid"],
  },
  {
    name: "oidc-dynamic",
    title: "OpenID Connect, dynamic",
    says: "A client that is given no more than an issuer: it discovers, registers itself and signs people in",
    setups: ["oidc-dynamic"],
  },
  {
    name: "oidc-webfinger",
    title: "OpenID Connect, WebFinger",
    says: "A client that is given a person's address, and finds out where that person signs in",
    setups: ["oidc-webfinger-acct", "oidc-webfinger-url"],
  },
  {
    name: "oidc-request-object",
    title: "OpenID Connect, request objects",
    says: "A client that registers itself and sends its authorization requests as JWTs, by value and by reference",
    setups: ["oidc-request-object", "oidc-request-uri"],
  },
  {
    name: "oidc-encrypted",
    title: "OpenID Connect, encrypted ID tokens",
    says: "A web application whose ID tokens are encrypted to a key of its own",
    setups: ["oidc-encrypted"],
  },
  {
    name: "oidc-logout",
    title: "OpenID Connect, logout",
    says: "An application that ends sessions at the provider, and is told when they end",
    setups: ["logout-rp", "logout-back-channel", "logout-front-channel", "login-initiation"],
  },
  {
    name: "oidc-session",
    title: "OpenID Connect, session management",
    says: "An application that watches by a frame whether somebody is still signed in at the provider",
    setups: ["session-management"],
  },
  {
    name: "refresh",
    title: "Refresh tokens",
    says: "A client that keeps access for a long time",
    setups: ["refresh"],
  },
  {
    name: "oidc-refresh",
    title: "Refresh tokens with OpenID Connect",
    says: "A client that keeps access for a long time, and is sent an ID token with each refresh",
    setups: ["oidc-refresh"],
  },
  {
    name: "jarm",
    title: "Signed authorization responses",
    says: "A client that asks for its answers as signed JWTs, as FAPI 2.0 Message Signing demands",
    setups: ["jarm"],
  },
  {
    name: "resource-server",
    title: "Resource server and its callers",
    says: "An API that judges tokens by introspection, a client that revokes, and one that an API refuses",
    setups: ["resource", "introspection", "revocation"],
  },
  {
    name: "resource-first",
    title: "Begun at a resource",
    says: "A client that is given the address of an API, and finds out whose tokens it takes",
    setups: ["resource-first"],
  },
  {
    name: "dpop",
    title: "DPoP",
    says: "A client whose access tokens are bound to a key, which it proves to hold with each request",
    setups: ["dpop"],
  },
  {
    name: "oauth1",
    title: "OAuth 1.0a",
    says: "A consumer that signs its requests",
    setups: ["oauth1"],
  },
  {
    name: "par",
    title: "Pushed authorization requests",
    says: "A web application whose authorization requests go to the provider itself, before the browser does",
    setups: ["par"],
  },
  {
    name: "all",
    title: "Everything",
    says: "Every scenario that there is, each in its first setup",
    setups: SETUPS,
  },
];
