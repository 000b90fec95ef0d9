import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, other, same, stricter } from "./behaviour.ts";

const LOGOUT = "test/http/logout_rp_initiated_test.ts";
const USERINFO = "test/http/userinfo_test.ts";
const DEVICE = "conformance/server/device_test.ts";

/** What OpenID Connect tells. */
export const CLAIMS: BehaviourGroup = {
  title: "OpenID Connect: what is told",
  rows: [
    same("Claims are told by scope", provedBy(USERINFO, "is exactly what '${scope}' stands for")),
    same(
      "The nonce comes back, and auth_time is the last sign-in",
      provedBy(
        "test/http/id_token_test.ts",
        "brings no nonce where none was sent, and any that was sent",
        "says when the person signed in where ${what}",
      ),
    ),
    same(
      "UserInfo answers GET and POST, and scripts of any origin",
      provedBy(USERINFO, "takes the token in the header by GET and POST, and in a form by POST"),
      provedBy("conformance/server/userinfo_test.ts", "lets a page of the client ask"),
    ),
    same(
      "The keys may be kept for a while, and retired ones are among them",
      provedBy("src/features/jwks/mod_test.ts", "answers the keys, as what they are, for an hour"),
      provedBy("test/http/prompt_test.ts", "signed by a key that was retired meanwhile is taken"),
    ),
    same(
      "Where OpenID Connect is off its addresses are 404",
      provedBy(
        "test/http/discovery_test.ts",
        "is missing with WebFinger, ID tokens and the scopes where the server is no OpenID provider",
      ),
    ),
    same(
      "What is not served is not in the metadata",
      provedBy("test/http/dot_behaviours_test.ts", "leaves ${member} out of the metadata where ${path} is not served"),
    ),
  ],
};

/** What happens when a client logs a person out. */
export const LOGOUTS: BehaviourGroup = {
  title: "Logout by a client",
  rows: [
    other(
      {
        says: "The person is asked, unless an ID token of this very session comes along",
        because: "OIDC_RP_INITIATED_LOGOUT_ALWAYS_PROMPT asks always, as there",
      },
      provedBy(
        LOGOUT,
        "logs out at once and sends the browser back with the state",
        "asks the person, and does nothing by itself: ${name}",
        "asks always where the settings say so",
      ),
    ),
    same(
      "Nobody is asked where nobody is signed in, and a hint of an ended session works",
      provedBy(LOGOUT, "goes on to the client, which a hint of an ended session names as well"),
    ),
    same(
      "A client_id that differs from the hint is a 400, and logs nobody out",
      provedBy(LOGOUT, "logs nobody out, leads nowhere and tells a person why, by ${method}: ${name}"),
    ),
    same(
      "An ID token that has expired is a hint, unless a setting says no",
      provedBy(
        LOGOUT,
        "takes an ID token that expired while the session goes on",
        "tells a person that the hint expired, where such are not taken",
      ),
    ),
    stricter(
      {
        says: "The tokens of that client and of this session end, and no others",
        because: "there those of all applications and browsers end (its issue 1723)",
      },
      provedBy(
        LOGOUT,
        "end with it, those of that client and of this session alone",
        "go on where the settings say so",
        "go on where the person let them outlive the session",
      ),
    ),
  ],
};

/** What devices do. */
export const DEVICES: BehaviourGroup = {
  title: "Devices",
  rows: [
    same(
      "A poll is told authorization_pending, access_denied or expired_token",
      provedBy(
        DEVICE,
        "says that the person has not decided, to whoever polls for the first time",
        "says that the person has denied it",
        "says that the device code has expired when its time has come",
      ),
    ),
    other(
      { says: "Who polls too early is told slow_down, and is slowed down", because: "there the interval is only told" },
      provedBy(DEVICE, "slows down who polls again at once"),
      provedBy("test/flows/device_test.ts", "is slowed down, waits five seconds more, and gets its tokens"),
    ),
    other(
      {
        says: "A device code that nobody knows is invalid_grant",
        because: "device_not_found is no word of RFC 8628",
      },
      provedBy(DEVICE, "takes the code of another client for none"),
    ),
    same(
      "What another person was asked cannot be seen or answered",
      provedBy("test/http/device_pages_test.ts", "is for the person in whose browser the page was shown (DOT #1819)"),
    ),
  ],
};

/** Who else may look. */
export const OTHER_ORIGINS: BehaviourGroup = {
  title: "Scripts of other origins, and what a person allowed",
  rows: [
    other(
      {
        says: "Scripts of any origin may use the token endpoint, never with cookies",
        because:
          "allowed_origins there lists them for each client: a preflight does not say which client asks, and no cookie is read here",
      },
      provedBy("test/http/cors_test.ts", "say nothing of cookies, and see none set"),
    ),
    same(
      "Revoking an authorized application takes its refresh token as well, and is for one's own alone",
      provedBy(
        "src/console/authorized_tokens_test.ts",
        "ends the access when it is answered, and tells who listens",
        "does not tell another's access from one that never was",
      ),
    ),
    same(
      "What is secret in a request is in no error and no log",
      provedBy("test/http/secrecy_test.ts", "is not told in an error", "reaches no store in the clear"),
    ),
  ],
};
