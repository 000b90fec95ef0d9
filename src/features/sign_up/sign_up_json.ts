import { bearerOf, type Exchange, listPeople } from "../../engine/mod.ts";
import { fail, isJsonObject, json, NO_STORE, parseJsonObject, printChallenge, type Reply } from "../../protocol/mod.ts";
import { withHeaders } from "../../protocol/mod.ts";
import { makeAccount } from "./make_account.ts";
import { printMembers, printProblems, readMembers } from "./members.ts";
import { waitOf } from "./waiting.ts";

/** Name of the protected space, as the API beside it has it. */
const REALM = "api";

function documentOf({ request }: Exchange): Readonly<Record<string, unknown>> {
  const document = parseJsonObject(Buffer.from(request.body));
  if (document !== undefined && isJsonObject(document)) return document;
  return fail("invalid_request", "Cannot read the body as it is not one JSON object with each member once");
}

async function checkWait(exchange: Exchange): Promise<void> {
  const retryAfter = await waitOf(exchange);
  if (retryAfter === undefined) return;
  fail(
    "temporarily_unavailable",
    `Cannot make more accounts for your network now: try again in ${retryAfter} seconds`,
    { rule: "RFC6585-4-1", status: 429, headers: { "Retry-After": String(retryAfter) } },
  );
}

/**
 * Makes an account for a program.
 *
 * It reads no cookie and sets none: whoever is signed in with the browser has nothing to do with it, and a page of
 * another site cannot send JSON without being asked first.
 */
export async function registerPerson(exchange: Exchange): Promise<Reply> {
  await checkWait(exchange);
  const { input, problems } = readMembers(documentOf(exchange));
  const isRight = Object.keys(problems).length === 0;
  const made = isRight ? await makeAccount(input, exchange) : undefined;
  if (made === undefined) {
    const taken = { username: ["A person with that username already exists."] };
    return json(400, printProblems(isRight ? taken : problems), NO_STORE);
  }
  const { account } = made;
  await exchange.issuer.hooks.happened({ name: "account.created", accountId: account.id }, exchange);
  return json(201, printMembers({ ...input, username: account.username }), NO_STORE);
}

/** Lists people to the bearer of a token that may read. */
export async function listRegistered(exchange: Exchange, scope: string): Promise<Reply> {
  const { issuer, request } = exchange;
  const found = await bearerOf(exchange);
  if (found === undefined) {
    return fail("invalid_token", "Cannot list people as the request has no access token", {
      rule: "RFC6750-3-1",
      status: 401,
      headers: { "WWW-Authenticate": printChallenge("Bearer", { realm: REALM }) },
    });
  }
  if (!found.record.scope.includes(scope)) {
    const description = `Cannot list people as the access token lacks the scope '${scope}'`;
    fail("insufficient_scope", description, {
      rule: "RFC6750-3.1-3",
      headers: {
        "WWW-Authenticate": printChallenge("Bearer", {
          realm: REALM,
          error: "insufficient_scope",
          error_description: description,
          scope,
        }),
      },
    });
  }
  return withHeaders(await listPeople(issuer, { query: request.query, path: `${issuer.base}/sign_up/` }), NO_STORE);
}
