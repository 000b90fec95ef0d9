import {
  type MetadataContext,
  type MetadataField,
  oneOfField,
  parseMetadataList,
  parseWebUri,
  refuseMetadata,
  textField,
  webUriField,
} from "../engine/mod.ts";
import {
  isLoopbackUri,
  JwkRefused,
  jwksOfPem,
  OAuthError,
  parseJwks,
  parseResponseType,
  printResponseType,
} from "../protocol/mod.ts";

/** Grant types that end with a person's browser at a redirect URI. */
const REDIRECTING: ReadonlySet<unknown> = new Set(["authorization_code", "implicit"]);

function listIn({ document }: MetadataContext, name: string): readonly unknown[] {
  const value = document[name];
  return Array.isArray(value) ? value : [];
}

/** Grant types that a document names; RFC 7591 has `authorization_code` stand where none is named. */
function grantTypesIn(context: MetadataContext): readonly unknown[] {
  const { grant_types: sent } = context.document;
  return sent === undefined || sent === null ? ["authorization_code"] : listIn(context, "grant_types");
}

function wordsOf(text: string): readonly string[] {
  try {
    return parseResponseType(text);
  } catch (error) {
    if (error instanceof OAuthError) return refuseMetadata("response_types names something that is none");
    throw error;
  }
}

/** One response type that the issuer answers with, its words in order. */
function parseOneResponseType(text: string, { responseWords }: MetadataContext): string {
  const words = wordsOf(text);
  const isKnown = words.every((word) => responseWords.has(word));
  if (!isKnown || (words.length > 1 && words.some((word) => responseWords.get(word)?.alone === true)))
    return refuseMetadata("response_types names one that is not answered here");
  return printResponseType(words);
}

/** Grant types that a response type stands for. @see RFC 7591 2.1 */
function grantsOf(responseType: string, { responseWords }: MetadataContext): readonly string[] {
  return parseResponseType(responseType).flatMap((word) => responseWords.get(word)?.grantType ?? []);
}

/** @see RFC 7591 2.1, OpenID Connect Dynamic Client Registration 2 */
function parseResponseTypes(value: unknown, context: MetadataContext): readonly string[] {
  const asked = parseMetadataList(value, "response_types").map((text) => parseOneResponseType(text, context));
  const grants = grantTypesIn(context);
  for (const responseType of asked) {
    const missing = grantsOf(responseType, context).find((grant) => !grants.includes(grant));
    if (missing !== undefined)
      return refuseMetadata(
        `the response type '${responseType}' goes with the grant type '${missing}', which grant_types lacks`,
        "RFC7591-2.1-1",
      );
  }
  const idle = grants.find(
    (grant) =>
      REDIRECTING.has(grant) && !asked.some((type) => grantsOf(type, context).some((needed) => needed === grant)),
  );
  if (idle !== undefined)
    return refuseMetadata(`no response type goes with one of grant_types that sends the browser back`, "RFC7591-2.1-1");
  return [...new Set(asked)];
}

/** `code`, where a code can be redeemed; without any redirecting grant there is none. */
function standardResponseTypes(context: MetadataContext): readonly string[] {
  const grants = grantTypesIn(context);
  if (grants.includes("implicit"))
    return refuseMetadata("the grant type 'implicit' needs response_types that say what it answers", "RFC7591-2.1-1");
  return grants.includes("authorization_code") ? ["code"] : [];
}

/** A key set; people may write PEM, which is kept as one. */
function parseKeys(value: unknown, { document }: MetadataContext): unknown {
  if (document["jwks_uri"] !== undefined && document["jwks_uri"] !== null)
    return refuseMetadata("it sends both jwks and jwks_uri", "RFC7591-2-2");
  try {
    const set = typeof value === "string" ? jwksOfPem(value) : value;
    parseJwks(set);
    return set;
  } catch (error) {
    if (error instanceof JwkRefused) return refuseMetadata(`jwks is refused: ${error.message}`);
    throw error;
  }
}

function isWebUri(uri: string): boolean {
  return /^https?:/i.test(uri);
}

function isLocalName(uri: string): boolean {
  return URL.canParse(uri) && /^(?:localhost|.+\.localhost)\.?$/i.test(new URL(uri).hostname);
}

function redirectUrisIn(context: MetadataContext): readonly string[] {
  return listIn(context, "redirect_uris").filter((uri): uri is string => typeof uri === "string");
}

/** Whether a redirect URI leads to an application on the person's own machine. @see RFC 8252 7 */
function isNativeUri(uri: string): boolean {
  return !isWebUri(uri) || isLoopbackUri(uri);
}

/**
 * What kind of application it is, and whether its redirect URIs are of that kind.
 *
 * Choice: a native application may claim https addresses as well (RFC 8252 7.2), which the OpenID text did not know of.
 *
 * @see OpenID Connect Dynamic Client Registration 2
 */
function parseApplicationType(value: unknown, context: MetadataContext): unknown {
  if (value !== "web" && value !== "native") return refuseMetadata("application_type is neither web nor native");
  for (const uri of redirectUrisIn(context)) {
    if (value === "web" && (!/^https:/i.test(uri) || isLocalName(uri)))
      return refuseMetadata(
        "a web application has https redirect URIs on hosts that others can reach: send application_type native for others",
        "OIDCREG-2-4",
      );
    if (value === "native" && /^http:/i.test(uri) && !isLoopbackUri(uri))
      return refuseMetadata("a native application has http redirect URIs on the loopback address only", "OIDCREG-2-5");
  }
  return value;
}

/**
 * `web`, as the specification says.
 *
 * Choice: `native` for one whose redirect URIs all lead to the person's own machine, so that OAuth clients which never
 * heard of the member register as what they are.
 */
function standardApplicationType(context: MetadataContext): unknown {
  const uris = redirectUrisIn(context);
  const isNative = uris.length > 0 && uris.every(isNativeUri);
  return parseApplicationType(isNative ? "native" : "web", context);
}

/** A list of ways to reach the people in charge, mostly addresses of e-mail. */
function parseContacts(value: unknown): readonly string[] {
  const contacts = parseMetadataList(value, "contacts");
  if (contacts.some((text) => text.trim() === "" || text.length > 200 || /[\p{Cc}\p{Cs}]/u.test(text)))
    return refuseMetadata("contacts holds something that is not a text of 1 to 200 printable characters");
  return contacts;
}

/** Members of RFC 7591 that no part of a client's record holds. @see RFC 7591 2 */
export const CLIENT_METADATA: readonly MetadataField[] = [
  textField("client_name", "What people read when they consent", { localized: true }),
  {
    ...oneOfField("application_type", ["web", "native"], {
      says: "Whether it runs on a server or on people's machines",
    }),
    parse: parseApplicationType,
    standard: standardApplicationType,
  },
  {
    name: "response_types",
    says: "What it may ask the authorization endpoint for",
    shape: "list",
    parse: parseResponseTypes,
    standard: standardResponseTypes,
  },
  webUriField("client_uri", "A page about the application", { localized: true }),
  webUriField("logo_uri", "Its picture, which browsers fetch when they ask for consent", { localized: true }),
  webUriField("policy_uri", "How it uses what it learns of people", { localized: true }),
  webUriField("tos_uri", "Its terms of service", { localized: true }),
  { name: "contacts", says: "How to reach the people in charge of it", shape: "list", parse: parseContacts },
  { name: "jwks", says: "Its public keys", shape: "object", parse: parseKeys },
  {
    name: "jwks_uri",
    says: "Where its public keys are read from",
    shape: "text",
    parse: (value) => parseWebUri(value, "jwks_uri"),
  },
  textField("software_id", "Names the software, whoever runs it"),
  textField("software_version", "Version of the software"),
];
