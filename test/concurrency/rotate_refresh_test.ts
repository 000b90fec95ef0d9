import { assert } from "chai";
import { describe } from "mocha";
import { beyond, rule } from "../../conformance/support/rule.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, PASSWORD, person } from "../support/cast.ts";
import type { GivenSettings } from "../support/config.ts";
import { type Answered, ask, isActive, textOf } from "../support/journey.ts";
import { atOnce, serverPair, type ServerPair } from "./server_pair.ts";

const ROUNDS = 3;
const SHOTS = 50;

/** A client of a person on a pair of servers. */
interface Stage {
  readonly pair: ServerPair;
  readonly application: ClientRecord;
  readonly username: string;
}

async function stage(settings: GivenSettings): Promise<Stage> {
  const pair = await serverPair(settings);
  return { pair, application: await client(pair.issuer), username: (await person(pair.issuer)).username };
}

/** Fifty refreshes at once with one token. */
function refreshByAll({ pair, application }: Stage, token: string): Promise<readonly Answered[]> {
  const form = { grant_type: "refresh_token", refresh_token: token };
  return atOnce(pair, SHOTS, (server) => ask(`${server}/token`, { form, as: application }));
}

async function freshToken({ pair, application, username }: Stage): Promise<string> {
  const form = { grant_type: "password", username, password: PASSWORD };
  return textOf(await ask(`${pair.servers[0]}/token`, { form, as: application }), "refresh_token");
}

function kindsOf(answers: readonly Answered[]): readonly string[] {
  return [
    ...new Set(
      answers.map(({ status, body }) => `${status} ${typeof body["error"] === "string" ? body["error"] : "ok"}`),
    ),
  ].toSorted();
}

describe("one refresh token used fifty times at once on two processes, without grace", () => {
  let staged: Stage;

  before(async function () {
    this.timeout(60_000);
    staged = await stage({});
  });

  rule("RFC9700-4.14.2-1", "rotates for one, refuses all others and ends the family", async function () {
    this.timeout(60_000);
    const { pair, application } = staged;
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await refreshByAll(staged, await freshToken(staged));
      const won = answers.filter(({ status }) => status === 200);
      assert.lengthOf(won, 1);
      assert.deepEqual(kindsOf(answers), ["200 ok", "400 invalid_grant"]);
      for (const name of ["access_token", "refresh_token"])
        assert.isFalse(await isActive(pair.servers[1], textOf(won[0]!, name), application), name);
    }
  });
});

describe("one refresh token used fifty times at once on two processes, within a grace period", () => {
  let staged: Stage;

  before(async function () {
    this.timeout(60_000);
    staged = await stage({ REFRESH_TOKEN_GRACE_PERIOD_SECONDS: "60" });
  });

  beyond("RFC9700-4.14.2-1", "gives everybody the same successor, and one chain lives", async function () {
    this.timeout(60_000);
    const { pair, application } = staged;
    for (let round = 0; round < ROUNDS; round += 1) {
      const answers = await refreshByAll(staged, await freshToken(staged));
      assert.deepEqual(kindsOf(answers), ["200 ok"]);
      const successors = new Set(answers.map((answer) => textOf(answer, "refresh_token")));
      assert.equal(successors.size, 1);
      assert.isTrue(await isActive(pair.servers[1], [...successors][0]!, application));
      assert.equal(new Set(answers.map((answer) => textOf(answer, "access_token"))).size, SHOTS);
    }
  });

  beyond("RFC9700-4.14.2-1", "ends the family when an older one than the predecessor comes, grace or not", async () => {
    const { pair, application } = staged;
    const first = await freshToken(staged);
    const second = textOf((await refreshByAll(staged, first))[0]!, "refresh_token");
    const third = textOf((await refreshByAll(staged, second))[0]!, "refresh_token");
    assert.isTrue(await isActive(pair.servers[0], third, application));
    assert.deepEqual(kindsOf(await refreshByAll(staged, first)), ["400 invalid_grant"]);
    assert.isFalse(await isActive(pair.servers[1], third, application));
  });
});
