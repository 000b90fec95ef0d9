import { assert } from "chai";
import { PASSWORD, client } from "../support/cast.ts";
import { authorizeUrl } from "../support/journey.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const BROWSERS = 10;

describe("one name that many people want at once, at two processes", () => {
  let pair: ServerPair;
  let made = 0;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair({ SIGN_UP: "open" });
  });

  async function signUpPage(server: string): Promise<{ readonly browser: Visitor; readonly page: Seen }> {
    const application = await client(pair.issuer, { skipAuthorization: true });
    const browser = visitor(server);
    return { browser, page: await browser.go(authorizeUrl(server, application, { prompt: "create" })) };
  }

  function fill(username: string, password = PASSWORD) {
    return { fill: { username, password, repeated: password } };
  }

  it("is given to one of them, and the others are told that it is taken", async () => {
    made += 1;
    const username = `wanted${made}`;
    const pages = await Promise.all(
      Array.from({ length: BROWSERS }, (_, index) => signUpPage(pair.servers[index % 2 === 0 ? 0 : 1])),
    );
    const seen = await atOnce(pair, BROWSERS, async (_server, index) => {
      const { browser, page } = pages[index]!;
      return browser.submit(page, fill(username, `password of ${index}`));
    });
    const [winners, losers] = [
      seen.filter(({ status }) => status === 303),
      seen.filter(({ status }) => status === 400),
    ];
    assert.deepEqual([winners.length, losers.length], [1, BROWSERS - 1]);
    for (const { text } of losers) assert.include(text, "This name is taken");
  });

  it("is one account, whatever is pressed twice, and its browser goes on signed in", async () => {
    made += 1;
    const username = `wanted${made}`;
    const { browser, page } = await signUpPage(pair.servers[0]);
    const sent = await atOnce(pair, 6, (server) =>
      browser.submit({ ...page, url: new URL(page.url.pathname, server) }, fill(username)),
    );
    assert.deepEqual([...new Set(sent.map(({ status }) => status))], [303]);
    const account = await pair.issuer.durable.accounts.findByUsername(username);
    assert.isDefined(account);
    const events = await pair.issuer.durable.audit.list({ limit: 50, event: "account.created" });
    assert.lengthOf(
      events.filter(({ accountId }) => accountId === account?.id),
      1,
    );
    assert.include((await browser.go("/account")).text, username);
  });
});
