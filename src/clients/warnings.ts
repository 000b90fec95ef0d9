import { isLoopbackUri } from "../protocol/mod.ts";
import { type ClientInput, keyed } from "./client_input.ts";
import { isConsumer, signatureMethodsOf } from "./consumer.ts";
import { needsSecretItself } from "./hmac_secret.ts";

/** Something that may be registered, and that one had better not. */
export interface Warning {
  /** What it is about; `algorithm` = the members that name one, `signatures` = the one of OAuth 1.0a. */
  readonly member: keyof ClientInput | "algorithm" | "signatures";
  /** What is to be feared, and what to do instead. */
  readonly says: string;
}

/** What warnings are made of; a record and an input both have it. */
export type Cautioned = Pick<
  ClientInput,
  "type" | "grantTypes" | "redirectUris" | "authMethod" | "skipAuthorization" | "metadata"
>;

const OF_GRANTS: Readonly<Record<string, string>> = {
  implicit:
    "The implicit grant hands tokens out in addresses, where they leak: use the authorization code with PKCE (RFC 9700 2.1.2)",
  password: "The password grant shows people's passwords to the application: use the authorization code (RFC 9700 2.4)",
};

const OF_SHA1 = ["HMAC-SHA1", "RSA-SHA1"];

/** What a consumer registered of signature methods that is weak. */
function* foundOfSignatures(client: Cautioned): Iterable<Warning> {
  const methods = signatureMethodsOf(keyed(client));
  if (!isConsumer(client) || methods === undefined) return;
  if (methods.includes("PLAINTEXT"))
    yield {
      member: "signatures",
      says: "PLAINTEXT sends the secrets themselves with every request: prefer HMAC-SHA256 (RFC 5849 3.4.4)",
    };
  if (methods.every((method) => OF_SHA1.some((weak) => weak === method)))
    yield {
      member: "signatures",
      says: "It may sign by SHA-1 alone: allow HMAC-SHA256 or RSA-SHA256 where its library has them",
    };
}

function* found(client: Cautioned): Iterable<Warning> {
  const { type, grantTypes, redirectUris, skipAuthorization } = client;
  for (const grant of grantTypes) {
    const says = Object.hasOwn(OF_GRANTS, grant) ? OF_GRANTS[grant] : undefined;
    if (says !== undefined) yield { member: "grantTypes", says };
  }
  for (const uri of redirectUris) {
    if (/^http:/i.test(uri) && !isLoopbackUri(uri))
      yield {
        member: "redirectUris",
        says: `Whoever is on the way reads what is sent to '${uri}', as it is plain http: use https (RFC 9700 2.6)`,
      };
    else if (!/^https?:/i.test(uri))
      yield {
        member: "redirectUris",
        says: `Any app of the device may claim the scheme of '${uri}': prefer an https address that the app owns (RFC 8252 7.2)`,
      };
  }
  yield* foundOfSignatures(client);
  // That consumers of OAuth 1.0a sign by theirs is how it is meant.
  if (type === "confidential" && needsSecretItself({ ...keyed(client), grantTypes: [] }))
    yield {
      member: "algorithm",
      says: "Its secret is used as a key, so it is kept itself, under seal, and not its digest alone: prefer RS256 or ES256, and a key of its own",
    };
  if (skipAuthorization === true)
    yield {
      member: "skipAuthorization",
      says: "People are not asked: only for applications of this very installation",
    };
}

/** What one had better not do of all that a client may; empty when it is as it should be. */
export function warningsOf(client: Cautioned): readonly Warning[] {
  return [...found(client)];
}
