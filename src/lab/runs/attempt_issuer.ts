import { endpointUrl } from "../../protocol/mod.ts";
import type { CreatedThrowaway, NewThrowaway, WantedUser } from "../issuers/throwaways.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import { type Setup, SETUP_OF } from "../scenarios/setups.ts";
import { addressesFor, addressMetadata, settingsForRedirect } from "./addresses.ts";
import type { ClientConfig } from "./client_config.ts";
import { type ClientKey, withKey } from "./client_key.ts";
import type { ClientAddresses } from "./run_messages.ts";
import type { PlannedAttempt } from "./run_report.ts";

/** What an attempt is made of. */
export interface AttemptParts {
  readonly planned: PlannedAttempt;
  /** None for a control. */
  readonly scenario?: Scenario | undefined;
  readonly named: ClientAddresses;
  /** Where the client has a key of its own. */
  readonly key?: ClientKey | undefined;
}

/** Whoever signs in. */
export const ALICE: WantedUser = {
  username: "alice",
  email: "alice@example.com",
  first_name: "Alice",
  last_name: "Example",
};

/** Whose tokens a resource server is shown: a client that is not the one under test. */
export const CALLER: Readonly<Record<string, unknown>> = {
  client_name: "Caller",
  token_endpoint_auth_method: "none",
  grant_types: ["authorization_code"],
  response_types: ["code"],
  redirect_uris: ["https://caller.example/cb"],
};

/**
 * The throwaway issuer of an attempt.
 *
 * @throws {OAuthError} invalid_request where an address is missing that the setup needs.
 */
export function issuerFor({ planned, scenario, named, key }: AttemptParts): NewThrowaway {
  const setup = SETUP_OF[planned.setup];
  const addresses = addressesFor(setup, named);
  const client =
    setup.client === undefined
      ? []
      : [
          withKey(
            { client_name: "Client under test", ...setup.client, ...addressMetadata(addresses), ...scenario?.client },
            key,
          ),
        ];
  return {
    users: [ALICE],
    clients: setup.flow === "introspection" ? [...client, CALLER] : client,
    faults: scenario?.faults ?? [],
    settings: { ...settingsForRedirect(addresses.redirect_uri), ...setup.settings, ...scenario?.settings },
    ...(setup.tokenUses === undefined ? {} : { tokenUses: setup.tokenUses }),
  };
}

/** Where a client is told what it has to know, and says how it ended. */
export interface ConfigAddresses {
  readonly config: string;
  readonly statement: string;
}

/** What else a configuration is made of. */
export interface ConfigOptions extends AttemptParts {
  readonly addresses: ConfigAddresses;
  /** For a resource server to judge. */
  readonly token?: string | undefined;
}

function firstText(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  return typeof first === "string" ? first : undefined;
}

/** @see RFC 5849 2 */
function oauth1Members(url: string, { signature_method = "HMAC-SHA1" }: ClientAddresses) {
  return {
    request_token_url: endpointUrl(url, "/oauth1/request_token"),
    authorize_url: endpointUrl(url, "/oauth1/authorize"),
    access_token_url: endpointUrl(url, "/oauth1/access_token"),
    signature_method,
  };
}

/** What a person types, and where it is asked about. @see OpenID Connect Discovery 2.1 */
function personMembers(url: string, { person }: Pick<Setup, "person">) {
  if (person === undefined) return {};
  const { origin, host, pathname } = new URL(url);
  const acct = `${pathname.split("/").at(-1) ?? ""}@${host}`;
  return {
    webfinger_identifier: person === "acct" ? acct : `${url}/alice#me`,
    webfinger_url: `${origin}/.well-known/webfinger`,
  };
}

/** How answers are signed for a client, where a scenario registers it for that, and how it signs its requests. */
function algMembers({ planned, scenario }: Pick<AttemptParts, "planned" | "scenario">) {
  const { id_token_signed_response_alg: idToken, userinfo_signed_response_alg: userinfo } = scenario?.client ?? {};
  const { request_object_signing_alg: usual } = SETUP_OF[planned.setup];
  const { request_object_signing_alg: object = usual } = scenario?.client ?? {};
  return {
    ...(typeof idToken === "string" ? { id_token_signed_response_alg: idToken } : {}),
    ...(typeof userinfo === "string" ? { userinfo_signed_response_alg: userinfo } : {}),
    ...(typeof object === "string" ? { request_object_signing_alg: object } : {}),
  };
}

/** The key of a client, and what it is for. */
function keyMembers(key: ClientKey | undefined) {
  if (key === undefined) return {};
  const { use, alg, privateJwk: private_jwk } = key;
  return use === "sig"
    ? { token_endpoint_auth_signing_alg: alg, private_jwk }
    : { id_token_encrypted_response_alg: alg, private_jwk };
}

/** All that the client has to know of its attempt. */
export function configFor(
  { url, clients, users }: Pick<CreatedThrowaway, "url" | "clients" | "users">,
  { planned, scenario, named, key, addresses, token }: ConfigOptions,
): ClientConfig {
  const setup = SETUP_OF[planned.setup];
  // Whoever registers by itself is not known yet.
  const client = setup.client === undefined ? undefined : clients[0];
  const { client_id = "", client_secret } = client ?? {};
  const authMethod = client?.["token_endpoint_auth_method"];
  const { redirect_uri = "", ...others } = addressesFor(setup, named);
  const [person] = users;
  return {
    scenario: planned.name,
    setup: planned.setup,
    flow: planned.flow,
    control: planned.control,
    issuer: url,
    client_id,
    ...(client_secret === undefined ? {} : { client_secret }),
    token_endpoint_auth_method: typeof authMethod === "string" ? authMethod : "client_secret_basic",
    ...keyMembers(key),
    ...algMembers({ planned, scenario }),
    ...personMembers(url, setup),
    redirect_uri,
    response_type: setup.response_type === "" ? "" : (firstText(client?.["response_types"]) ?? setup.response_type),
    ...(setup.response_mode === undefined ? {} : { response_mode: setup.response_mode }),
    scope: setup.scope,
    ...scenario?.asks,
    resource: endpointUrl(url, "/resource"),
    config_url: addresses.config,
    statement_url: addresses.statement,
    username: person?.username ?? "",
    password: person?.password ?? "",
    ...others,
    ...(token === undefined ? {} : { token }),
    ...(planned.flow === "session-management" ? { frame_message: scenario?.frame ?? "changed" } : {}),
    ...(planned.flow === "oauth1" ? oauth1Members(url, named) : {}),
  };
}
