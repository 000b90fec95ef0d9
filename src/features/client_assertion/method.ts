import { type ClientAuthMethod, type ClientClaim, type Exchange, refuseClient } from "../../engine/mod.ts";
import {
  fail,
  findSigningAlg,
  isSymmetric,
  type JwtParts,
  JwtRefused,
  type Params,
  peekJwt,
} from "../../protocol/mod.ts";
import { type AssertionMethodName, checkAssertion, type CheckAssertionOptions } from "./check_assertion.ts";
import { wordsOf } from "./refusal.ts";

/** Value of `client_assertion_type`. @see RFC 7523 2.2 */
const ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/** What is no id of a client is not looked up. */
const CLIENT_ID = /^[\x20-\x7E]{1,200}$/;

function peek(text: string): JwtParts {
  try {
    return peekJwt(text);
  } catch (error) {
    if (error instanceof JwtRefused) return fail("invalid_client", wordsOf(error), { rule: "RFC7523-3-11" });
    throw error;
  }
}

/** The assertion of a request, when it has one. */
function assertionIn(form: Params): string | undefined {
  const type = form.get("client_assertion_type");
  const text = form.get("client_assertion");
  if (type === undefined && text === undefined) return undefined;
  if (type === undefined || text === undefined) {
    return fail(
      "invalid_client",
      "Cannot authenticate the client as client_assertion and client_assertion_type come together or not at all",
      { rule: type === undefined ? "RFC7521-4.2-1" : "RFC7521-4.2-2" },
    );
  }
  if (type === ASSERTION_TYPE) return text;
  return fail("invalid_client", `Cannot understand the client_assertion_type: use '${ASSERTION_TYPE}'`, {
    rule: "RFC7523-2.2-1",
  });
}

/** Which method an assertion belongs to: an HMAC is made under a secret, everything else has to be of a key. */
function methodOf({ header }: JwtParts): AssertionMethodName {
  const alg = findSigningAlg(header.alg);
  return alg !== undefined && isSymmetric(alg) ? "client_secret_jwt" : "private_key_jwt";
}

/** The client that an assertion names; it is believed only when the signature holds. */
function clientIdIn({ claims }: JwtParts): string {
  const { sub } = claims;
  if (typeof sub === "string" && CLIENT_ID.test(sub)) return sub;
  return fail(
    "invalid_client",
    "Cannot tell which client the client_assertion stands for as its sub is not a client_id",
    { rule: "RFC7523-3-3" },
  );
}

/** How an assertion of a method is read and checked. */
type MethodOptions = Pick<CheckAssertionOptions, "method" | "guard" | "longest">;

function read(exchange: Exchange, form: Params, options: MethodOptions): ClientClaim | undefined {
  const text = assertionIn(form);
  if (text === undefined) return undefined;
  const parts = peek(text);
  if (methodOf(parts) !== options.method) return undefined;
  const clientId = clientIdIn(parts);
  const claimed = form.get("client_id");
  if (claimed !== undefined && claimed !== clientId) {
    return refuseClient(
      exchange,
      "Cannot authenticate the client as client_id is not the sub of the client_assertion",
      "RFC7521-4.2-3",
    );
  }
  return { clientId, check: (client) => checkAssertion(text, { client, exchange, ...options }) };
}

/** Client authentication by a JWT of one kind. */
export function assertionMethod(options: MethodOptions): ClientAuthMethod {
  return {
    name: options.method,
    proves: true,
    mixedRule: "RFC7521-4.2.1-1",
    fields: {
      client_assertion_type: {
        says: "Beside client_assertion",
        schema: { type: "string", enum: [ASSERTION_TYPE] },
      },
      client_assertion: { says: "A JWT by which the client proves who it is" },
    },
    // Only who registered for it by name: a key that was registered for something else is no proof.
    fits: () => false,
    read: (exchange, form) => read(exchange, form, options),
  };
}
