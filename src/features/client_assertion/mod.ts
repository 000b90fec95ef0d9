/**
 * Clients that authenticate by a JWT: signed by a key of their own (`private_key_jwt`), or under their secret
 * (`client_secret_jwt`).
 *
 * *Decisions 2026-11-21*: a client has to be registered for the method by name, and may then use no other. The audience
 * is the issuer identifier or the address of the token endpoint (or that of pushed requests) and nothing else, at every endpoint; an assertion that
 * names another server too is refused, since that server could present it here. An assertion lives for five minutes at
 * most by standard and holds once. It needs a `jti`, since without one a replay could not be told from a second request. Its `typ`
 * is missing, `JWT` or `client-authentication+jwt`: a JWT that says to be something else was not made for this.
 *
 * @see RFC 7521 4.2, RFC 7523 2.2 and 3, OpenID Connect Core 9
 * @module
 */
import { type Feature, guessGuard } from "../../engine/mod.ts";
import type { Seconds } from "../../platform/mod.ts";
import { ASSERTION_ALGS, AUTH_SIGNING_ALG } from "./client_metadata.ts";
import { assertionMethod } from "./method.ts";

/** Endpoints whose metadata names the algorithms. @see RFC 8414 2 */
const ENDPOINTS: ReadonlySet<string> = new Set(["token_endpoint", "revocation_endpoint", "introspection_endpoint"]);

function algMembers(features: readonly Feature[]): Readonly<Record<string, readonly string[]>> {
  const names = features.flatMap(({ endpoints = [] }) => endpoints.flatMap(({ metadata }) => metadata ?? []));
  const described = names.filter((name) => ENDPOINTS.has(name));
  return Object.fromEntries(described.map((name) => [`${name}_auth_signing_alg_values_supported`, ASSERTION_ALGS]));
}

/** What is asked of an assertion. */
export interface ClientAssertionOptions {
  /** How long it may still hold. */
  readonly longest: Seconds;
}

/** Client authentication by a JWT. */
export function clientAssertion({ longest }: ClientAssertionOptions): Feature {
  const guard = guessGuard();
  return {
    name: "client_assertion",
    spec: "RFC 7523 2.2",
    clientAuth: [
      assertionMethod({ method: "private_key_jwt", guard, longest }),
      assertionMethod({ method: "client_secret_jwt", guard, longest }),
    ],
    clientMetadata: [AUTH_SIGNING_ALG],
    hooks: { metadata: ({ features }) => algMembers(features) },
  };
}
