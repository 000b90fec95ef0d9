import { type OauthProblem, PROBLEM_STATUS } from "./oauth_problem.ts";

/**
 * The error codes of the specifications that this program speaks, and no others.
 *
 * @see RFC 6749 4.1.2.1 and 5.2, RFC 6750 3.1, RFC 7009 2.2.1, RFC 7591 3.2.2, RFC 8628 3.5, RFC 8707 2, RFC 9449 5
 * and 8, OpenID Connect Core 3.1.2.6, OpenID Connect Core Error Code unmet_authentication_requirements 1.0, OAuth Problem Reporting (2008)
 */
export type ErrorCode =
  | "invalid_request"
  | "unauthorized_client"
  | "access_denied"
  | "unsupported_response_type"
  | "invalid_scope"
  | "server_error"
  | "temporarily_unavailable"
  | "invalid_client"
  | "invalid_grant"
  | "unsupported_grant_type"
  | "invalid_token"
  | "insufficient_scope"
  | "unsupported_token_type"
  | "invalid_redirect_uri"
  | "invalid_client_metadata"
  | "invalid_software_statement"
  | "unapproved_software_statement"
  | "authorization_pending"
  | "slow_down"
  | "expired_token"
  | "invalid_request_uri"
  | "invalid_request_object"
  | "request_not_supported"
  | "request_uri_not_supported"
  | "login_required"
  | "consent_required"
  | "interaction_required"
  | "account_selection_required"
  | "unmet_authentication_requirements"
  | "invalid_target"
  | "invalid_dpop_proof"
  | "use_dpop_nonce"
  | OauthProblem;

/** What else is known of an error. */
export interface FailOptions {
  /** The id of the sentence that was broken, such as `RFC6749-4.1.2-5`. */
  readonly rule?: string;
  /** The HTTP status where the code's usual one does not fit. */
  readonly status?: number;
  /** Further members of the error answer, such as `scope`. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Header fields of the answer, such as `Retry-After`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** What led to it; for the log, never for the wire. */
  readonly cause?: unknown;
}

const USUAL_STATUS: Readonly<Partial<Record<ErrorCode, number>>> = Object.freeze({
  ...PROBLEM_STATUS,
  invalid_client: 401,
  invalid_token: 401,
  insufficient_scope: 403,
  server_error: 500,
  temporarily_unavailable: 503,
});

const NOTHING: Readonly<Record<string, string>> = Object.freeze({});

/**
 * A refusal that the other side may read.
 *
 * @see RFC 6749 5.2
 */
export class OAuthError extends Error {
  override readonly name = "OAuthError";
  /** What kind of refusal it is. */
  readonly code: ErrorCode;
  /** A sentence for the client's author, legal as `error_description`. */
  readonly description: string;
  /** The id of the sentence that was broken. */
  readonly rule?: string;
  /** The HTTP status of an answer that carries it. */
  readonly status: number;
  /** Further members of the error answer. */
  readonly extra: Readonly<Record<string, string>>;
  /** Header fields of the answer. */
  readonly headers?: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, description: string, options: FailOptions = {}) {
    super(legalDescription(description), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.description = this.message;
    this.status = options.status ?? USUAL_STATUS[code] ?? 400;
    this.extra = options.extra ?? NOTHING;
    if (options.rule !== undefined) this.rule = options.rule;
    if (options.headers !== undefined) this.headers = options.headers;
  }
}

/**
 * Refuses.
 *
 * @param description What was attempted, then why it cannot be: capital first, no full stop, values in single quotes.
 * @throws {OAuthError} Always.
 *
 * @example A refusal that names its rule
 * ```ts
 * assert.throws(() => fail("invalid_grant", "Cannot redeem the code as it was used before"), OAuthError, "used before");
 * ```
 */
export function fail(code: ErrorCode, description: string, options?: FailOptions): never {
  throw new OAuthError(code, description, options);
}

/**
 * The same sentence without the characters that `error_description` forbids: `"` becomes `'`, a backslash becomes `/`,
 * anything else that is not printable ASCII becomes `?`.
 *
 * @see RFC 6749 5.2
 *
 * @example A programmer's double quotes
 * ```ts
 * assert.equal(legalDescription('No scope "read"'), "No scope 'read'");
 * ```
 */
export function legalDescription(text: string): string {
  for (let index = 0; index < text.length; index += 1) {
    if (!isLegal(text.charCodeAt(index))) return Array.from(text, legalCharacter).join("");
  }
  return text;
}

function legalCharacter(character: string): string {
  if (character === '"') return "'";
  if (character === "\\") return "/";
  return isLegal(character.charCodeAt(0)) ? character : "?";
}

// %x20-21 / %x23-5B / %x5D-7E
function isLegal(code: number): boolean {
  return code >= 0x20 && code <= 0x7e && code !== 0x22 && code !== 0x5c;
}
