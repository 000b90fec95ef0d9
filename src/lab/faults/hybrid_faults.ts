import { changing, otherText, turned, without } from "./_claims.ts";
import type { Fault } from "./fault.ts";

type Change = NonNullable<Fault["authorizeReply"]>;

/** Puts a value of another flow in the place of one that is sent beside an ID token: as long, and of the same characters. */
function swapping(name: string): Change {
  return (parameters) => {
    const { [name]: value, id_token: idToken } = parameters;
    return value === undefined || idToken === undefined ? parameters : { ...parameters, [name]: turned(value) };
  };
}

/** Changes the state of an answer that has an ID token. */
function stating(change: (state: string) => string | undefined): Change {
  return (parameters) => {
    const { state, id_token: idToken } = parameters;
    return state === undefined || idToken === undefined ? parameters : { ...parameters, state: change(state) };
  };
}

/** What can be wrong where the authorization endpoint answers with an ID token. @see OpenID Connect Core 3.2, 3.3 */
export const HYBRID_FAULTS: readonly Fault[] = [
  {
    name: "id_token_wrong_at_hash",
    place: "callback",
    says: "The at_hash of the ID token belongs to another access token",
    idToken: changing("at_hash", otherText),
  },
  {
    name: "id_token_missing_at_hash",
    place: "callback",
    says: "The ID token has no at_hash, though an access token came along",
    idToken: without("at_hash"),
  },
  {
    name: "id_token_wrong_c_hash",
    place: "callback",
    says: "The c_hash of the ID token belongs to another code",
    idToken: changing("c_hash", otherText),
  },
  {
    name: "id_token_missing_c_hash",
    place: "callback",
    says: "The ID token has no c_hash, though a code came along",
    idToken: without("c_hash"),
  },
  {
    name: "front_code_of_another_flow",
    place: "callback",
    says: "The code beside the ID token is one of another flow",
    authorizeReply: swapping("code"),
  },
  {
    name: "front_access_token_of_another_flow",
    place: "callback",
    says: "The access token beside the ID token is one of another flow",
    authorizeReply: swapping("access_token"),
  },
  {
    name: "front_wrong_state",
    place: "callback",
    says: "The state of an answer with an ID token is another than that of the request",
    authorizeReply: stating(turned),
  },
  {
    name: "front_missing_state",
    place: "callback",
    says: "An answer with an ID token has no state, though the request had one",
    authorizeReply: stating(() => undefined),
  },
];
