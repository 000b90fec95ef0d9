import { isLoopbackUri } from "../protocol/mod.ts";
import { type ClientInput, keyed } from "./client_input.ts";
import { needsSecretItself } from "./hmac_secret.ts";

/** Something that may be registered, and that one had better not. */
export interface Warning {
  /** What it is about; `algorithm` = the members that name one. */
  readonly member: keyof ClientInput | "algorithm";
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
  if (type === "confidential" && needsSecretItself(keyed(client)))
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
