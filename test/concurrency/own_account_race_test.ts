import { assert } from "chai";
import { PASSWORD, person } from "../support/cast.ts";
import { visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const MANY = 10;

describe("one account that many want at once, at two processes", () => {
  let pair: ServerPair;

  before(async function () {
    this.timeout(60_000);
    pair = await serverPair({ SIGN_UP: "open" }, "who makes and changes accounts");
  });

  it("is made by one of the programs that ask for its name, and its password is that one's", async () => {
    const passwords = Array.from({ length: MANY }, (_, index) => `the password of ${index}`);
    const answers = await atOnce(pair, MANY, (server, index) =>
      fetch(`${server}/sign_up/`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ username: "wanted", password: passwords[index] }),
      }),
    );
    const statuses = answers.map(({ status }) => status);
    assert.sameMembers(statuses, [201, ...Array.from({ length: MANY - 1 }, () => 400)]);
    const account = await pair.issuer.durable.accounts.findByUsername("wanted");
    const winner = passwords[statuses.indexOf(201)];
    assert.isTrue(await pair.issuer.slowHash.verify(account?.passwordHash ?? "", winner ?? ""));
  });

  it("gets one of the passwords that its browsers give it, and goes on in that browser alone", async () => {
    const { issuer, servers } = pair;
    const ann = await person(issuer);
    const browsers = await Promise.all(
      Array.from({ length: 4 }, async (_, index) => {
        const browser = visitor(servers[index % 2 === 0 ? 0 : 1]);
        const login = await browser.go("/login");
        await browser.submit(login, { fill: { username: ann.username, password: PASSWORD } });
        return { browser, page: await browser.go("/account/password") };
      }),
    );
    const seen = await atOnce(pair, browsers.length, (_server, index) => {
      const { browser, page } = browsers[index]!;
      const password = `the new password of ${index}`;
      return browser.submit(page, { fill: { current: PASSWORD, password, repeated: password } });
    });
    const places = seen.map(({ status, url }) => `${status} ${url.pathname}`);
    const won = places.indexOf("200 /account");
    // Who comes later has either another password by then, or no session.
    const others = places.filter((_, index) => index !== won);
    for (const place of others) assert.include(["400 /account/password", "200 /login"], place);
    const after = await issuer.durable.accounts.find(ann.id);
    assert.notEqual(won, -1, places.join(", "));
    assert.isTrue(await issuer.slowHash.verify(after?.passwordHash ?? "", `the new password of ${won}`));
    assert.lengthOf(await issuer.sessions.list(ann.id), 1);
  });
});
