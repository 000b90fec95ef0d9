import {
  type AuthorizationRequest,
  isPersonOf,
  isSubjectFor,
  type Journey,
  readIdTokenHint,
  signInStep,
} from "../../engine/mod.ts";
import { parseClaimsRequest } from "../../protocol/mod.ts";

/** Whether a request is one of OpenID Connect. @see OpenID Connect Core 3.1.2.1 */
export function isOpenid({ scope }: Pick<AuthorizationRequest, "scope">): boolean {
  return scope.includes("openid");
}

/** Subject identifiers of which a request wants one, by the `claims` parameter: a list for each of its two members. @see OpenID Connect Core 5.5.1 */
function wantedSubjects({ params }: AuthorizationRequest): readonly (readonly unknown[])[] {
  const text = params.get("claims");
  if (text === undefined) return [];
  const { idToken, userinfo } = parseClaimsRequest(text);
  return [idToken, userinfo].flatMap((wishes) => {
    const values = Object.hasOwn(wishes, "sub") ? wishes["sub"]?.values : undefined;
    return values === undefined ? [] : [values];
  });
}

/** Throws OAuthError for a hint that is none of ours. */
export async function checkHint(request: AuthorizationRequest): Promise<void> {
  const hint = request.params.get("id_token_hint");
  if (hint !== undefined) await readIdTokenHint(request.exchange, hint, { client: request.client });
}

/** Whether the person who is signed in is the one that the client wants an answer about. */
async function isWanted({ request, session }: Journey): Promise<boolean> {
  if (session === undefined || !isOpenid(request)) return true;
  const { client, exchange, params } = request;
  const { sub } = session;
  const text = params.get("id_token_hint");
  if (text !== undefined && !isPersonOf(await readIdTokenHint(exchange, text, { client }), session, exchange))
    return false;
  return wantedSubjects(request).every((values) =>
    values.some((value) => isSubjectFor(client, value, { sub, issuer: exchange.issuer })),
  );
}

/**
 * Has somebody else sign in where the client wants an answer about another person than the one who is signed in: it gets
 * none about this one.
 *
 * @see OpenID Connect Core 3.1.2.1 (id_token_hint), 3.1.2.2, 5.5.1
 */
export const WANTED_PERSON_STEP = signInStep({
  name: "wanted_person",
  before: "login",
  needed: async (journey) => ((await isWanted(journey)) ? undefined : "login_required"),
  says: ({ session }) =>
    session === undefined
      ? undefined
      : `You are logged in as ${session.username}, and the application asks for somebody else. Log in as that person, or cancel.`,
});
