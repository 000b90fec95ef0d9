/**
 * Proof key for code exchange: a code is worth nothing to who did not begin the request.
 *
 * *Decision 2026-11-21*: a wrong verifier does not use the code up, so that a thief cannot burn it; the fifth does.
 *
 * @see RFC 7636, RFC 9700 2.1.1
 * @module
 */
import type { AgreedRequest, Feature, Redemption } from "../../engine/mod.ts";
import { digest, sameBytes } from "../../platform/mod.ts";
import { checkChallenge, checkVerifier, fail, matchesChallenge } from "../../protocol/mod.ts";
import { type ClientRecord, countKind } from "../../stores/mod.ts";

/** Options of the feature. */
export interface PkceOptions {
  /** Who must use it: every client, those that cannot authenticate, who likes, or whom a function of one's own names. */
  readonly required: "all" | "public" | "none" | ((client: ClientRecord) => boolean);
  /** Whether a challenge may be the verifier itself. @see RFC 7636 7.2 */
  readonly allowPlain: boolean;
}

/** What is bound to a code. */
interface Binding {
  readonly challenge: string;
  readonly method: "S256" | "plain";
}

const FAILURES = countKind("pf");
/** Wrong verifiers that a code survives. */
const TRIES = 5;
/** Longer than any code lives. */
const MEMORY = 600;

function methodOf(request: AgreedRequest, options: PkceOptions): Binding["method"] {
  // Without the parameter the method is plain. @see RFC 7636 4.3
  const method = request.params.get("code_challenge_method") ?? "plain";
  if (method === "S256" || (method === "plain" && options.allowPlain)) return method;
  return fail("invalid_request", "Cannot use this code_challenge_method: use S256", { rule: "RFC7636-4.4.1-2" });
}

function isRequired({ client }: AgreedRequest, { required }: PkceOptions): boolean {
  if (typeof required === "function") return required(client);
  return required === "all" || (required === "public" && client.type === "public");
}

/** What the request binds; undefined when it binds nothing and need not. */
function bindingOf(request: AgreedRequest, options: PkceOptions): Binding | undefined {
  if (!request.responseWords.some(({ name }) => name === "code")) return undefined;
  const challenge = request.params.get("code_challenge");
  if (challenge === undefined) {
    if (request.params.get("code_challenge_method") !== undefined) {
      fail("invalid_request", "Cannot use a code_challenge_method without a code_challenge", { rule: "RFC7636-4.3-1" });
    }
    if (!isRequired(request, options)) return undefined;
    return fail("invalid_request", "Cannot answer the request as it has no code_challenge: use PKCE with S256", {
      rule: "RFC7636-4.4.1-1",
    });
  }
  const method = methodOf(request, options);
  checkChallenge(challenge);
  return { challenge, method };
}

function isBinding(value: unknown): value is Binding {
  return typeof value === "object" && value !== null && "challenge" in value && "method" in value;
}

function proves({ challenge, method }: Binding, verifier: string): boolean {
  return method === "S256" ? matchesChallenge(challenge, verifier) : sameBytes(challenge, verifier);
}

/** Refuses a wrong verifier, and uses the code up when there were too many. */
async function refuse({ exchange, redeemable }: Redemption): Promise<never> {
  const { ephemeral } = exchange.issuer;
  const failures = await ephemeral.count(FAILURES, { key: digest(redeemable.tag ?? ""), ttl: MEMORY });
  if (failures >= TRIES) await redeemable.spoil?.();
  return fail("invalid_grant", "Cannot redeem the code as code_verifier does not belong to its code_challenge", {
    rule: "RFC7636-4.6-3",
  });
}

async function checkProof(redemption: Redemption): Promise<void> {
  const { params, redeemable } = redemption;
  if (params.get("grant_type") !== "authorization_code") return;
  const binding = redeemable.bindings["pkce"];
  const verifier = params.get("code_verifier");
  if (!isBinding(binding)) {
    if (verifier !== undefined) {
      fail(
        "invalid_grant",
        "Cannot redeem the code with a code_verifier as the authorization request had no code_challenge",
        { rule: "RFC9700-2.1.1-3" },
      );
    }
    return;
  }
  if (verifier === undefined)
    return fail(
      "invalid_grant",
      "Cannot redeem the code without the code_verifier that belongs to its code_challenge",
      { rule: "RFC9700-2.1.1-2" },
    );
  checkVerifier(verifier);
  if (!proves(binding, verifier)) return refuse(redemption);
}

/** Proof key for code exchange. */
export function pkce(options: PkceOptions): Feature {
  return {
    name: "pkce",
    spec: "RFC 7636",
    fields: {
      authorize: {
        code_challenge: { says: "The digest of a secret of this request" },
        code_challenge_method: {
          says: "How the challenge was made",
          schema: { type: "string", enum: options.allowPlain ? ["S256", "plain"] : ["S256"] },
        },
      },
      token: { code_verifier: { says: "The secret of which the request had the digest (authorization_code)" } },
    },
    hooks: {
      metadata: () => ({ code_challenge_methods_supported: options.allowPlain ? ["S256", "plain"] : ["S256"] }),
      checkAuthorize: (request) => void bindingOf(request, options),
      bindToCode({ request }) {
        const binding = bindingOf(request, options);
        return binding === undefined ? {} : { pkce: binding };
      },
      checkRedemption: checkProof,
    },
  };
}
