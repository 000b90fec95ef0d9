import type { ResponseMode } from "../../src/engine/mod.ts";
import { json, OAuthError, withHeaders } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { changeClients, changeEndpoint, changeHooks, lacking, type Mutant, without } from "./mutant.ts";

const FILE = "openid_registration_test.ts";

/** A client with other redirect URIs than it registered. */
function redirecting(change: (uris: readonly string[]) => readonly string[]): NonNullable<Mutant["issuer"]> {
  return changeClients((client: ClientRecord) => ({ ...client, redirectUris: change(client.redirectUris) }));
}

/** Drops the query of the address to which it sends a code. */
function forgetful(mode: ResponseMode): ResponseMode {
  if (mode.name !== "query") return mode;
  return { ...mode, send: (uri, parameters, options) => mode.send(uri.split("?")[0] ?? "", parameters, options) };
}

/** Servers that are wrong about clients which register by themselves. */
export const OPENID_REGISTRATION_MUTANTS: readonly Mutant[] = [
  {
    name: "lets nobody in by a key",
    rule: "RFC7523-2.2-1",
    file: FILE,
    noticed: ["registers by itself, and comes back with a key of its own, for tokens and to refresh them"],
    features: without("client_assertion"),
  },
  {
    name: "signs ID tokens as it likes",
    rule: "OIDC-10.1-1",
    file: FILE,
    noticed: ["gets ID tokens by the algorithm that it registered"],
    issuer: lacking("id_token_signed_response_alg"),
  },
  {
    name: "takes a signed UserInfo answer for JSON",
    rule: "OIDC-5.3.2-4",
    file: FILE,
    noticed: ["gets UserInfo answers that are signed, where it registered so"],
    features: changeEndpoint(
      "userinfo",
      (handle) => async (exchange) => withHeaders(await handle(exchange), { "Content-Type": "application/json" }),
    ),
  },
  {
    name: "guesses which redirect URI is meant",
    rule: "OIDC-3.1.2.1-3",
    file: FILE,
    noticed: ["is told on a page that redirect_uri is missing, where it registered two"],
    features: changeHooks("openid", ({ checkAuthorize: _check, ...hooks }) => hooks),
    issuer: redirecting((uris) => uris.slice(0, 1)),
  },
  {
    name: "drops the query of redirect URIs",
    rule: "RFC6749-3.1.2-3",
    file: FILE,
    noticed: ["gets its answer at a redirect URI with a query, and keeps the query"],
    features: (standard) =>
      standard.map((one) => ({ ...one, responseModes: (one.responseModes ?? []).map((mode) => forgetful(mode)) })),
  },
  {
    name: "lets requests add a query to redirect URIs",
    rule: "OIDC-3.1.2.1-3",
    file: FILE,
    noticed: ["gets no answer at a redirect URI whose query differs, or was added"],
    issuer: redirecting((uris) => [...uris, ...uris.map((uri) => `${uri.split("?")[0] ?? ""}?foo=other`)]),
  },
  {
    name: "registers whatever it is told",
    rule: "RFC7591-3.2.2-3",
    file: FILE,
    noticed: ["cannot register a redirect URI with a fragment"],
    features: changeEndpoint("registration", (handle) => async (exchange) => {
      try {
        return await handle(exchange);
      } catch (error) {
        if (error instanceof OAuthError) return json(201, { client_id: "anybody" });
        throw error;
      }
    }),
  },
  {
    name: "calls people by the same name wherever they are",
    rule: "OIDC-8.1-1",
    file: FILE,
    noticed: ["names people by words of its own, where it registered so"],
    issuer: lacking("subject_type"),
  },
];
