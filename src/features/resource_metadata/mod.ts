/**
 * What the protected resources of this server say of themselves, for programs that know no more than an address: the
 * server itself (UserInfo, introspection), and its API.
 *
 * Each has a document of its own at the address that is made of its name, since a client must not believe one that was
 * found elsewhere. Which resources there are stands in the server metadata as well.
 *
 * *Decisions*: the servers whose tokens are taken, and the ways in which a token may be sent, are no settings of their own:
 * the API takes the tokens of this issuer alone, in the places that `BEARER_IN_FORM` and `BEARER_IN_QUERY` open.
 *
 * @see RFC 9728
 * @module
 */
import { documentAnswer, type Endpoint, type Feature, type Issuer } from "../../engine/mod.ts";
import {
  type BearerMethod,
  endpointUrl,
  printResourceMetadata,
  resourceMetadataUrl,
  type Scope,
} from "../../protocol/mod.ts";
import { describeResourceMetadata } from "./describe.ts";

/** What is said of the API. */
export interface ResourceMetadataOptions {
  /** Where the API is, below the issuer: `/api`. */
  readonly path: string;
  /** The name of the API, where that is not its address. */
  readonly identifier?: string | undefined;
  /** What people call it. */
  readonly name?: string | undefined;
  readonly documentation?: string | undefined;
  readonly policy?: string | undefined;
  readonly terms?: string | undefined;
  /** The scopes that it asks for. */
  readonly scopes: Scope;
  readonly bearerMethods: readonly BearerMethod[];
  /** Further resources for which tokens are issued. */
  readonly others: readonly string[];
}

const WELL_KNOWN = "/.well-known/oauth-protected-resource";
const SERVED = { methods: ["GET"], speaks: "json", cors: "open", describe: describeResourceMetadata } as const;

/** The name of the API of an issuer. */
function apiOf({ url }: Pick<Issuer, "url">, { identifier, path }: ResourceMetadataOptions): string {
  return identifier ?? endpointUrl(url, path);
}

/** The server itself: what its own endpoints take tokens for. */
const SERVER: Endpoint = {
  name: "resource_metadata",
  path: WELL_KNOWN,
  wellKnown: true,
  ...SERVED,
  handle: documentAnswer(({ url, settings }) =>
    printResourceMetadata({
      resource: url,
      authorizationServers: [url],
      scopesSupported: [...settings.scopes.keys()],
      bearerMethodsSupported: ["header"],
    }),
  ),
};

function describeApi(issuer: Issuer, options: ResourceMetadataOptions) {
  const { name, documentation, policy, terms, scopes, bearerMethods } = options;
  return printResourceMetadata({
    resource: apiOf(issuer, options),
    authorizationServers: [issuer.url],
    scopesSupported: scopes.filter((scope) => issuer.settings.scopes.has(scope)),
    bearerMethodsSupported: bearerMethods,
    ...(name === undefined ? {} : { resourceName: name }),
    ...(documentation === undefined ? {} : { resourceDocumentation: documentation }),
    ...(policy === undefined ? {} : { resourcePolicyUri: policy }),
    ...(terms === undefined ? {} : { resourceTosUri: terms }),
  });
}

/** Where the document of the API is. @see RFC 9728 3.1 */
function addressOf({ identifier, path }: ResourceMetadataOptions): Pick<Endpoint, "path" | "below" | "wellKnown"> {
  if (identifier === undefined) return { path: WELL_KNOWN + path, below: path, wellKnown: true };
  const { pathname } = new URL(resourceMetadataUrl(identifier));
  return { path: pathname.replace(/\/$/, ""), wellKnown: "host" };
}

/** Protected resource metadata. */
export function resourceMetadata(options: ResourceMetadataOptions): Feature {
  const api: Endpoint = {
    name: "api_resource_metadata",
    ...addressOf(options),
    ...SERVED,
    handle: documentAnswer((issuer) => describeApi(issuer, options)),
  };
  return {
    name: "resource_metadata",
    spec: "RFC 9728",
    // An API that is a host of its own has the one document that there can be at this address.
    endpoints: api.path === WELL_KNOWN ? [api] : [SERVER, api],
    hooks: {
      metadata: ({ url }) => ({
        protected_resources: [...new Set([url, apiOf({ url }, options), ...options.others.filter(isWebAddress)])],
      }),
    },
  };
}

/** Only an address has metadata. @see RFC 9728 1.2 */
function isWebAddress(uri: string): boolean {
  return /^https?:/i.test(uri);
}
