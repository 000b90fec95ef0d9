import type { Place } from "../journal/entry.ts";

/** What in a client reads or sends what is at a place, and words to search its source for. */
const WHERE: Readonly<Partial<Record<Place, string>>> = {
  discovery:
    "Look at what reads the provider's metadata, before anything of it is used; search for 'well-known' and 'issuer'.",
  jwks: "Look at what fetches and keeps the provider's keys; search for 'jwks', 'kid' and the cache of keys.",
  resource_metadata:
    "Look at what reads the description of the API, before a server is chosen; search for 'oauth-protected-resource' and 'authorization_servers'.",
  webfinger: "Look at what finds the issuer of an address; search for 'webfinger'.",
  registration: "Look at what registers the client and reads what it was given; search for 'registration_endpoint'.",
  authorize: "Look at what builds the authorization request; search for 'response_type', 'state' and 'code_challenge'.",
  par: "Look at what pushes the authorization request and reads the answer; search for 'request_uri'.",
  callback:
    "Look at the handler of your redirect URI, at its very beginning; search for 'state', 'iss', 'error' and 'code'.",
  token: "Look at what sends the token request and reads its answer; search for 'grant_type' and 'access_token'.",
  userinfo: "Look at what asks for UserInfo and what is done with the answer; search for 'userinfo' and 'sub'.",
  introspection: "Look at what asks whether a token is alive; search for 'introspect' and 'active'.",
  revocation: "Look at what revokes tokens when a person signs out; search for 'revoke'.",
  device_authorization: "Look at what begins the device flow; search for 'device_code', 'user_code' and 'interval'.",
  resource:
    "Look at what calls the API and what it does with 401, 403 and 429; search for 'Authorization' and 'WWW-Authenticate'.",
  end_session: "Look at what sends the browser to log out; search for 'end_session' and 'id_token_hint'.",
  check_session:
    "Look at the page that watches the session and what it does with 'changed' and 'error'; search for 'postMessage' and 'session_state'.",
  temporary_credentials: "Look at the first leg of OAuth 1.0a; search for 'oauth_callback_confirmed'.",
  token_credentials: "Look at the third leg of OAuth 1.0a; search for 'oauth_verifier'.",
  logout_token: "Look at the handler of your backchannel_logout_uri; search for 'logout_token' and 'events'.",
  logout_frame: "Look at the handler of your frontchannel_logout_uri; search for 'sid' and 'iss'.",
};

const ID_TOKEN =
  "Look at what validates the ID token, between the answer that brings it and its first use; search for 'id_token', 'verify' and the name of the claim.";

const WARY: readonly (readonly [RegExp, string])[] = [
  [/^(?:id_token|signature|hybrid)_/, ID_TOKEN],
  [/^logout_token_/, WHERE.logout_token ?? ""],
  [
    /^pkce_|^verifier_/,
    "Look at what makes code_verifier and code_challenge, and where the verifier is kept until the token request.",
  ],
  [/^assertion_/, "Look at what makes the JWT by which the client shows who it is; search for 'client_assertion'."],
  [/^jarm_/, "Look at what reads and checks the signed answer, before its parameters are used; search for 'response'."],
  [
    /^(?:dpop|proof)_/,
    "Look at what makes the DPoP proof of each request and keeps nonces; search for 'dpop' and 'DPoP-Nonce'.",
  ],
  [/^(?:state|nonce)_/, "Look at what makes and compares state and nonce; search for the source of randomness."],
  [/^refresh_/, "Look at what refreshes tokens and what keeps them; search for 'refresh_token'."],
];

/**
 * Where in a client one should look, for somebody who knows that client and not the specifications; undefined where
 * nothing more can be said.
 *
 * @param name Name of the scenario or the lint.
 * @param place Where it showed.
 */
export function whereToLook(name: string, place: Place | undefined): string | undefined {
  const [, words] = WARY.find(([pattern]) => pattern.test(name)) ?? [];
  return words ?? (place === undefined ? undefined : WHERE[place]);
}
