import type { ClientInput, Complaint } from "../clients/mod.ts";
import type { FailureDetail } from "./failure.ts";

/** An application as the command line describes it, in either style. */
export interface GivenApplication {
  readonly clientTypes: readonly string[];
  readonly grantTypes: readonly string[];
  readonly redirectUris: readonly string[];
  readonly clientId: string;
  readonly name?: string;
  readonly clientSecret?: string;
  readonly scope?: string;
  readonly defaultScope?: string;
  readonly authMethod?: string;
  readonly skipAuthorization?: boolean;
  readonly accessTokenLifetime?: string;
  readonly refreshTokenLifetime?: string;
}

/** What was understood, with what was wrong and what a person should know. */
export interface UnderstoodApplication {
  readonly input: ClientInput;
  readonly details: readonly FailureDetail[];
  readonly notes: readonly string[];
}

/** Names that Django OAuth Toolkit and its kin use for grant types. */
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ["authorization-code", "authorization_code"],
  ["client-credentials", "client_credentials"],
  ["resource-owner-password-based", "password"],
  ["refresh-token", "refresh_token"],
  ["device-code", "urn:ietf:params:oauth:grant-type:device_code"],
]);

/** Grants that are not offered, and what to do instead. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  [
    "openid-hybrid",
    "The OpenID hybrid flow is not offered: take authorization-code, which gives a client all that hybrid does",
  ],
]);

/** Grants after which a client may come back with a refresh token. */
const REFRESHABLE: ReadonlySet<string> = new Set(["authorization_code", "password"]);

const OPTION_OF: Readonly<Record<keyof ClientInput, string>> = {
  name: "--name",
  type: "--client-type",
  grantTypes: "--grant-type",
  redirectUris: "--redirect-uris",
  clientId: "--client-id",
  clientSecret: "--client-secret",
  scope: "--scope",
  defaultScope: "--default-scope",
  authMethod: "--auth-method",
  skipAuthorization: "--skip-authorization",
  accessTokenLifetime: "--access-token-lifetime",
  refreshTokenLifetime: "--refresh-token-lifetime",
  ownerId: "--user",
  metadata: "--metadata",
};

/** A complaint about a member, as one about the option that gave it. */
export function detailOf({ member, says }: Complaint): FailureDetail {
  return { field: OPTION_OF[member], says };
}

function typeOf(given: readonly string[]): {
  readonly type: "confidential" | "public";
  readonly details: readonly FailureDetail[];
} {
  const types = new Set(given);
  const [type, another] = types;
  if (another === undefined && (type === "confidential" || type === "public")) return { type, details: [] };
  const says =
    type === undefined ? "Say confidential or public" : `Say confidential or public, not ${[...types].join(" and ")}`;
  return { type: "confidential", details: [{ field: "--client-type", says }] };
}

/** The grants that were named, or those that fit what was said otherwise. */
function grantsOf({ grantTypes, redirectUris }: GivenApplication): {
  readonly named: readonly string[];
  readonly notes: readonly string[];
} {
  const named = grantTypes.filter((name) => !REFUSED.has(name)).map((name) => OTHER_NAMES.get(name) ?? name);
  if (grantTypes.length > 0) return { named, notes: [] };
  const grant = redirectUris.length > 0 ? "authorization_code" : "password";
  const because = redirectUris.length > 0 ? "redirect URIs were given" : "no redirect URI was given";
  return { named: [grant], notes: [`No grant type was named: it may use ${grant}, as ${because} (see --grant-type)`] };
}

/** Reads the words of the command line: names of other systems become those of the specifications. */
export function understandApplication(given: GivenApplication): UnderstoodApplication {
  const { type, details } = typeOf(given.clientTypes);
  const { named, notes } = grantsOf(given);
  const refreshes = named.some((grant) => REFRESHABLE.has(grant)) && !named.includes("refresh_token");
  const { name, clientSecret, scope, defaultScope, authMethod, skipAuthorization } = given;
  const { accessTokenLifetime, refreshTokenLifetime } = given;
  const isWasted = type === "public" && clientSecret !== undefined;
  return {
    input: {
      name: name ?? given.clientId,
      type,
      grantTypes: [...new Set(refreshes ? [...named, "refresh_token"] : named)],
      redirectUris: given.redirectUris,
      clientId: given.clientId,
      ...(clientSecret === undefined ? {} : { clientSecret }),
      ...(scope === undefined ? {} : { scope }),
      ...(defaultScope === undefined ? {} : { defaultScope }),
      ...(authMethod === undefined ? {} : { authMethod }),
      ...(skipAuthorization === undefined ? {} : { skipAuthorization }),
      // What is no number is refused as one with everything else.
      ...(accessTokenLifetime === undefined ? {} : { accessTokenLifetime: Number(accessTokenLifetime) }),
      ...(refreshTokenLifetime === undefined ? {} : { refreshTokenLifetime: Number(refreshTokenLifetime) }),
    },
    details: [
      ...details,
      ...given.grantTypes.flatMap((grant) => {
        const says = REFUSED.get(grant);
        return says === undefined ? [] : [{ field: "--grant-type", says }];
      }),
    ],
    notes: [
      ...notes,
      ...(refreshes ? ["It may use refresh_token as well, so that people need not sign in again each time"] : []),
      ...(isWasted ? ["The secret is ignored, as a public client cannot keep one"] : []),
    ],
  };
}
