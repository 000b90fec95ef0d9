type Members = Readonly<Record<string, unknown>>;

/** What a document says of a client, by whatever names it uses. */
export interface DescribedClient {
  /** As it was read, for members that need a look of their own. */
  readonly members: Members;
  /** Whether it is what a provider is told, where what is left out has the values of RFC 7591 2; else a configuration. */
  readonly isRegistration: boolean;
  readonly redirectUris: readonly string[];
  /** Undefined: a configuration, which does not tell. */
  readonly grantTypes: readonly string[] | undefined;
  /** Undefined: a configuration, which does not tell. */
  readonly responseTypes: readonly string[] | undefined;
  readonly authMethod: string | undefined;
  readonly scope: readonly string[] | undefined;
  readonly applicationType: "web" | "native" | undefined;
  /** Whether it has no credentials. */
  readonly isPublic: boolean;
  readonly hasSecret: boolean;
}

/** The document is not one about a client; the message says what it should be. */
export class DocumentRefused extends Error {
  override readonly name = "DocumentRefused";
}

/** Names that others have for the same: camel case, and single addresses. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  clientId: "client_id",
  clientID: "client_id",
  consumer_key: "client_id",
  consumerKey: "client_id",
  consumer_secret: "client_secret",
  consumerSecret: "client_secret",
  clientSecret: "client_secret",
  redirectUri: "redirect_uri",
  redirectUris: "redirect_uris",
  redirectURI: "redirect_uri",
  callbackURL: "redirect_uri",
  callback: "redirect_uri",
  responseType: "response_type",
  responseTypes: "response_types",
  grantTypes: "grant_types",
  tokenEndpointAuthMethod: "token_endpoint_auth_method",
  applicationType: "application_type",
  jwksUri: "jwks_uri",
  postLogoutRedirectUri: "post_logout_redirect_uri",
  postLogoutRedirectUris: "post_logout_redirect_uris",
  scopes: "scope",
};

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function texts(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : undefined;
}

function words(value: unknown): readonly string[] | undefined {
  if (typeof value === "string") return value.split(" ").filter((word) => word !== "");
  return texts(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** What registration data alone has: lists, and what a provider answers to them. */
const OF_REGISTRATION = ["redirect_uris", "grant_types", "response_types", "registration_client_uri"];
/** What a client needs to begin with, and a provider does not. */
const OF_CONFIGURATION = ["client_id", "redirect_uri", "response_type", "issuer"];

/** Whatever does not look like a configuration is registration data, in which little is needed. */
function isRegistered(members: Members): boolean {
  const has = (name: string): boolean => Object.hasOwn(members, name);
  return OF_REGISTRATION.some(has) || !OF_CONFIGURATION.some(has);
}

/** The members under the names of RFC 7591; what stands under both names is taken from the one of the RFC. */
function renamed(document: Members): Members {
  const pairs = Object.entries(document).map(([name, value]): readonly [string, unknown] => [
    OTHER_NAMES[name] ?? name,
    value,
  ]);
  const ours = Object.entries(document).filter(([name]) => OTHER_NAMES[name] === undefined);
  return Object.fromEntries([...pairs, ...ours]);
}

/**
 * Reads what a document says of a client: registration data or a client metadata document (RFC 7591), the configuration
 * that a client of the lab gets, or one of a library with names in camel case.
 *
 * @throws {DocumentRefused} When it is no JSON object.
 */
export function describedClient(document: unknown): DescribedClient {
  if (!isMembers(document)) throw new DocumentRefused("Cannot read the document as it is not one JSON object");
  const members = renamed(document);
  const authMethod = text(members["token_endpoint_auth_method"]);
  const hasSecret = typeof members["client_secret"] === "string" && members["client_secret"] !== "";
  const type = members["application_type"];
  const isRegistration = isRegistered(members);
  const standard = (values: readonly string[]) => (isRegistration ? values : undefined);
  return {
    members,
    isRegistration,
    redirectUris: texts(members["redirect_uris"]) ?? texts(members["redirect_uri"]) ?? [],
    // What a client has that names none. @see RFC 7591 2
    grantTypes: texts(members["grant_types"]) ?? standard(["authorization_code"]),
    responseTypes: texts(members["response_types"]) ?? texts(members["response_type"]) ?? standard(["code"]),
    authMethod,
    scope: words(members["scope"]),
    applicationType: type === "web" || type === "native" ? type : undefined,
    isPublic: authMethod === "none",
    hasSecret,
  };
}
