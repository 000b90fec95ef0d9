import { provedBy } from "../support/proof.ts";
import type { PlanModule } from "./plan.ts";

const LOGOUT = "test/http/logout_rp_initiated_test.ts";
const KEPT = "conformance/server/logout_test.ts";
const KEEPS = "keeps the person signed in, and the browser here, with ${name}";
const ASKS = "asks the person, and does nothing by itself: ${name}";
const REFUSES = "logs nobody out, leads nowhere and tells a person why, by ${method}: ${name}";
const DONE = 'says that it is done, without an address to go to and ${"state" in said ? "with" : "without"} a state';

function discovery(profile: string, demands: string, proof: Pick<PlanModule, "rules" | "proofs">): PlanModule {
  return { name: `oidcc-${profile}-discovery-endpoint-verification`, demands, ...proof };
}

/** Modules of RP-Initiated Logout. */
export const RP_INITIATED: readonly PlanModule[] = [
  discovery("rp-initiated-logout", "Name end_session_endpoint in the metadata", {
    rules: ["RPLOGOUT-2.1-1"],
    proofs: provedBy(LOGOUT, "is end_session_endpoint, of an issuer with a path as well"),
  }),
  {
    name: "oidcc-rp-initiated-logout",
    demands: "End the session, send the person back with the state, and answer prompt=none with an error afterwards",
    rules: ["RPLOGOUT-2-8", "RPLOGOUT-2-10"],
    proofs: [
      ...provedBy(LOGOUT, "logs out at once and sends the browser back with the state"),
      ...provedBy(
        "conformance/server/openid_logout_test.ts",
        "ends the session, and the person is sent back with the state",
      ),
    ],
  },
  {
    name: "oidcc-rp-initiated-logout-bad-post-logout-redirect-uri",
    demands: "Send nobody to an address that the client did not register for it",
    rules: ["RPLOGOUT-3-1"],
    proofs: [
      ...provedBy(LOGOUT, REFUSES),
      ...provedBy("conformance/server/openid_logout_test.ts", "leads to no address that was not registered"),
    ],
  },
  {
    name: "oidcc-rp-initiated-logout-query-added-to-post-logout-redirect-uri",
    demands: "Send nobody to a registered address with a query that was added to it",
    rules: ["RPLOGOUT-3-1"],
    proofs: provedBy("conformance/server/openid_logout_test.ts", "leads to no address that was not registered"),
  },
  {
    name: "oidcc-rp-initiated-logout-modified-id-token-hint",
    demands: "Show an error or ask the person where id_token_hint was changed after it was signed",
    rules: ["RPLOGOUT-2-3"],
    proofs: [...provedBy(LOGOUT, REFUSES), ...provedBy(KEPT, KEEPS)],
  },
  {
    name: "oidcc-rp-initiated-logout-bad-id-token-hint",
    demands: "Show an error or ask the person where id_token_hint is no ID token",
    rules: ["RPLOGOUT-2-3"],
    proofs: [...provedBy(LOGOUT, REFUSES), ...provedBy(KEPT, KEEPS)],
  },
  {
    name: "oidcc-rp-initiated-logout-no-id-token-hint",
    demands: "Show an error or ask the person where there is no id_token_hint",
    rules: ["RPLOGOUT-2-7", "RPLOGOUT-3-2"],
    proofs: [...provedBy(LOGOUT, ASKS), ...provedBy(KEPT, KEEPS)],
  },
  {
    name: "oidcc-rp-initiated-logout-no-params",
    demands: "Log out, after a question perhaps, without any parameter",
    rules: ["RPLOGOUT-2-7", "RPLOGOUT-6-1"],
    proofs: [...provedBy(LOGOUT, ASKS), ...provedBy(KEPT, KEEPS)],
  },
  {
    name: "oidcc-rp-initiated-logout-no-post-logout-redirect-uri",
    demands: "Log out and say so where there is no address to go to",
    rules: ["RPLOGOUT-2-8"],
    proofs: [...provedBy(LOGOUT, DONE), ...provedBy(KEPT, "says that it is done where no address is given")],
  },
  {
    name: "oidcc-rp-initiated-logout-no-state",
    demands: "Send the person back without a state where none came along",
    rules: ["RPLOGOUT-2-10"],
    proofs: provedBy(
      "conformance/server/openid_logout_test.ts",
      "sends the person back without a state where none came along",
    ),
  },
  {
    name: "oidcc-rp-initiated-logout-only-state",
    demands: "Log out, after a question perhaps, where a state is all that came along",
    rules: ["RPLOGOUT-2-7"],
    proofs: [...provedBy(LOGOUT, ASKS), ...provedBy(KEPT, KEEPS)],
  },
];

/** Modules of Front-Channel Logout. */
export const FRONT_CHANNEL: readonly PlanModule[] = [
  discovery("frontchannel-logout", "Say frontchannel_logout_supported, and end_session_endpoint", {
    rules: ["FCLOGOUT-3-2", "FCLOGOUT-3-3"],
    proofs: provedBy(
      "conformance/server/openid_configuration_test.ts",
      "says how clients hear that a person logged out",
    ),
  }),
  {
    name: "oidcc-frontchannel-rp-initiated-logout",
    demands: "Load the client's frontchannel_logout_uri in the browser, with iss and sid where it asked for them",
    rules: ["FCLOGOUT-2-5", "FCLOGOUT-3-1"],
    proofs: [
      ...provedBy(
        "conformance/server/front_channel_test.ts",
        "loads the page of the client with iss and the sid of its ID token, and keeps the query",
        "loads the pages of all clients of the session",
      ),
      ...provedBy("test/browser/front_channel_test.ts", "logs out of two applications, and goes on by itself"),
      ...provedBy(
        "test/http/front_channel_test.ts",
        "loads its page, with the sid of its ID token",
        "waits for the frames before it goes on, by itself or by a link",
        "tells every client of the session, and no other",
      ),
    ],
  },
];

/** Modules of Back-Channel Logout. */
export const BACK_CHANNEL: readonly PlanModule[] = [
  discovery("backchannel-logout", "Say backchannel_logout_supported, and end_session_endpoint", {
    rules: ["BCLOGOUT-2.1-1"],
    proofs: provedBy(
      "test/http/logout_back_channel_test.ts",
      "says ${String(expected)} with ${JSON.stringify(settings)}",
    ),
  }),
  {
    name: "oidcc-backchannel-rp-initiated-logout",
    demands:
      "Post a logout token to the client: signed, with iss, aud, iat, exp, jti, events, sub or sid, without nonce",
    rules: ["BCLOGOUT-2.4-1", "BCLOGOUT-2.4-7", "BCLOGOUT-2.5-1"],
    proofs: [
      ...provedBy(
        "conformance/server/logout_test.ts",
        "gets a logout token of its own when another client logs the person out",
      ),
      ...provedBy(
        "test/http/logout_back_channel_test.ts",
        "says that the session of a person has ended, and nothing else",
        "is signed by the issuer, and is of a type of its own",
        "is posted as a form, alone",
      ),
    ],
  },
];

/** Modules of Session Management. */
export const SESSION: readonly PlanModule[] = [
  discovery("session-management", "Name check_session_iframe and end_session_endpoint", {
    rules: ["SESSION-3.3-1"],
    proofs: provedBy(
      "src/features/session_management/mod_test.ts",
      "is named in the metadata, below the path of the issuer",
    ),
  }),
  {
    name: "oidcc-session-management-rp-initiated-logout",
    demands: "Say unchanged in the frame while the person is signed in, and changed once they logged out",
    rules: ["SESSION-2-1", "SESSION-3.2-5", "SESSION-3.2-6"],
    proofs: [
      ...provedBy(
        "conformance/server/session_management_test.ts",
        "answers response_type=${type} with a session_state",
      ),
      ...provedBy("test/browser/session_iframe_test.ts", "says unchanged until the person logs out"),
      ...provedBy("src/features/session_management/mod_test.ts", "is that of the browser, as its script reads it"),
      ...provedBy(
        "src/features/session_management/browser_state_test.ts",
        "changes the state when a session begins, and when one ends",
      ),
    ],
  },
];
