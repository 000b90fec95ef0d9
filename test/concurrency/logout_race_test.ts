import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { type ClientSite, clientSite } from "../browser/client_site.ts";
import { eventually } from "../contract/eventually.ts";
import { client, person } from "../support/cast.ts";
import {
  type Answered,
  ask,
  authorizeUrl,
  codeAt,
  isActive,
  redemption,
  sessionCookie,
  textOf,
} from "../support/journey.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const SHOTS = 20;
const ROUNDS = 10;

describe("a session that is ended by many at once, on two processes", function () {
  this.timeout(60_000);
  let pair: ServerPair;
  let site: ClientSite;
  let app: ClientRecord;

  before(async () => {
    site = await clientSite("127.0.0.1");
    pair = await serverPair();
    const metadata = { backchannel_logout_uri: site.callback };
    app = await client(pair.issuer, { skipAuthorization: true, metadata });
  });
  after(() => site.stop());

  /** A code for the client in a session. */
  async function codeOf(cookie: string): Promise<string> {
    const url = authorizeUrl(pair.servers[0], app, { scope: "openid read" });
    const sent = await fetch(url, { headers: { cookie }, redirect: "manual" });
    await sent.arrayBuffer();
    return codeAt(sent.headers.get("location") ?? "");
  }

  function redeem(server: string, code: string): Promise<Answered> {
    return ask(`${server}/token`, { form: redemption(code), as: app });
  }

  /** A person who is signed in, and the tokens that the client has of it. */
  async function signedIn() {
    const cookie = await sessionCookie(pair.issuer, await person(pair.issuer));
    const tokens = await redeem(pair.servers[0], await codeOf(cookie));
    return { cookie, tokens, hint: textOf(tokens, "id_token") };
  }

  async function logOut(server: string, { cookie, hint }: { readonly cookie: string; readonly hint: string }) {
    const answer = await fetch(`${server}/logout?id_token_hint=${hint}`, { headers: { cookie }, redirect: "manual" });
    return { status: answer.status, text: await answer.text() };
  }

  function toldOf(hint: string): number {
    const sid = sidIn(hint);
    return site.brought.filter(({ params }) => sidIn(params.get("logout_token") ?? "") === sid).length;
  }

  rule("RPLOGOUT-2-9", "is told to each client once, and everybody is told that it is over", async () => {
    const session = await signedIn();
    const answers = await atOnce(pair, SHOTS, (server) => logOut(server, session));
    for (const { status, text } of answers) {
      assert.equal(status, 200);
      assert.include(text, "You are logged out");
    }
    await eventually(async () => toldOf(session.hint) > 0);
    const next = await signedIn();
    await logOut(pair.servers[1], next);
    // What came of a later logout tells that nothing more will come of the first.
    await eventually(async () => toldOf(next.hint) > 0);
    assert.equal(toldOf(session.hint), 1);
  });

  beyond("BCLOGOUT-2.7-2", "leaves no token alive that is redeemed meanwhile", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const session = await signedIn();
      const code = await codeOf(session.cookie);
      const [here, there] = round % 2 === 0 ? pair.servers : ([pair.servers[1], pair.servers[0]] as const);
      const [late] = await Promise.all([redeem(there, code), logOut(here, session)]);
      const answers = [session.tokens, ...(late.status === 200 ? [late] : [])];
      for (const answer of answers) {
        for (const name of ["access_token", "refresh_token"])
          assert.isFalse(await isActive(there, textOf(answer, name), app), `${name} in round ${round}`);
      }
    }
  });

  it("lets nobody refresh during it and keep what came of that", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const session = await signedIn();
      const form = { grant_type: "refresh_token", refresh_token: textOf(session.tokens, "refresh_token") };
      const [here, there] = pair.servers;
      const [refreshed] = await Promise.all([ask(`${there}/token`, { form, as: app }), logOut(here, session)]);
      if (refreshed.status !== 200) continue;
      assert.isFalse(await isActive(here, textOf(refreshed, "refresh_token"), app), `round ${round}`);
    }
  });
});

/** The session that a token names. */
function sidIn(token: string): unknown {
  const claims: Readonly<Record<string, unknown>> = JSON.parse(
    Buffer.from(token.split(".")[1] ?? "", "base64url").toString() || "{}",
  );
  return claims["sid"];
}
