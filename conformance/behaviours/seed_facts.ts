import { provedBy } from "../support/proof.ts";
import { type BehaviourGroup, other, same } from "./behaviour.ts";

const TOKENS = "test/flows/seed_facts_tokens_test.ts";
const API = "test/flows/seed_facts_api_test.ts";
const APPLICATIONS_REGISTER = "test/http/applications_register_test.ts";
const SCRIPTS = "test/flows/seed_facts_scripts_test.ts";

const GETTING: BehaviourGroup = {
  title: "Getting a token",
  rows: [
    same(
      "The password grant with HTTP Basic, at /oauth/token/, /o/token/ and /oauth2/access_token/, with and without the slash",
      provedBy(TOKENS, "${habit.name} gets both tokens by the password grant and HTTP Basic at ${path}"),
    ),
    same(
      "A public client by its name alone, in the body or in the address of curl",
      provedBy(
        TOKENS,
        "${habit.name} gets them for a public client by its name alone at ${path}",
        "takes a public client whose address carries ${name}",
      ),
    ),
    same(
      "Credentials in the body",
      provedBy(TOKENS, "${habit.name} gets them with the credentials in the body at ${path}"),
    ),
    same(
      "A refresh token gives a new pair at each of the addresses",
      provedBy(TOKENS, "gives a new pair at ${path}, and the old refresh token is used up"),
    ),
    same(
      "/o/revoke_token/ ends a token everywhere",
      provedBy(TOKENS, 'ends an ${what} token everywhere at ${path}, with ${hint ?? "no"} hint'),
    ),
    same(
      "/o/introspect/ answers a client, and the bearer of a token with the scope introspection",
      provedBy(
        TOKENS,
        "tells a client all of a live token at ${path}",
        "tells the bearer of a token with the scope introspection at ${path}",
      ),
    ),
  ],
};

const CALLING: BehaviourGroup = {
  title: "Calling a protected API",
  rows: [
    same(
      "GET /api/users/ lists people with user name, address and names",
      provedBy(API, "${habit.name} gets a list of people at ${path}, each with exactly the members that are promised"),
    ),
    same(
      "One person is read, replaced, changed and removed, by themselves or by staff",
      provedBy(
        API,
        "replaces, changes and removes a record as ${who}, with ${kind}, at /api/users/ID${slash}",
        "refuses ${method} of another person's record without authority, and changes nothing",
      ),
    ),
    same(
      "Without a token: 401 and a challenge with the realm alone",
      provedBy(API, "401 and a bare challenge at ${path} without a token"),
    ),
    same(
      "With a token that has expired, was revoked or made up: 401 invalid_token",
      provedBy(API, "401 invalid_token at every view with a token that is ${name}"),
    ),
    same(
      "With a token that lacks a scope: 403 insufficient_scope, and the scope in the body where a setting says so",
      provedBy(
        API,
        "403 and the scope '${scope}' in the challenge of ${method} ${path(1)} with a token for another",
        "403 and the scope '${scope}' in the body as well: ${method} ${path(1)}",
      ),
    ),
    same(
      "The plainest view answers a short message",
      provedBy(API, "answers a short message at /api${slash} to any live token"),
    ),
    same(
      "A throttled view answers 100 calls an hour of a token's user, ten of an anonymous caller, and then 429 with Retry-After",
      provedBy(
        "test/flows/seed_facts_throttle_test.ts",
        "more calls an hour than a throttled view takes (row B8), with ${JSON.stringify(settings)}",
      ),
    ),
    same(
      "A token tells what it is good for, whose it is and when it ends",
      provedBy(API, "tells at /api/token_info${slash} what the token is, whose it is, and when it ends"),
    ),
  ],
};

const REGISTERING: BehaviourGroup = {
  title: "Registering things",
  rows: [
    same("createsuperuser makes a staff user", provedBy(SCRIPTS, "makes a staff user, whom the server knows at once")),
    same(
      "create_oauth2_app and createapplication print the id and, this once, the secret",
      provedBy(
        SCRIPTS,
        "prints the id and, this once, the secret, for a person to read",
        "registers in the order of the other command, and a public client has no secret",
      ),
    ),
    same(
      "/oauth/applications/register/ registers an application and shows its secret this once",
      provedBy(
        APPLICATIONS_REGISTER,
        "registers what is typed, for the person who is signed in",
        "shows the secret once, and it works",
      ),
      provedBy(
        "test/browser/applications_test.ts",
        "is registered by the keyboard alone, gets a code, is listed, is revoked, and its token is dead",
      ),
    ),
    same(
      "One's own applications are listed, shown, changed and deleted; another person's are a 404",
      provedBy(
        "test/http/applications_test.ts",
        "lists one's own alone, each with its page",
        "changes what is typed and leaves the rest alone",
        "asks first, and then ends the application with all its tokens",
        "is answered in the same words as one that was never there, and one without an owner",
      ),
    ),
    same(
      "/o/authorized_tokens/ lists what one allowed, and revokes it",
      provedBy(
        "src/console/authorized_tokens_test.ts",
        "has what is alive, with a way to end it, and nothing of another person",
      ),
    ),
    same(
      "POST /sign_up/ makes a person without authentication, who gets a token then",
      provedBy("test/http/sign_up_test.ts", "makes a person, whose password is not told, and who gets a token then"),
    ),
    same(
      "cleartokens removes what ended, in batches and with progress",
      provedBy(SCRIPTS, "removes what ended, in batches, with progress, and no token that lives"),
    ),
    other(
      {
        says: "The script of a newcomer gets a token and lists people, in TypeScript and in Python",
        because: "ours is written with openid-client; theirs runs as it is",
      },
      provedBy(SCRIPTS, "prints the people that the API lists", "works as well when ${habit.name} makes the two calls"),
    ),
  ],
};

const READING: BehaviourGroup = {
  title: "Documentation pages",
  rows: [
    same(
      "An OpenAPI document has every operation with its scopes, and how to get a token",
      provedBy(
        "test/http/openapi_test.ts",
        "has every operation of the sample API, with its scope",
        "tells where the issuer's tokens come from, and what each scope means",
      ),
    ),
    same(
      "On its page a person logs in through the browser and tries a call",
      provedBy(
        "test/browser/api_docs_test.ts",
        "logs a person in by a code with PKCE, and calls the API with the token",
      ),
    ),
  ],
};

/** What the five tutorials have people do. */
export const SEED_FACTS: readonly BehaviourGroup[] = [GETTING, CALLING, REGISTERING, READING];
