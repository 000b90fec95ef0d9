import { scopeName, text, yesOrNo } from "../setting_schemas.ts";
import { FLAG, setting } from "./definition.ts";

/** Settings of the sample API. */
export const API_SETTINGS = {
  REALM: setting({
    schema: text(),
    standard: "api",
    unit: "text",
    says: "The realm in WWW-Authenticate challenges",
    source: "RFC 9110 11.5",
  }),
  BEARER_IN_FORM: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the sample API takes an access token from a form body",
    source: "RFC 6750 2.2",
  }),
  BEARER_IN_QUERY: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the sample API takes an access token from the query",
    source: "RFC 6750 2.3",
  }),
  READ_SCOPE: setting({
    schema: scopeName(),
    standard: "read",
    unit: "text",
    says: "The scope that the sample API needs for GET and HEAD",
    source: "READ_SCOPE",
  }),
  WRITE_SCOPE: setting({
    schema: scopeName(),
    standard: "write",
    unit: "text",
    says: "The scope that the sample API needs for all other methods",
    source: "WRITE_SCOPE",
  }),
  ERROR_RESPONSE_WITH_SCOPES: setting({
    schema: yesOrNo(),
    standard: false,
    unit: FLAG,
    says: "Whether the body of a 403 names the scopes that are needed",
    source: "ERROR_RESPONSE_WITH_SCOPES",
  }),
};
