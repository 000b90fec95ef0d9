import { type Exchange, type Hooks, RequestRefused } from "../../src/engine/mod.ts";
import { requestObject, type RequestObjectOptions } from "../../src/features/request_object/mod.ts";
import { OAuthError, Params, peekJwt } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { type ChangeFeatures, changeClients, changeHooks, instead, type Mutant, without } from "./mutant.ts";

const FILE = "request_object_test.ts";

const WHOLE = "are whole requests, and what comes of them is redeemed";
const OTHER_SERVER = "for another server are refused";
const OTHER_CLIENT = "of another client are refused";
const EXPIRED = "that expired are refused";
const NESTED = "with a request_uri inside are refused";
const SIGNED_ONLY = "are all that is taken of a client that registered so";
const FORGED = "are refused when somebody else signed them";
const INSIDE_WINS = "win over what stands beside them, which fills in the rest (request signed RS256)";
const UNSIGNED = "may be unsigned where the client registered none (unsigned request object)";
const UNSUPPORTED = "are not supported without a signature where the client registered nothing";
const REDIRECT = "bring the redirect URI, though a wrong one stands beside them (request object with redirect_uri)";
const ENCRYPTED = "may be signed and then encrypted";
const RESPONSE_TYPE = "are refused when their response type is not the one beside them";
const BOTH = "are refused beside a request_uri";
const TOLD = "are told of in the metadata";
const FETCHED = "are fetched, once for sign-in and consent and all (request_uri signed RS256)";
const UNSIGNED_FETCHED = "may be unsigned where the client registered none (unsigned request_uri)";
const HASH = "are bound by the hash in the fragment where nobody signed them";
const UNREGISTERED = "are not fetched from where the client did not register";
const NOTHING = "are refused where nothing lies";

/** The feature with other options than the standard ones. */
function withOptions(options: Partial<RequestObjectOptions>): ChangeFeatures {
  return instead(requestObject({ taken: true, byReference: "registered", signedOnly: false, ...options }));
}

type Read = Hooks["authorizeParams"];

/** Changes how the parameters of a request are put together. */
function reading(change: (read: Read) => Read): ChangeFeatures {
  return changeHooks("request_object", (hooks) => ({
    ...hooks,
    authorizeParams: change(hooks.authorizeParams ?? ((params) => params)),
  }));
}

/** Changes what the client registered, for a request object alone. */
function registered(change: (metadata: ClientRecord["metadata"], params: Params) => ClientRecord["metadata"]) {
  return reading((read) => (params, exchange) => {
    const issuer = changeClients((client) => ({ ...client, metadata: change(client.metadata, params) }))(
      exchange.issuer,
    );
    const changed: Exchange = { ...exchange, issuer };
    return read(params, changed);
  });
}

function isRefused(error: unknown): boolean {
  return error instanceof RequestRefused || (error instanceof OAuthError && /^(?:invalid_)?request_/.test(error.code));
}

/** The parameters inside of an object, whoever made it. */
function believed(params: Params): Params {
  const { claims } = peekJwt(params.get("request") ?? "e30.e30.");
  const inside = Object.entries(claims).flatMap(([name, value]) =>
    typeof value === "string" && !/^(?:request|request_uri|aud|iss|jti)$/.test(name) ? [[name, value] as const] : [],
  );
  const names = new Set(["request", ...inside.map(([name]) => name)]);
  return Params.of([...params.entries().filter(([name]) => !names.has(name)), ...inside]);
}

/** Servers that are wrong about requests that are JWTs. */
export const REQUEST_OBJECT_MUTANTS: readonly Mutant[] = [
  {
    name: "does not see request objects",
    rule: "RFC9101-6.3-1",
    file: FILE,
    noticed: [
      WHOLE,
      OTHER_SERVER,
      OTHER_CLIENT,
      EXPIRED,
      NESTED,
      SIGNED_ONLY,
      FORGED,
      INSIDE_WINS,
      UNSIGNED,
      UNSUPPORTED,
      REDIRECT,
      ENCRYPTED,
      RESPONSE_TYPE,
      BOTH,
      TOLD,
      FETCHED,
      UNSIGNED_FETCHED,
      HASH,
      UNREGISTERED,
      NOTHING,
    ],
    features: without("request_object"),
  },
  {
    name: "fetches no request objects",
    rule: "OIDC-6.2.3-1",
    file: FILE,
    noticed: [TOLD, FETCHED, UNSIGNED_FETCHED, HASH, UNREGISTERED, NOTHING],
    features: withOptions({ byReference: "off" }),
  },
  {
    name: "demands a signed request object of everybody",
    rule: "OIDC-6.3.2-2",
    file: FILE,
    noticed: [INSIDE_WINS, UNSIGNED, UNSUPPORTED, REDIRECT, ENCRYPTED, RESPONSE_TYPE, FETCHED, UNSIGNED_FETCHED, HASH],
    features: withOptions({ signedOnly: true }),
  },
  {
    name: "lets what stands beside a request object win",
    rule: "OIDC-6.1-4",
    file: FILE,
    noticed: [INSIDE_WINS, UNSIGNED, REDIRECT, FETCHED, UNSIGNED_FETCHED],
    features: reading((read) => async (params, exchange) => {
      const whole = await read(params, exchange);
      const beside = params.entries().filter(([name]) => !name.startsWith("request"));
      return whole.with(Object.fromEntries(beside));
    }),
  },
  {
    name: "believes every request object",
    rule: "RFC9101-6.2-3",
    file: FILE,
    noticed: [OTHER_SERVER, OTHER_CLIENT, EXPIRED, NESTED, FORGED, UNSUPPORTED, ENCRYPTED, RESPONSE_TYPE],
    features: reading((read) => async (params, exchange) => {
      try {
        return await read(params, exchange);
      } catch (error) {
        if (!isRefused(error) || !params.has("request")) throw error;
        return believed(params);
      }
    }),
  },
  {
    name: "forgets who signs all that they ask",
    rule: "RFC9101-10.5-1",
    file: FILE,
    noticed: [SIGNED_ONLY],
    features: registered(({ require_signed_request_object: _signed, ...metadata }) => metadata),
  },
  {
    name: "needs no signature of who did not say that they sign",
    rule: "OIDC-6.3.2-2",
    file: FILE,
    noticed: [UNSUPPORTED, ENCRYPTED],
    features: registered((metadata, params) => {
      const isSigned = (params.get("request") ?? "").split(".").length === 3 && !params.get("request")?.endsWith(".");
      return isSigned ? metadata : { request_object_signing_alg: "none", ...metadata };
    }),
  },
  {
    name: "fetches whatever it is told to",
    rule: "RFC9101-10.4.1-1",
    file: FILE,
    noticed: [UNREGISTERED],
    features: registered((metadata, params) => ({ ...metadata, request_uris: [params.get("request_uri") ?? ""] })),
  },
  {
    name: "does not look at the hash in a request_uri",
    rule: "OIDC-6.2-2",
    file: FILE,
    noticed: [HASH],
    features: reading((read) => (params, exchange) => {
      const uri = params.get("request_uri");
      return read(uri === undefined ? params : params.with({ request_uri: uri.replace(/#.*/, "") }), exchange);
    }),
  },
];
