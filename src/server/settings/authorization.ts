import { oneOf, seconds, uriSchemes, yesOrNo } from "../setting_schemas.ts";
import { FLAG, setting } from "./definition.ts";

/** Settings of what the authorization endpoint demands, and how long people may take. */
export const AUTHORIZATION_SETTINGS = {
  PKCE_REQUIRED: setting({
    schema: oneOf("all", "public", "none"),
    standard: "all",
    unit: "word",
    says: "Which clients must use PKCE: all, public or none",
    source: "PKCE_REQUIRED, RFC 9700 2.1.1",
  }),
  PKCE_PLAIN: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether code_challenge_method=plain is accepted",
    source: "RFC 7636 7.2",
  }),
  ALLOWED_REDIRECT_URI_SCHEMES: setting({
    schema: uriSchemes(),
    standard: ["https", "http"],
    unit: "words",
    says: "Schemes that redirect URIs may have",
    source: "ALLOWED_REDIRECT_URI_SCHEMES, RFC 8252 7.1",
  }),
  HTTP_REDIRECT_URIS: setting({
    schema: oneOf("loopback", "any"),
    standard: "loopback",
    unit: "word",
    says: "Where http redirect URIs may point: loopback is this machine alone, any is for closed test networks",
    source: "RFC 9700 2.6",
  }),
  PRIVATE_USE_URI_SCHEMES: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether native apps may register any private-use scheme with a dot in it (com.example.app:/cb)",
    source: "RFC 8252 7.1",
  }),
  ALLOW_LOCALHOST_LOOPBACK: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the port of http://localhost is free in redirect URIs, as that of 127.0.0.1 and [::1] is",
    source: "ALLOW_LOCALHOST_LOOPBACK, RFC 8252 8.3",
  }),
  ALLOW_URI_WILDCARDS: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether https://*.apps.example/cb may be registered and stands for any one label: for previews, where all of the names below are one's own",
    source: "ALLOW_URI_WILDCARDS, RFC 9700 2.1",
  }),
  REQUEST_APPROVAL_PROMPT: setting({
    schema: oneOf("auto", "force"),
    standard: "auto",
    unit: "word",
    says: "auto skips consent that was given and remembered, force asks each time",
    source: "REQUEST_APPROVAL_PROMPT",
  }),
  SESSION_SECONDS: setting({
    schema: seconds(60),
    standard: 28_800,
    unit: "seconds",
    says: "How long a person stays signed in",
  }),
  INTERACTION_SECONDS: setting({
    schema: seconds(30, 86_400),
    standard: 1_800,
    unit: "seconds",
    says: "How long a person may take to sign in and consent",
  }),
};
