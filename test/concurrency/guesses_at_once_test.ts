import { assert } from "chai";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import { ask, authorizeUrl, signIn } from "../support/journey.ts";
import { visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const SHOTS = 50;
/** Each guess is another: the same one that comes many times at once is one guess. */
function guesses(): () => string {
  let count = 0;
  return () => `a wrong guess ${(count += 1)}`;
}

/** Five tries are free; the sixth is judged and starts the first wait. */
const MOST_JUDGED = 6;

describe("fifty guesses at one password at once on two processes", () => {
  let pair: ServerPair;
  let application: ClientRecord;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair({}, "guesses_at_once_test");
    application = await client(pair.issuer);
  });

  rule(
    "RFC6749-4.3.2-3",
    "are throttled at the token endpoint though none was answered before the others came",
    async () => {
      const { username } = await person(pair.issuer);
      const next = guesses();
      const answers = await atOnce(pair, SHOTS, (server) =>
        ask(`${server}/token`, { form: { grant_type: "password", username, password: next() }, as: application }),
      );
      const judged = answers.filter(({ status }) => status === 400);
      assert.isAtMost(judged.length, MOST_JUDGED);
      const throttled = answers.filter(({ status }) => status === 429);
      assert.equal(throttled.length, SHOTS - judged.length);
      for (const { headers } of throttled) assert.isAtLeast(Number(headers.get("retry-after")), 1);
    },
  );

  beyond("RFC6749-10.10-4", "do not let the right password in among them once the free tries are used up", async () => {
    const { username } = await person(pair.issuer);
    const form = { grant_type: "password", username };
    const next = guesses();
    await atOnce(pair, SHOTS, (server) =>
      ask(`${server}/token`, { form: { ...form, password: next() }, as: application }),
    );
    const right = await ask(`${pair.servers[0]}/token`, { form: { ...form, password: PASSWORD }, as: application });
    assert.equal(right.status, 429);
  });

  beyond("RFC6749-10.10-4", "are throttled at the login page", async () => {
    const [server] = pair.servers;
    const browser = visitor(server);
    const page = await browser.go(authorizeUrl(server, application));
    const { username } = await person(pair.issuer);
    const next = guesses();
    const seen = await atOnce(pair, SHOTS, (one) =>
      signIn(browser, { ...page, url: new URL(page.url.pathname, one) }, { username, password: next() }),
    );
    assert.isAtMost(seen.filter(({ status }) => status === 400).length, MOST_JUDGED);
  });
});
