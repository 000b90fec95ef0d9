import type { Exchange } from "../../engine/mod.ts";
import { asError, withMembers, withoutMember } from "./_reply.ts";
import { refusalOf, withQuery } from "./_answer.ts";
import type { Fault, FaultContext } from "./fault.ts";

type Parameters = Readonly<Record<string, string>>;
type Changed = Readonly<Record<string, string | undefined>>;
type Change = (parameters: Parameters, context: FaultContext) => Changed;

/** Longer than any table's column that somebody took for long enough. */
const LONG = 2_000;
/** An issuer that is as right as this one, and not this one. */
const OTHER_ISSUER = "https://honest.example";

/** Changes one parameter where it is there. */
function changing(name: string, change: (value: string, context: FaultContext) => string | undefined): Change {
  return (parameters, context) => {
    const { [name]: value } = parameters;
    return value === undefined ? parameters : { ...parameters, [name]: change(value, context) };
  };
}

/** Letters and digits that nobody has seen before. */
function made(length: number, { exchange }: FaultContext): string {
  return exchange.issuer.random.base62(length);
}

function swapCase(text: string): string {
  return text.replaceAll(/[A-Za-z]/g, (letter) =>
    letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}

/** The scheme and host in capitals, which is the same address and another string. */
function capitalHost(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/]+/, (origin) => origin.toUpperCase());
}

function slashed(url: string): string {
  return url.endsWith("/") ? url.slice(0, -1) : `${url}/`;
}

/** What is changed in an answer that has a code; an error stays as it is. */
function ofSuccess(change: Change): Change {
  return (parameters, context) => ("code" in parameters ? change(parameters, context) : parameters);
}

function answer(name: string, says: string, authorizeReply: Change): Fault {
  return { name: `authorization_response_${name}`, place: "callback", says, authorizeReply };
}

/** An error in the place of a code. */
function refusal(name: string, says: string, members: Parameters): Fault {
  return answer(
    name,
    says,
    ofSuccess((parameters) => refusalOf(parameters, members)),
  );
}

const STATE: readonly Fault[] = [
  answer(
    "state_missing",
    "The answer has no state",
    changing("state", () => undefined),
  ),
  answer(
    "state_empty",
    "The answer has an empty state",
    changing("state", () => ""),
  ),
  answer(
    "state_changed",
    "The answer has the state of the request with a character more",
    changing("state", (state) => `${state}1`),
  ),
  answer(
    "state_other_case",
    "The answer has the state of the request in other letter case",
    changing("state", swapCase),
  ),
  answer(
    "state_of_another",
    "The answer has a state of the same length that belongs to another request",
    changing("state", (state, context) => made(state.length, context)),
  ),
];

const ISSUER: readonly Fault[] = [
  answer(
    "iss_missing",
    "The answer has no iss, though the metadata promises one",
    changing("iss", () => undefined),
  ),
  answer(
    "iss_other",
    "The answer names another issuer",
    changing("iss", () => OTHER_ISSUER),
  ),
  answer("iss_slash", "The issuer in the answer differs by a slash at its end", changing("iss", slashed)),
  answer(
    "iss_other_case",
    "The issuer in the answer differs by the letter case of its host",
    changing("iss", capitalHost),
  ),
  answer(
    "mixed_up",
    "The answer comes from another issuer: its iss and its code are that one's",
    ofSuccess((parameters, context) => ({ ...parameters, iss: OTHER_ISSUER, code: made(43, context) })),
  ),
];

const CODE: readonly Fault[] = [
  answer(
    "code_missing",
    "The answer has neither a code nor an error",
    changing("code", () => undefined),
  ),
  answer(
    "token_for_code",
    "The answer has an access token in the place of the code",
    ofSuccess((parameters, context) => ({
      ...parameters,
      code: undefined,
      access_token: made(43, context),
      token_type: "Bearer",
    })),
  ),
  answer(
    "code_empty",
    "The code in the answer is empty",
    changing("code", () => ""),
  ),
  answer(
    "long_code",
    `The code has ${LONG} characters`,
    changing("code", (code, context) => code + made(LONG - code.length, context)),
  ),
  answer(
    "code_and_error",
    "The answer has an error beside the code",
    ofSuccess((parameters) => ({ ...parameters, error: "access_denied" })),
  ),
  answer(
    "extra_parameters",
    "The answer has parameters that no specification knows",
    ofSuccess((parameters, context) => ({
      ...parameters,
      session_state: made(16, context),
      touchstone_extra: "a b",
      nothing: "",
    })),
  ),
  answer(
    "token_beside_code",
    "The answer has an access token, though a code was asked for",
    ofSuccess((parameters, context) => ({
      ...parameters,
      access_token: made(43, context),
      token_type: "Bearer",
      expires_in: "3600",
    })),
  ),
];

const ERRORS: readonly Fault[] = [
  refusal("unknown_error", "The answer is an error that no specification knows", {
    error: "out_of_cheese",
    error_description: "Please reinstall the universe",
  }),
  refusal("bare_error", "The answer is an error without a description", { error: "invalid_request" }),
  refusal("markup_in_error", "The description of the error has markup in it", {
    error: "access_denied",
    error_description: "<img src=x onerror=alert(1)><script>alert(2)</script>",
  }),
  refusal("server_error", "The answer is the error server_error", { error: "server_error" }),
  refusal("temporarily_unavailable", "The answer is the error temporarily_unavailable", {
    error: "temporarily_unavailable",
    error_description: "Cannot answer now: try again later",
  }),
];

/** A parameter that stands twice, first as it is and then otherwise. */
function twice(name: string): Fault {
  return {
    name: `authorization_response_${name}_twice`,
    place: "callback",
    says: `The answer has ${name} twice, first the right one and then another`,
    reply: (reply, context) =>
      withQuery(reply, (url) => {
        const value = url.searchParams.get(name);
        if (value !== null) url.searchParams.append(name, name === "iss" ? OTHER_ISSUER : made(value.length, context));
      }),
  };
}

/** Whether a token request redeems a code, and by which verifier. */
function redemptionOf({ request }: Exchange): { readonly verifier: string | null } | undefined {
  const form = new URLSearchParams(request.body);
  return form.get("grant_type") === "authorization_code" ? { verifier: form.get("code_verifier") } : undefined;
}

/**
 * The code that came is as good as one of another session of this client. A client that sent a challenge is told what a
 * right provider tells it then; without one everything goes well, but for the nonce.
 */
const INJECTED: Fault = {
  name: "authorization_response_injected_code",
  place: "token",
  says: "The code in the answer is one of another session: it is bound to that one's code_challenge and nonce",
  when: (exchange) => redemptionOf(exchange) !== undefined,
  idToken(claims, context) {
    const { nonce } = claims;
    return typeof nonce === "string" ? { ...claims, nonce: made(nonce.length, context) } : claims;
  },
  reply: (reply, { exchange }) =>
    redemptionOf(exchange)?.verifier === null
      ? { ...reply }
      : asError(400, {
          error: "invalid_grant",
          error_description: "Cannot redeem the code as code_verifier does not fit its code_challenge",
        }),
};

const WHOLE: readonly Fault[] = [
  INJECTED,
  twice("code"),
  twice("state"),
  twice("iss"),
  {
    name: "authorization_response_in_fragment",
    place: "callback",
    says: "The answer is in the fragment, though it belongs into the query",
    reply: (reply) =>
      withQuery(reply, (url) => {
        if (!url.searchParams.has("code")) return;
        const answered = new URLSearchParams();
        for (const name of ["code", "state", "iss"]) {
          const value = url.searchParams.get(name);
          if (value !== null) answered.set(name, value);
          url.searchParams.delete(name);
        }
        url.hash = answered.toString();
      }),
  },
];

/** Says something else in the metadata. */
function metadata(
  name: string,
  says: string,
  change: (members: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>,
): Fault {
  return { name: `metadata_${name}`, place: "discovery", says, reply: (reply) => withMembers(reply, change) };
}

const METADATA: readonly Fault[] = [
  metadata("without_pkce", "The metadata says nothing of PKCE", (members) =>
    withoutMember(members, "code_challenge_methods_supported"),
  ),
  metadata("plain_pkce", "The metadata names plain as the only challenge method", (members) => ({
    ...members,
    code_challenge_methods_supported: ["plain"],
  })),
  metadata("without_iss_promise", "The metadata does not say that answers have an iss", (members) =>
    withoutMember(members, "authorization_response_iss_parameter_supported"),
  ),
];

/** What can be wrong about the answer of the authorization endpoint, and about what the metadata promises of it. */
export const AUTHORIZATION_RESPONSE_FAULTS: readonly Fault[] = [
  ...STATE,
  ...ISSUER,
  ...CODE,
  ...ERRORS,
  ...WHOLE,
  ...METADATA,
];
