import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, other, same, stricter } from "./behaviour.ts";

const SECRETS = "src/clients/secret_test.ts";
const CREDENTIALS = "test/http/client_authentication_test.ts";
const AS_BEFORE = "test/http/dot_behaviours_test.ts";
const MANAGE = "test/http/registration_management_test.ts";

/** What clients and their secrets do. */
export const CLIENTS: BehaviourGroup = {
  title: "Clients and their secrets",
  rows: [
    same(
      "Secrets are kept as digests and shown once",
      provedBy(AS_BEFORE, "keeps no secret of a client in the clear"),
      provedBy(SECRETS, "keeps a digest and not the secret"),
    ),
    stricter(
      {
        says: "A secret that has to serve as a key (HS256, client_secret_jwt) is kept under seal beside its digest, never in the clear",
        because: "hash_client_secret=False keeps the text there",
      },
      provedBy("src/clients/hmac_secret_test.ts", "opens nothing under another key, also what it has opened before"),
      provedBy("test/http/registration_test.ts", "keeps the secret under seal where it is a key, and only there"),
    ),
    same(
      "Credentials of HTTP Basic are percent-decoded",
      provedBy(AS_BEFORE, "decodes percent signs in the credentials of HTTP Basic"),
      provedBy(CREDENTIALS, "takes id and secret, form-encoded, by HTTP Basic"),
    ),
    same(
      "NUL bytes and half characters are never a fault of the server",
      provedBy("test/http/bad_input_test.ts", "takes ${id} for the name of nothing"),
    ),
    other(
      { says: "A client may have several grant types", because: "there it has exactly one" },
      provedBy(
        "test/http/token_password_test.ts",
        "gives a client with several grant types the tokens of each, which do not mix",
      ),
    ),
    same(
      "A client that may not be used any more is refused at once, in every process",
      provedBy("test/concurrency/changes_heard_test.ts", "refuses a deleted client on both within a second"),
    ),
  ],
};

/** What clients that register by themselves do. */
export const REGISTRATION: BehaviourGroup = {
  title: "Dynamic registration",
  rows: [
    same(
      "Errors have the names of RFC 7591",
      provedBy("conformance/server/registration_test.ts", "answers ${error} to ${JSON.stringify(said)}"),
    ),
    same(
      "Each update answers another registration access token, and the old one is dead",
      provedBy(MANAGE, "answers another token, and the old one is dead"),
    ),
    same(
      "A wrong registration access token is a 401",
      provedBy(MANAGE, "answers 401 to ${method} with a wrong token, whether there is such a client or not"),
    ),
    other(
      {
        says: "Who may register says a setting and an initial access token",
        because: "there it is classes of permissions; both are off by standard",
      },
      provedBy(
        "test/http/registration_test.ts",
        "takes nobody without a token",
        "takes anybody, and notes that nobody vouched",
      ),
    ),
  ],
};
