import passport, { type StrategyOptions } from "passport-oauth2";
import type { ClientConfig } from "../../../src/lab/mod.ts";
import type { Program } from "../program.ts";
import { Refused } from "../refused.ts";
import { refusing } from "./refusing.ts";
import { addressesOf, mustOpen } from "./well_known.ts";

/** What a strategy came to with one request of the browser. */
type Came = { readonly goTo: string } | { readonly token: string };

type Session = Record<string, unknown>;

/** One request of the browser, as passport hands it to a strategy. */
function authenticate(
  options: StrategyOptions,
  { query, session }: { readonly query: Readonly<Record<string, string>>; readonly session: Session },
): Promise<Came> {
  return new Promise((resolve, reject) => {
    const strategy = new passport.Strategy(options, (token, _refresh, _profile, done) => done(null, { token }));
    strategy.redirect = (goTo) => resolve({ goTo });
    strategy.success = (user) => resolve({ token: String(Reflect.get(Object(user), "token")) });
    strategy.fail = (challenge) => reject(new Refused(`it failed: ${JSON.stringify(challenge)}`));
    strategy.error = (thrown) => reject(thrown instanceof Error ? thrown : new TypeError(String(thrown)));
    strategy.authenticate({ query, session });
  });
}

async function optionsOf(config: ClientConfig): Promise<StrategyOptions> {
  const { authorization, token } = await addressesOf(config);
  return {
    authorizationURL: authorization,
    tokenURL: token,
    clientID: config.client_id,
    clientSecret: config.client_secret ?? "",
    callbackURL: config.redirect_uri,
    scope: config.scope,
    state: true,
    pkce: true,
  };
}

/** passport-oauth2 with state and PKCE; the library sends the secret in the form, whatever was registered. */
export const passportOauth2Client: Program = refusing(async (config, around) => {
  const door = await around.door(config.redirect_uri);
  const options = await optionsOf(config);
  const session: Session = {};
  const first = await authenticate(options, { query: {}, session });
  if (!("goTo" in first)) throw new Refused("nobody was sent anywhere");
  around.print(first.goTo);
  const arrival = await door.next();
  arrival.answer(200);
  const came = await authenticate(options, { query: Object.fromEntries(arrival.params), session });
  if (!("token" in came)) throw new Refused("the answer had no code");
  await mustOpen(config, came.token);
});
