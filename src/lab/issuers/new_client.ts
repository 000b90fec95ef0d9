import {
  type ClientInput,
  type Complaint,
  complaintsOf,
  prepareClient,
  type PreparedClient,
  type RegistrationPolicy,
} from "../../clients/mod.ts";
import {
  checkMembers,
  type Issuer,
  type Members,
  metadataGround,
  readMetadata,
  registrationPolicyOf,
} from "../../engine/mod.ts";
import { fail } from "../../protocol/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import type { CreatedClient } from "./throwaways.ts";

/** Members of client metadata that stand for members of what a person says of an application. */
const NAMES: Readonly<Record<keyof ClientInput, string>> = {
  name: "client_name",
  type: "token_endpoint_auth_method",
  grantTypes: "grant_types",
  redirectUris: "redirect_uris",
  clientId: "client_id",
  clientSecret: "client_secret",
  scope: "scope",
  defaultScope: "default_scope",
  authMethod: "token_endpoint_auth_method",
  skipAuthorization: "skip_authorization",
  accessTokenLifetime: "access_token_lifetime",
  refreshTokenLifetime: "refresh_token_lifetime",
  ownerId: "owner",
  metadata: "metadata",
};

/** A client that is refused, by the member that is wrong. */
function refuse(member: string, says: string, rule?: string): never {
  const isRedirect = member === "redirect_uris";
  return fail(isRedirect ? "invalid_redirect_uri" : "invalid_client_metadata", `Cannot take ${member}: ${says}`, {
    rule: rule ?? (isRedirect ? "RFC7591-3.2.2-3" : "RFC7591-3.2.2-2"),
  });
}

function text(document: Members, name: string): string | undefined {
  const value = document[name] ?? undefined;
  if (value === undefined || typeof value === "string") return value;
  return refuse(name, "give a text");
}

function texts(document: Members, name: string): readonly string[] | undefined {
  const value = document[name] ?? undefined;
  if (value === undefined) return undefined;
  const all: readonly unknown[] = Array.isArray(value) ? value : [undefined];
  return all.map((one) => (typeof one === "string" ? one : refuse(name, "give a list of texts")));
}

function seconds(document: Members, name: string): number | undefined {
  const value = document[name] ?? undefined;
  if (value === undefined || typeof value === "number") return value;
  return refuse(name, "give whole seconds");
}

function flag(document: Members, name: string): boolean {
  const value = document[name] ?? false;
  return typeof value === "boolean" ? value : refuse(name, "say true or false");
}

/** Puts a member in only where there is a value. */
function given<Name extends string, T>(name: Name, value: T | undefined): Partial<Record<Name, T>> {
  const none: Partial<Record<Name, T>> = {};
  return value === undefined ? none : { ...none, [name]: value };
}

/** The members that a client's record has places of its own for. */
function coreOf(document: Members): ClientInput {
  const authMethod = text(document, "token_endpoint_auth_method") ?? "client_secret_basic";
  const clientId = text(document, "client_id");
  return {
    name: text(document, "client_name") ?? clientId ?? "Client under test",
    type: authMethod === "none" ? "public" : "confidential",
    grantTypes: texts(document, "grant_types") ?? ["authorization_code"],
    redirectUris: texts(document, "redirect_uris") ?? [],
    authMethod,
    skipAuthorization: flag(document, "skip_authorization"),
    ...given("clientId", clientId),
    ...given("clientSecret", text(document, "client_secret")),
    ...given("scope", text(document, "scope")),
    ...given("defaultScope", text(document, "default_scope")),
    ...given("accessTokenLifetime", seconds(document, "access_token_lifetime")),
    ...given("refreshTokenLifetime", seconds(document, "refresh_token_lifetime")),
  };
}

function refuseFor([complaint]: readonly Complaint[]): void {
  if (complaint === undefined) return;
  const { member, name = NAMES[member], item, says, rule } = complaint;
  const isList = item !== undefined && name === "redirect_uris";
  refuse(name, isList ? `No. ${item + 1}: ${says}` : says, rule);
}

/** A client may be whatever the issuer can serve: whoever makes a client of a throwaway issuer is its operator. */
async function readClient(document: Members, issuer: Issuer, policy: RegistrationPolicy): Promise<ClientInput> {
  checkMembers(document);
  const core = coreOf(document);
  if (typeof document["jwks"] === "string") refuse("jwks", "give an object of JSON");
  refuseFor(complaintsOf({ ...core, metadata: document }, policy));
  const context = { ...metadataGround(issuer), document, clientType: core.type };
  const { held, refused } = await readMetadata({ fields: issuer.clientMetadata, context, standards: true });
  const [first] = refused;
  if (first !== undefined) refuse(first.name, first.error.description, first.error.rule);
  const input = { ...core, metadata: held };
  refuseFor(complaintsOf(input, policy));
  return input;
}

/** What is kept of a client for whoever made it: its metadata as they hold. */
export function clientView(client: Omit<ClientRecord, "id">): CreatedClient {
  return {
    client_id: client.clientId,
    client_name: client.name,
    ...client.metadata,
    redirect_uris: client.redirectUris,
    grant_types: client.grantTypes,
    token_endpoint_auth_method: client.authMethod ?? "client_secret_basic",
    ...(client.scope === undefined ? {} : { scope: client.scope.join(" ") }),
    ...(client.defaultScope === undefined ? {} : { default_scope: client.defaultScope.join(" ") }),
    ...(client.skipAuthorization ? { skip_authorization: true } : {}),
    ...(client.accessTokenLifetime === undefined ? {} : { access_token_lifetime: client.accessTokenLifetime }),
    ...(client.refreshTokenLifetime === undefined ? {} : { refresh_token_lifetime: client.refreshTokenLifetime }),
  };
}

/**
 * Judges a client by what its issuer can do, and prepares its record.
 *
 * Members that nobody knows are passed over. @see RFC 7591 2
 *
 * @throws {OAuthError} invalid_redirect_uri or invalid_client_metadata for the first thing that is wrong.
 */
export async function prepareThrowawayClient(document: Members, issuer: Issuer): Promise<PreparedClient> {
  const policy = registrationPolicyOf(issuer);
  const input = await readClient(document, issuer, policy);
  const { random, slowHash, sealKey, clock } = issuer;
  return prepareClient(input, { policy, random, slowHash, sealKey, now: clock.now() });
}

const LOOPBACK = ["http://127.0.0.1/cb", "http://[::1]/cb"];
const DEVICE = "urn:ietf:params:oauth:grant-type:device_code";

/** The clients of an issuer of which nobody says more: a web application, and one on somebody's own device. */
export const STANDARD_CLIENTS: readonly Members[] = [
  {
    client_id: "confidential",
    client_name: "A web application",
    redirect_uris: LOOPBACK,
    grant_types: ["authorization_code", "refresh_token", "client_credentials", DEVICE],
    token_endpoint_auth_method: "client_secret_basic",
  },
  {
    client_id: "public",
    client_name: "An application without a secret",
    redirect_uris: LOOPBACK,
    grant_types: ["authorization_code", "refresh_token", DEVICE],
    token_endpoint_auth_method: "none",
  },
];
