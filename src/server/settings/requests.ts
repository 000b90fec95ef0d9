import { oneOf, seconds, trustedIssuers, yesOrNo } from "../setting_schemas.ts";
import { FLAG, setting } from "./definition.ts";

/** Settings of JWTs in requests. */
export const REQUEST_SETTINGS = {
  REQUEST_OBJECTS: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether clients may send authorization requests as signed JWTs",
    source: "OpenID Connect Core 6.1, RFC 9101 5.1",
  }),
  REQUEST_URI: setting({
    schema: oneOf("registered", "off"),
    standard: "registered",
    unit: "word",
    says: "Which request objects are fetched: registered takes addresses that the client registered, off none",
    source: "OpenID Connect Core 6.2, RFC 9101 5.2",
  }),
  REQUIRE_SIGNED_REQUEST_OBJECT: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether every authorization request has to be a signed request object",
    source: "RFC 9101 10.5",
  }),
  DPOP_NONCE: setting({
    schema: oneOf("off", "on"),
    standard: "off",
    unit: "word",
    says: "Whether each DPoP proof has to hold a nonce of this server: off, or on, which costs clients one request more at times",
    source: "RFC 9449 8, 9",
  }),
  PUSHED_AUTHORIZATION_REQUESTS: setting({
    schema: yesOrNo(),
    standard: true,
    unit: FLAG,
    says: "Whether clients may push authorization requests, so that browsers carry but a name of them",
    source: "PAR_ENABLED, RFC 9126 2",
  }),
  PUSHED_AUTHORIZATION_REQUEST_SECONDS: setting({
    schema: seconds(5, 600),
    standard: 60,
    unit: "seconds",
    says: "How long a request that was pushed waits to be used",
    source: "PAR_REQUEST_URI_LIFETIME_SECONDS, RFC 9126 2.2",
  }),
  REQUIRE_PUSHED_AUTHORIZATION_REQUESTS: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether every authorization request has to be pushed",
    source: "REQUIRE_PUSHED_AUTHORIZATION_REQUESTS, RFC 9126 5",
  }),
  TRUSTED_ISSUERS: setting({
    schema: trustedIssuers(),
    standard: new Map(),
    unit: "JSON object",
    says: 'Issuers whose JWTs are taken for grants: {"ISS": {"jwks_uri" or "jwks", "algs", "claim": "sub", "account": "sub" or "username", "scope", "clients"}}; without one there is no such grant',
    source: "RFC 7523 2.1",
  }),
};
