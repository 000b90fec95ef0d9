import type { Flow, SetupName } from "../scenarios/setup.ts";

/**
 * Everything that a client under test has to know for one scenario. The same is in environment variables: the name of
 * a member in capitals behind `TOUCHSTONE_` (`TOUCHSTONE_CLIENT_ID`).
 */
export interface ClientConfig {
  readonly scenario: string;
  readonly setup: SetupName;
  readonly flow: Flow;
  /** True while the unmodified flow is asked for. */
  readonly control: boolean;
  readonly issuer: string;
  readonly client_id: string;
  /** None for a public client. */
  readonly client_secret?: string;
  readonly token_endpoint_auth_method: string;
  /** By what it signs the JWTs by which it shows who it is, in the setups with a key. */
  readonly token_endpoint_auth_signing_alg?: string;
  /** By what ID tokens are encrypted to it, in the setup with such a key. */
  readonly id_token_encrypted_response_alg?: string;
  /** The key by which it signs these JWTs, or decrypts ID tokens: a private JWK, as JSON in a text. */
  readonly private_jwk?: string;
  /** By what ID tokens are signed for it, where that is not RS256. */
  readonly id_token_signed_response_alg?: string;
  /** By what UserInfo is signed for it; not given = UserInfo is plain JSON. */
  readonly userinfo_signed_response_alg?: string;
  /** By what it signs its request objects, which it registers; `none` = they are not signed. */
  readonly request_object_signing_alg?: string;
  readonly redirect_uri: string;
  readonly response_type: string;
  readonly response_mode?: string;
  readonly scope: string;
  /** What the authorization request asks for besides, where a scenario needs it. */
  readonly prompt?: string;
  readonly max_age?: string;
  /** An address that a token of the issuer opens (GET; POST needs the scope `write`). */
  readonly resource: string;
  /** Where this very document is. */
  readonly config_url: string;
  /** Where the client says that it refused or completed: POST `outcome=refused&reason=…`. */
  readonly statement_url: string;
  /** Who signs in, for clients that ask for a password or a hint. */
  readonly username: string;
  readonly password: string;
  readonly post_logout_redirect_uri?: string;
  readonly backchannel_logout_uri?: string;
  readonly frontchannel_logout_uri?: string;
  readonly initiate_login_uri?: string;
  /** Where the provider finds its request objects. */
  readonly request_uri?: string;
  /** What a person types who signs in, from which the client finds the issuer: a name at a host, or an address. */
  readonly webfinger_identifier?: string;
  /** Where the host of that is asked by WebFinger. */
  readonly webfinger_url?: string;
  /** What the frame of the provider says once it is loaded, in the flow `session-management`. */
  readonly frame_message?: string;
  /** What a resource server has to judge by introspection, in the flow of that name. */
  readonly token?: string;
  /** Endpoints of OAuth 1.0a, which has no metadata. */
  readonly request_token_url?: string;
  readonly authorize_url?: string;
  readonly access_token_url?: string;
  readonly signature_method?: string;
}
