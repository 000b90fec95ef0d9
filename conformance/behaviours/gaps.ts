import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, leftOut, other } from "./behaviour.ts";

const GAP = "Django OAuth Toolkit does not";

function closed(says: string, file: string, ...titles: readonly string[]) {
  return other({ says, because: GAP }, provedBy(file, ...titles));
}

/** What the older server lacks, and is not to be missed here. */
export const GAPS: BehaviourGroup = {
  title: "Gaps that are closed",
  rows: [
    closed(
      "A replayed code revokes",
      "conformance/server/code_replay_test.ts",
      "ends the tokens that the first use gave",
      "ends them even when another client presents it",
    ),
    closed("Devices are really slowed down", "conformance/server/device_test.ts", "slows down who polls again at once"),
    closed(
      "Consent is a record that is remembered and forgotten",
      "test/flows/account_test.ts",
      "has the application ask again after its access was taken away",
    ),
    closed(
      "A client has several grants",
      "test/http/token_matrix_test.ts",
      "a client that is registered for ${registered} is let in by it, and by no other way",
    ),
    closed("An id_token_hint is verified", "test/http/prompt_test.ts", "is refused where it is ${name}"),
    closed(
      "Logout ends the tokens of one client",
      "test/http/logout_rp_initiated_test.ts",
      "end with it, those of that client and of this session alone",
    ),
    closed(
      "Claims are asked for by name",
      "test/http/userinfo_test.ts",
      "is what was asked for by name, after the person was asked for it",
    ),
    closed("max_age and acr are heeded", "test/http/prompt_test.ts", "ask again exactly when max_age has passed"),
    closed(
      "Subjects are pairwise where a client registered so",
      "test/http/userinfo_test.ts",
      "is another and always the same, wherever a client of pairwise ones reads it",
    ),
    closed(
      "ID tokens and UserInfo answers are encrypted",
      "test/http/id_token_test.ts",
      "is signed first and then encrypted by ${alg}",
    ),
    closed(
      "Answers come by form_post",
      "test/flows/first_visit_test.ts",
      "ends in a page with a form where the application asked for a POST",
    ),
    closed(
      "Requests come as JWTs",
      "conformance/server/request_object_test.ts",
      "are whole requests, and what comes of them is redeemed",
    ),
    closed(
      "Clients are told of a logout, server to server and in the browser",
      "test/concurrency/logout_race_test.ts",
      "is told to each client once, and everybody is told that it is over",
    ),
    closed(
      "Tokens know the session in which they were allowed",
      "test/flows/sessions_test.ts",
      "ends one from another, with its tokens, and its application is told",
    ),
    closed(
      "Keys of many kinds are rotated on schedule",
      "test/concurrency/rotate_keys_test.ts",
      "get one successor when 20 rotate at once, and all hear of it",
    ),
    closed("What is short-lived vanishes by itself", "test/contract/ephemeral_suite.ts", "EphemeralStore in ${name}"),
    leftOut({
      says: "Access tokens that are JWTs, mutual TLS, rich requests",
      because: "they are being built; the resource server reads signed tokens already",
    }),
  ],
};
