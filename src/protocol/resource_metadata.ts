import { findSigningAlg } from "./jwa.ts";
import { checkIssuerUrl } from "./issuer_url.ts";
import { isLoopbackUri } from "./redirect_uri.ts";
import { resourceProblem } from "./resource_uri.ts";
import type { Scope } from "./scope.ts";

/** How a token may be sent. @see RFC 6750 2 */
export type BearerMethod = "header" | "body" | "query";

/** What a protected resource says of itself; what is not given is not said. @see RFC 9728 2 */
export interface ResourceMetadata {
  /** Its name: an https URL without a fragment, or an http URL of this machine itself. */
  readonly resource: string;
  /** Issuer identifiers of the servers whose tokens it takes. */
  readonly authorizationServers?: readonly string[];
  /** Where its own keys lie, by which it signs answers. */
  readonly jwksUri?: string;
  /** The scopes that one can ask for to use it. */
  readonly scopesSupported?: Scope;
  readonly bearerMethodsSupported?: readonly BearerMethod[];
  /** By which it signs answers. */
  readonly resourceSigningAlgValuesSupported?: readonly string[];
  /** For people. */
  readonly resourceName?: string;
  /** A page for developers. */
  readonly resourceDocumentation?: string;
  /** A page that says how clients may use the data. */
  readonly resourcePolicyUri?: string;
  /** A page with the terms of service. */
  readonly resourceTosUri?: string;
  /** Whether tokens are bound to certificates. @see RFC 8705 */
  readonly tlsClientCertificateBoundAccessTokens?: boolean;
  /** @see RFC 9396 */
  readonly authorizationDetailsTypesSupported?: readonly string[];
  /** @see RFC 9449 */
  readonly dpopSigningAlgValuesSupported?: readonly string[];
  readonly dpopBoundAccessTokensRequired?: boolean;
  /** Members in other languages (`resource_name#fr`), and those that none of the above is, by their own names. */
  readonly more?: Readonly<Record<string, unknown>>;
}

type Members = Readonly<Record<string, unknown>>;

const WELL_KNOWN = "/.well-known/oauth-protected-resource";

/**
 * Where the metadata of a resource lies: the well-known part goes between its host and its path.
 *
 * @see RFC 9728 3.1
 * @param resource A name that {@link checkResourceMetadata} lets through.
 *
 * @example A resource with a path, and one without
 * ```ts
 * assert.equal(
 *   resourceMetadataUrl("https://api.example/books"),
 *   "https://api.example/.well-known/oauth-protected-resource/books",
 * );
 * assert.equal(resourceMetadataUrl("https://api.example/"), "https://api.example/.well-known/oauth-protected-resource");
 * ```
 */
export function resourceMetadataUrl(resource: string): string {
  const { origin, pathname, search } = new URL(resource);
  return `${origin}${WELL_KNOWN}${pathname === "/" ? "" : pathname}${search}`;
}

/**
 * The document that a resource publishes; members without a value are left out.
 *
 * @see RFC 9728 2, 3.2
 *
 * @example A resource and its issuer
 * ```ts
 * assert.deepEqual(
 *   printResourceMetadata({ resource: "https://api.example", authorizationServers: ["https://id.example"] }),
 *   { resource: "https://api.example", authorization_servers: ["https://id.example"] },
 * );
 * ```
 */
export function printResourceMetadata(metadata: ResourceMetadata): Members {
  const members: Members = {
    resource: metadata.resource,
    authorization_servers: metadata.authorizationServers,
    jwks_uri: metadata.jwksUri,
    scopes_supported: metadata.scopesSupported,
    bearer_methods_supported: metadata.bearerMethodsSupported,
    resource_signing_alg_values_supported: metadata.resourceSigningAlgValuesSupported,
    resource_name: metadata.resourceName,
    resource_documentation: metadata.resourceDocumentation,
    resource_policy_uri: metadata.resourcePolicyUri,
    resource_tos_uri: metadata.resourceTosUri,
    tls_client_certificate_bound_access_tokens: metadata.tlsClientCertificateBoundAccessTokens,
    authorization_details_types_supported: metadata.authorizationDetailsTypesSupported,
    dpop_signing_alg_values_supported: metadata.dpopSigningAlgValuesSupported,
    dpop_bound_access_tokens_required: metadata.dpopBoundAccessTokensRequired,
    ...metadata.more,
  };
  return Object.fromEntries(Object.entries(members).filter(([, value]) => hasValue(value)));
}

/** A list without items says nothing, and is left out. */
function hasValue(value: unknown): boolean {
  return value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0);
}

/**
 * Checks what a resource is about to say of itself, before anybody reads it.
 *
 * @see RFC 9728 1.2, 2
 * @throws {SyntaxError} With what is wrong.
 *
 * @example A name in the clear
 * ```ts
 * assert.throws(() => checkResourceMetadata({ resource: "http://api.example" }), SyntaxError, "https");
 * ```
 */
export function checkResourceMetadata(metadata: ResourceMetadata): void {
  const { resource, authorizationServers = [], jwksUri, more = {} } = metadata;
  const problem = resourceProblem(resource);
  if (problem !== undefined) refuse(`the name '${resource}' as ${problem}`);
  if (!isSecure(resource)) refuse(`the name '${resource}' as it is not an https URL`);
  for (const issuer of authorizationServers) checkIssuerUrl(issuer);
  if (jwksUri !== undefined && !isSecure(jwksUri)) refuse("a jwks_uri that is not an https URL");
  const algs = [
    ...(metadata.resourceSigningAlgValuesSupported ?? []),
    ...(metadata.dpopSigningAlgValuesSupported ?? []),
  ];
  const unknown = algs.find((alg) => findSigningAlg(alg) === undefined);
  if (unknown !== undefined) refuse(`the signing algorithm '${unknown}'`);
  for (const page of [metadata.resourceDocumentation, metadata.resourcePolicyUri, metadata.resourceTosUri])
    if (page !== undefined && !/^https?:\/\//i.test(page)) refuse(`the page '${page}' as it is no https or http URL`);
  const own = Object.keys(printResourceMetadata({ ...metadata, more: {} }));
  const twice = Object.keys(more).find((name) => own.includes(name));
  if (twice !== undefined) refuse(`the member '${twice}' twice`);
}

function isSecure(url: string): boolean {
  return URL.canParse(url) && (/^https:\/\//i.test(url) || isLoopbackUri(url));
}

function refuse(what: string): never {
  throw new SyntaxError(`Cannot publish ${what}`);
}
