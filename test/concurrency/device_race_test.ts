import { assert } from "chai";
import { describe } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, person } from "../support/cast.ts";
import { DEVICE_GRANT } from "../support/device_flow.ts";
import { allow, type Answered, ask, isActive, signIn, textOf } from "../support/journey.ts";
import { type Seen, type Visitor, visitor } from "../support/visitor.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 5;
const SHOTS = 50;

describe("one device, on two processes", function () {
  this.timeout(60_000);
  let pair: ServerPair;
  let device: ClientRecord;
  let asks: ClientRecord;

  before(async () => {
    pair = await serverPair();
    [device, asks] = [await client(pair.issuer, { type: "public" }), await client(pair.issuer)];
  });

  function begin(): Promise<Answered> {
    return ask(`${pair.servers[0]}/device_authorization`, { form: { client_id: device.clientId } });
  }

  function poll(server: string, told: Answered): Promise<Answered> {
    const form = { grant_type: DEVICE_GRANT, client_id: device.clientId, device_code: textOf(told, "device_code") };
    return ask(`${server}/token`, { form });
  }

  /** Somebody new, who signs in and is asked about a code. */
  async function asked(userCode: string): Promise<{ browser: Visitor; page: Seen; sub: string }> {
    const owner = await person(pair.issuer);
    const browser = visitor(pair.servers[0]);
    const login = await browser.submit(await browser.go("/device"), { fill: { user_code: userCode } });
    return { browser, page: await signIn(browser, login, owner), sub: owner.sub };
  }

  function errorsOf(answers: readonly Answered[]): Readonly<Record<string, number>> {
    const counts: Record<string, number> = {};
    for (const { body } of answers) {
      const error = typeof body["error"] === "string" ? body["error"] : "none";
      counts[error] = (counts[error] ?? 0) + 1;
    }
    return counts;
  }

  rule("RFC8628-3.5-5", "that polls fifty times at once is in time once, and pays for all the others", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const told = await begin();
      const answers = await atOnce(pair, SHOTS, (server) => poll(server, told));
      assert.deepEqual(errorsOf(answers), { authorization_pending: 1, slow_down: SHOTS - 1 });
      const { body } = await poll(pair.servers[1], told);
      assert.include(body["error_description"], `wait ${5 + SHOTS * 5} seconds`);
    }
  });

  beyond(
    "RFC8628-3.5-1",
    "that was allowed and polls fifty times at once gets tokens once, which die of it",
    async () => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const told = await begin();
        const { browser, page } = await asked(textOf(told, "user_code"));
        await allow(browser, page);
        const answers = await atOnce(pair, SHOTS, (server) => poll(server, told));
        assert.deepEqual(errorsOf(answers), { none: 1, invalid_grant: SHOTS - 1 });
        const winner = answers.find(({ status }) => status === 200)!;
        for (const server of pair.servers) {
          for (const name of ["access_token", "refresh_token"])
            assert.isFalse(await isActive(server, textOf(winner, name), asks), `${name} at ${server}`);
        }
      }
    },
  );

  beyond("RFC8628-5.4-1", "is connected to one of two people who allow it at once", async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const told = await begin();
      const people = [await asked(textOf(told, "user_code")), await asked(textOf(told, "user_code"))];
      const pages = await atOnce(pair, people.length, (server, index) => {
        const { browser, page } = people[index]!;
        return allow(browser, { ...page, url: new URL(page.url.pathname, server) });
      });
      const won = pages.map(({ text }) => text.includes("Your device is connected"));
      assert.sameMembers(won, [true, false]);
      const token = textOf(await poll(pair.servers[1], told), "access_token");
      const { body } = await ask(`${pair.servers[0]}/introspect`, { form: { token }, as: asks });
      assert.equal(body["sub"], people[won.indexOf(true)]!.sub);
    }
  });

  beyond("RFC8628-5.1-1", "cannot be guessed faster by asking both at once", async () => {
    const { browser, page } = await asked("BBBB-BBBB");
    const answers = await atOnce(pair, SHOTS, (server) =>
      browser.submit({ ...page, url: new URL(page.url.pathname, server) }, { fill: { user_code: "CCCC-CCCC" } }),
    );
    const lookedUp = answers.filter(({ status }) => status === 400);
    // Nine are free after the one above, and one goes on to begin the first wait.
    assert.isAtMost(lookedUp.length, 10);
    for (const { status } of answers) assert.include([400, 429], status);
  });
});
