import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  type Configuration,
  discovery,
  None,
} from "openid-client";
import { client, PASSWORD, person, SECRET } from "../../test/support/cast.ts";
import { type RunningServer, startServer, type StartServerOptions } from "../../test/support/running_server.ts";
import { OWN_SETTINGS } from "./own_settings.ts";
import { type Mind, type Person, Robot } from "./robot.ts";

/** The response types of OpenID Connect that are certified. @see OpenID Connect Core 3 */
export const RESPONSE_TYPES = [
  "code",
  "id_token",
  "id_token token",
  "code id_token",
  "code token",
  "code id_token token",
] as const;

/** One of them. */
export type ResponseType = (typeof RESPONSE_TYPES)[number];

/** A client that the suite may use at a provider. */
export interface TargetClient {
  readonly id: string;
  readonly secret?: string;
  readonly redirectUri: string;
}

/** The provider under test. */
export interface Target {
  readonly issuer: string;
  readonly person: Person;
  readonly confidential: TargetClient;
  /** A client that cannot keep a secret; undefined = the provider has none for us. */
  readonly native?: TargetClient;
  /** Undefined = no client for the client credentials grant. */
  readonly machine?: TargetClient;
  /** Where the confidential client may have people sent after a logout; undefined = nowhere. */
  readonly postLogoutRedirectUri?: string;
  /** What is asked for. */
  readonly scope: string;
  /** Response types of OpenID Connect that the confidential client may use; `code` alone when not given. */
  readonly responseTypes?: readonly ResponseType[];
  /** How the metadata is found. */
  readonly algorithm: "oauth2" | "oidc";
  /** Our own server in this process, where clocks and settings can be reached; undefined = somebody else's. */
  readonly own?: RunningServer;
}

/** How a server of our own is started. */
export type StartOwn = (options?: Pick<StartServerOptions, "clock" | "settings">) => Promise<RunningServer>;

let opened: Promise<Target> | undefined;
let startsOwn: StartOwn = (options) => startServer({ ...options, settings: { ...OWN_SETTINGS, ...options?.settings } });

/** Has the suite judge another server of our own from here on: a broken one, which the suite must notice. */
export function judgeInstead(start: StartOwn): void {
  startsOwn = start;
}

/** Starts our own server, or the one that is judged instead. */
export function startOwn(options: Pick<StartServerOptions, "clock" | "settings"> = {}): Promise<RunningServer> {
  return startsOwn(options);
}

/** Somebody of whom every standard scope tells something. */
const WELL_KNOWN_PERSON = {
  email: "ann@example.test",
  firstName: "Ann",
  lastName: "Lee",
  claims: { address: { country: "NL" }, phone_number: "+31 20 000 0000", phone_number_verified: true },
} as const;

async function ownTarget(): Promise<Target> {
  const own = await startOwn();
  const { issuer } = own;
  const owner = await person(issuer, WELL_KNOWN_PERSON);
  const redirectUri = "https://client.test/cb";
  const postLogoutRedirectUri = "https://client.test/bye";
  const metadata = { post_logout_redirect_uris: [postLogoutRedirectUri] };
  const confidential = await client(issuer, { redirectUris: [redirectUri], metadata });
  const native = await client(issuer, { type: "public", redirectUris: ["http://127.0.0.1/cb"] });
  return {
    issuer: own.url,
    person: { username: owner.username, password: PASSWORD },
    confidential: { id: confidential.clientId, secret: SECRET, redirectUri },
    native: { id: native.clientId, redirectUri: "http://127.0.0.1:52001/cb" },
    machine: { id: confidential.clientId, secret: SECRET, redirectUri },
    postLogoutRedirectUri,
    scope: "read",
    responseTypes: RESPONSE_TYPES,
    algorithm: "oauth2",
    own,
  };
}

/** What the command line says about somebody else's provider. */
function foreignTarget(environment: Readonly<Record<string, string | undefined>>): Target | undefined {
  const issuer = environment["CONFORMANCE_ISSUER"];
  if (issuer === undefined) return undefined;
  const redirectUri = environment["CONFORMANCE_REDIRECT_URI"] ?? "https://client.test/cb";
  const secret = environment["CONFORMANCE_SECRET"];
  const native = environment["CONFORMANCE_PUBLIC_CLIENT"];
  const machine = environment["CONFORMANCE_MACHINE_CLIENT"];
  const postLogoutRedirectUri = environment["CONFORMANCE_POST_LOGOUT_REDIRECT_URI"];
  const machineSecret = environment["CONFORMANCE_MACHINE_SECRET"];
  return {
    issuer,
    person: {
      username: environment["CONFORMANCE_USERNAME"] ?? "alice",
      password: environment["CONFORMANCE_PASSWORD"] ?? "password",
    },
    confidential: {
      id: environment["CONFORMANCE_CLIENT"] ?? "client",
      ...(secret === undefined ? {} : { secret }),
      redirectUri,
    },
    ...(native === undefined ? {} : { native: { id: native, redirectUri } }),
    ...(machine === undefined
      ? {}
      : { machine: { id: machine, ...(machineSecret === undefined ? {} : { secret: machineSecret }), redirectUri } }),
    ...(postLogoutRedirectUri === undefined ? {} : { postLogoutRedirectUri }),
    scope: environment["CONFORMANCE_SCOPE"] ?? "openid",
    responseTypes: RESPONSE_TYPES.filter((type) =>
      (environment["CONFORMANCE_RESPONSE_TYPES"] ?? "code").split(",").includes(type),
    ),
    algorithm: environment["CONFORMANCE_DISCOVERY"] === "oauth2" ? "oauth2" : "oidc",
  };
}

/** The provider under test; our own server is started when no other is named. */
export function target(): Promise<Target> {
  opened ??= Promise.resolve(foreignTarget(process.env) ?? ownTarget());
  return opened;
}

/** Whether the suite runs against somebody else's provider. */
export const IS_FOREIGN = process.env["CONFORMANCE_ISSUER"] !== undefined;

/** Stops what `target` started. */
export async function closeTarget(): Promise<void> {
  const { own } = (await opened) ?? {};
  opened = undefined;
  await own?.stop();
}

/** openid-client, set up for one of the target's clients. */
export function configure(
  { issuer, algorithm }: Target,
  { id, secret }: TargetClient,
  auth?: ClientAuth,
): Promise<Configuration> {
  const method = auth ?? (secret === undefined ? None() : ClientSecretBasic(secret));
  return discovery(new URL(issuer), id, secret, method, { algorithm, execute: [allowInsecureRequests] });
}

/** A browser with nobody signed in. */
export function robot({ person: who }: Target, mind?: Mind): Robot {
  return new Robot(who, mind);
}
