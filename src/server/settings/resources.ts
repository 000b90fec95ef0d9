import { knownResources, resourceAddress, text, webAddress, yesOrNo } from "../setting_schemas.ts";
import { FLAG, optional, setting } from "./definition.ts";

/** Settings of protected resources. */
export const RESOURCE_SETTINGS = {
  RESOURCES: setting({
    schema: knownResources(),
    standard: new Map(),
    unit: "JSON object",
    says: 'The resources for which tokens are issued: {"URI": {"name", "scope", "servers": client ids that may introspect them}}, all three optional; empty = any that a client names',
    source: "RFC 8707 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_IDENTIFIER: optional({
    schema: resourceAddress(),
    unit: "web address",
    says: "The name of the sample API as a protected resource; ISSUER/api when not given",
    source: "OAUTH2_PROTECTED_RESOURCE_IDENTIFIER, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_NAME: setting({
    schema: text(),
    standard: "Sample API",
    unit: "text",
    says: "What people call the sample API",
    source: "OAUTH2_PROTECTED_RESOURCE_NAME, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION: optional({
    schema: webAddress(),
    unit: "web address",
    says: "A page for developers, named in the metadata of the sample API",
    source: "OAUTH2_PROTECTED_RESOURCE_DOCUMENTATION, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_POLICY_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "A page that says how clients may use the data of the sample API, named in its metadata",
    source: "OAUTH2_PROTECTED_RESOURCE_POLICY_URI, RFC 9728 2",
  }),
  OAUTH2_PROTECTED_RESOURCE_TOS_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "The terms of service of the sample API, named in its metadata",
    source: "OAUTH2_PROTECTED_RESOURCE_TOS_URI, RFC 9728 2",
  }),
  RESOURCE_METADATA_IN_CHALLENGES: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether challenges of the sample API name the address of its metadata (resource_metadata)",
    source: "OAuth2ProtectedResourceAuthentication, RFC 9728 5.1",
  }),
};
