import type { Access, Issuer, Schema } from "../../engine/mod.ts";

type Members = Readonly<Record<string, unknown>>;

const WORDS = {
  error: { type: "string", description: "A word for programs" },
  error_description: { type: "string", description: "What went wrong and what to do, for developers" },
  error_uri: { type: "string", format: "uri", description: "The sentence of the specification that was broken" },
} as const satisfies Record<string, Schema>;

/** What a refusal says. @see RFC 6749 5.2 */
export const ERROR: Schema = { title: "Error", type: "object", required: ["error"], properties: WORDS };

/** The same, where a request without any token gets no word. @see RFC 6750 3.1 */
export const BEARER_ERROR: Schema = {
  title: "BearerError",
  type: "object",
  properties: { ...WORDS, required_scopes: { type: "array", items: { type: "string" } } },
};

/** What a refusal says at an endpoint of OAuth 1.0a. @see OAuth Problem Reporting (2008) */
export const PROBLEM: Schema = {
  title: "Problem",
  type: "object",
  required: ["oauth_problem"],
  properties: {
    oauth_problem: { type: "string", description: "A word for programs" },
    oauth_problem_advice: WORDS.error_description,
    oauth_parameters_absent: { type: "string", description: "Names of parameters, parted by &" },
    oauth_parameters_rejected: { type: "string", description: "Names of parameters, parted by &" },
    oauth_acceptable_timestamps: { type: "string", description: "From and to, with a hyphen" },
    oauth_acceptable_versions: { type: "string", description: "From and to, with a hyphen" },
  },
};

function addressIn({ metadata }: Issuer, member: string): string | undefined {
  const address = metadata[member];
  return typeof address === "string" ? address : undefined;
}

/** The flows of RFC 6749 that the issuer has, as OpenAPI names them. */
function flowsOf(issuer: Issuer): Members {
  const { grants, settings } = issuer;
  const tokenUrl = addressIn(issuer, "token_endpoint");
  const authorizationUrl = addressIn(issuer, "authorization_endpoint");
  if (tokenUrl === undefined) return {};
  const shared = {
    tokenUrl,
    ...(grants.has("refresh_token") ? { refreshUrl: tokenUrl } : {}),
    scopes: Object.fromEntries(settings.scopes),
  };
  return {
    ...(grants.has("authorization_code") && authorizationUrl !== undefined
      ? { authorizationCode: { authorizationUrl, ...shared } }
      : {}),
    ...(grants.has("client_credentials") ? { clientCredentials: shared } : {}),
  };
}

/** Whether requests may be signed by OAuth 1.0a. @see RFC 5849 2 */
export function takesSignatures({ endpoints }: Pick<Issuer, "endpoints">): boolean {
  return endpoints.some(({ path }) => path === "/oauth1/request_token");
}

/** Whether anything here is made with a key of its own. */
function givesKeys(issuer: Issuer): boolean {
  const operations = issuer.endpoints.flatMap(({ describe }) => Object.values(describe?.(issuer) ?? {}));
  return operations.some(({ access = [] }) => access.some(({ kind }) => kind === "key"));
}

/** By what one is let in. @see OpenAPI 3.1 4.8.27 */
export function securitySchemesOf(issuer: Issuer): Members {
  const configuration = issuer.endpoints.find(({ path }) => path === "/.well-known/openid-configuration");
  return {
    oauth2: {
      type: "oauth2",
      description: "An access token of this issuer. The authorization code flow needs PKCE (S256).",
      flows: flowsOf(issuer),
    },
    clientAuth: {
      type: "http",
      scheme: "basic",
      description: "Id and secret of a client, both form-urlencoded first (RFC 6749 2.3.1)",
    },
    ...(configuration === undefined
      ? {}
      : {
          openIdConnect: {
            type: "openIdConnect",
            openIdConnectUrl: issuer.url.replace(/\/$/, "") + configuration.path,
          },
        }),
    ...(takesSignatures(issuer)
      ? {
          oauth1: {
            type: "http",
            scheme: "oauth",
            description: "A request that a consumer signs, at an API with token credentials of this issuer (RFC 5849)",
          },
        }
      : {}),
    registrationToken: {
      type: "http",
      scheme: "bearer",
      description: "An initial access token, or the registration access token of the client",
    },
    ...(givesKeys(issuer)
      ? { key: { type: "http", scheme: "bearer", description: "The key that was told when the thing was made" } }
      : {}),
  };
}

function requirementOf(access: Access, schemes: Members): readonly Members[] {
  switch (access.kind) {
    case "anybody":
      return [{}];
    case "client":
      // A public client only says who it is, in the form.
      return access.proven === true ? [{ clientAuth: [] }] : [{ clientAuth: [] }, {}];
    case "registration":
      return [{ registrationToken: [] }];
    case "key":
      return [{ key: [] }];
    case "consumer":
      return "oauth1" in schemes ? [{ oauth1: [] }] : [];
    case "token":
      return [
        { oauth2: access.scope },
        ...(access.scope.includes("openid") && "openIdConnect" in schemes ? [{ openIdConnect: access.scope }] : []),
        ...(access.signed === true && "oauth1" in schemes ? [{ oauth1: [] }] : []),
      ];
    default:
      return assertNever(access);
  }
}

function assertNever(access: never): never {
  throw new TypeError(`Cannot describe the access ${JSON.stringify(access)}`);
}

/** The alternatives of which one is needed; empty = nothing is. @see OpenAPI 3.1 4.8.30 */
export function securityOf(access: readonly Access[] = [], schemes: Members): readonly Members[] {
  return access.flatMap((one) => requirementOf(one, schemes));
}
