import { checkRedirectUri, isLoopbackUri, OAuthError } from "../../protocol/mod.ts";
import {
  consumerKeyFault,
  hmacSecretsOf,
  isConsumer,
  needsSecretItself,
  type RegistrationPolicy,
  signatureMethodsOf,
} from "../../clients/mod.ts";
import type { ClientRecord } from "../../stores/mod.ts";
import { type Check, type Finding, findingOf } from "./check.ts";

/** What a client is judged by. */
export interface ClientGround {
  readonly policy: RegistrationPolicy;
  /** Under which its secrets were sealed; undefined = nobody knows it here. */
  readonly sealKey?: Uint8Array;
  readonly now: number;
}

/** A question that is asked of each client. */
export interface ClientCheck extends Omit<Check<never>, "find"> {
  /** What is wrong with the clients for which it is so; each reads as what follows the number of them. */
  readonly says: string;
  readonly hint: string;
  readonly isAbout: (client: ClientRecord, ground: ClientGround) => boolean;
}

function hasHttpUri({ redirectUris }: ClientRecord): boolean {
  return redirectUris.some((uri) => /^http:/i.test(uri) && !isLoopbackUri(uri));
}

function isRefused(uri: string, { policy }: ClientGround): boolean {
  try {
    checkRedirectUri(uri, policy.redirectUris);
    return false;
  } catch (error) {
    if (error instanceof OAuthError) return true;
    throw error;
  }
}

function hasKeys({ metadata }: ClientRecord): boolean {
  return metadata["jwks"] !== undefined || metadata["jwks_uri"] !== undefined;
}

/** Whether a client that has to prove who it is has nothing to prove it with. */
function cannotAuthenticate(client: ClientRecord, { now }: ClientGround): boolean {
  if (client.type === "public" || hasKeys(client)) return false;
  return !client.secrets.some(({ expiresAt }) => expiresAt === undefined || expiresAt > now);
}

function cannotOpenSecret(client: ClientRecord, { sealKey, now }: ClientGround): boolean {
  if (sealKey === undefined || !needsSecretItself(client)) return false;
  try {
    return hmacSecretsOf(client, { key: sealKey, now }).length === 0;
  } catch {
    return true;
  }
}

/** What is asked of every registered client. */
export const CLIENT_CHECKS: readonly ClientCheck[] = [
  {
    id: "W001",
    asks: "Does no client use the implicit grant",
    source: "RFC 9700 2.1.2",
    says: "may use the implicit grant, which puts access tokens into addresses",
    hint: "Let them use authorization_code with PKCE",
    isAbout: ({ grantTypes }) => grantTypes.includes("implicit"),
  },
  {
    id: "W002",
    asks: "Does no client take people's passwords",
    source: "RFC 9700 2.4",
    says: "may use the password grant: people tell them their password",
    hint: "Let them use authorization_code with PKCE, or the device grant",
    isAbout: ({ grantTypes }) => grantTypes.includes("password"),
  },
  {
    id: "W311",
    asks: "Does no redirect URI hold a wildcard",
    source: "RFC 9700 4.1.3",
    says: "have a redirect URI with '*' in its host",
    hint: "Register each address: whoever gets a name below the wildcard gets the codes",
    isAbout: ({ redirectUris }) => redirectUris.some((uri) => /^[\w.+-]+:\/\/[^/?#]*\*/.test(uri)),
  },
  {
    id: "W301",
    asks: "Are redirect URIs https, or of this machine",
    source: "RFC 9700 2.6",
    says: "have a plain http redirect URI on another machine: codes cross the network for all to read",
    hint: "Register an https address",
    isAbout: hasHttpUri,
  },
  {
    id: "W302",
    asks: "Does every public client ask people for their consent",
    source: "RFC 8252 8.6, RFC 6749 10.2",
    says: "are public and skip consent: any program that takes their client_id gets tokens unseen",
    hint: "Ask for consent, or make them confidential",
    isAbout: ({ type, skipAuthorization }) => type === "public" && skipAuthorization,
  },
  {
    id: "I303",
    asks: "Do native applications name the loopback address by number",
    source: "RFC 8252 8.3",
    says: "have a redirect URI on 'localhost', whose port is fixed and whose name may lead elsewhere",
    hint: "Register http://127.0.0.1/… and http://[::1]/…, of which any port is taken",
    isAbout: ({ redirectUris }) => redirectUris.some((uri) => /^http:\/\/localhost[:/]/i.test(uri)),
  },
  {
    id: "W304",
    asks: "Would every redirect URI be registered today",
    says: "have a redirect URI that could not be registered with these settings, and is still used",
    hint: "Change it, or ALLOWED_REDIRECT_URI_SCHEMES and HTTP_REDIRECT_URIS",
    isAbout: (client, ground) => client.redirectUris.some((uri) => isRefused(uri, ground)),
  },
  {
    id: "W305",
    asks: "Are all grants that clients have offered",
    says: "have a grant type that is not offered with these settings",
    hint: "Take it from them, or turn it on",
    isAbout: ({ grantTypes }, { policy }) => grantTypes.some((type) => !policy.grantTypes.includes(type)),
  },
  {
    id: "E306",
    asks: "Can every confidential client prove who it is",
    source: "RFC 6749 2.3",
    says: "are confidential and have neither a secret that works nor keys",
    hint: "Give them a secret: touchstone client rotate-secret CLIENT_ID",
    isAbout: cannotAuthenticate,
  },
  {
    id: "W307",
    asks: "Do the access tokens of every client live an hour at most",
    source: "RFC 9700 2.2.1",
    says: "have access tokens of their own that live for more than an hour",
    hint: "Let them refresh",
    isAbout: ({ accessTokenLifetime = 0 }) => accessTokenLifetime > 3_600,
  },
  {
    id: "E308",
    asks: "Can the secrets be read that are used as keys",
    says: "sign by a secret that was sealed under another SECRET_KEY, or was never kept",
    hint: "Give them a new one: touchstone client rotate-secret CLIENT_ID",
    isAbout: cannotOpenSecret,
  },
  {
    id: "W309",
    asks: "Did somebody vouch for every client",
    source: "RFC 7591 5",
    says: "registered by themselves, and nobody vouched for them",
    hint: "Look at them (touchstone client show CLIENT_ID), and delete those that nobody knows",
    isAbout: ({ isUnverified }) => isUnverified === true,
  },
  {
    id: "W310",
    asks: "Do clients' keys come from https addresses",
    source: "RFC 7591 2",
    says: "have their keys read from a plain http address",
    hint: "Register an https jwks_uri, or the keys themselves",
    isAbout({ metadata }) {
      const uri = metadata["jwks_uri"];
      return typeof uri === "string" && /^http:/i.test(uri) && !isLoopbackUri(uri);
    },
  },
  {
    id: "W312",
    asks: "Does every client that takes passwords prove who it is",
    source: "RFC 6749 10.7",
    says: "are public and may use the password grant: any program that knows their name may try passwords",
    hint: "Make them confidential, or take the grant from them",
    isAbout: ({ type, grantTypes }) => type === "public" && grantTypes.includes("password"),
  },
  {
    id: "E313",
    asks: "Does every consumer that signs by RSA offer a key",
    source: "RFC 5849 3.4.3",
    says: "sign by RSA and offer no RSA key of 2048 bits or more: nothing that they sign can be verified",
    hint: "Paste their public key on the page of the application, or let them sign otherwise as well",
    isAbout: (client) => consumerKeyFault(client) !== undefined,
  },
  {
    id: "W314",
    asks: "Does no consumer send its secrets themselves",
    source: "RFC 5849 3.4.4",
    says: "are registered for PLAINTEXT, which sends the secrets themselves with every request",
    hint: "Let them sign by HMAC-SHA256 or RSA-SHA256",
    isAbout: (client) => isConsumer(client) && (signatureMethodsOf(client)?.includes("PLAINTEXT") ?? false),
  },
];

/** How many clients a finding names; the others are counted. */
const NAMED = 10;

/** Asks every question of every client; one finding tells of all clients for which the same is so. */
export async function checkClients(
  clients: AsyncIterable<ClientRecord> | Iterable<ClientRecord>,
  ground: ClientGround,
): Promise<readonly Finding[]> {
  const found = CLIENT_CHECKS.map((check) => ({ check, count: 0, named: [] as string[] }));
  for await (const client of clients) {
    for (const one of found) {
      if (!one.check.isAbout(client, ground)) continue;
      one.count += 1;
      if (one.count <= NAMED) one.named.push(client.clientId);
    }
  }
  return found
    .filter(({ count }) => count > 0)
    .map(({ check, count, named }) => {
      const { says, hint } = check;
      return findingOf(check, { says: `${count} ${count === 1 ? "client" : "clients"}: ${says}`, hint, about: named });
    });
}
