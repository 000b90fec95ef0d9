import { oneOf, trustedIssuers, webAddress } from "../setting_schemas.ts";
import { optional, setting } from "./definition.ts";

/** Settings of who may register applications, and what developers of clients are told. */
export const CLIENT_SETTINGS = {
  CLIENT_REGISTRATION: setting({
    schema: oneOf("off", "token", "open"),
    standard: "off",
    unit: "word",
    says: "Whether applications may register by themselves: off, token (with one of touchstone initialtoken), open (anybody)",
    source: "DCR_ENABLED, RFC 7591 3",
  }),
  APPLICATION_REGISTRATION: setting({
    schema: oneOf("anyone", "staff"),
    standard: "anyone",
    unit: "word",
    says: "Who may register and change applications in the browser: anyone who is signed in, or staff",
    source: "the registration pages of Django OAuth Toolkit",
  }),
  SOFTWARE_STATEMENT_ISSUERS: setting({
    schema: trustedIssuers(),
    standard: new Map(),
    unit: "JSON object",
    says: 'Whose software statements are taken in registrations: {"ISS": {"jwks_uri" or "jwks", "algs"}}; nobody\'s when not given',
    source: "RFC 7591 2.3",
  }),
  API_DOCS: optional({
    schema: oneOf("off", "document", "page"),
    unit: "word",
    says: "What there is to read about the API: document is /openapi.json, page also /docs, in which one logs in and tries it, off nothing; npm start has the page, serve the document",
    source: "OpenAPI 3.1",
  }),
  SERVICE_DOCUMENTATION_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "A page for developers of clients, named in the metadata",
    source: "RFC 8414 2",
  }),
  OP_POLICY_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "A page that says how clients may use the data of people, named in the metadata",
    source: "RFC 8414 2",
  }),
  OP_TOS_URI: optional({
    schema: webAddress(),
    unit: "URL",
    says: "The terms of service, named in the metadata",
    source: "RFC 8414 2",
  }),
};
