import { assert } from "chai";
import { describe, it } from "mocha";
import { createLog } from "../../src/platform/mod.ts";
import { openStores } from "../../src/server/mod.ts";
import { PASSWORD, SECRET } from "../support/cast.ts";
import { type Answered, isActive } from "../support/journey.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import {
  type Asker,
  asker,
  assertAllUnavailable,
  assertRecovered,
  assertUnavailable,
  REQUESTS,
  timed,
} from "./asking.ts";
import { type OwnRole, ownRole } from "./own_role.ts";

const WRITE = ["a token for a person", "a refresh", "a revocation"];
const NEED_POSTGRES = ["a refresh", "the account page"];

/** What an operator does to the role of the server, and how it is undone. */
interface Trouble {
  readonly name: string;
  readonly begin: (role: string) => string;
  readonly end: (role: string) => string;
}

const TROUBLES: readonly Trouble[] = [
  {
    name: "lets the role in no more (28000)",
    begin: (role) => `ALTER ROLE ${role} NOLOGIN`,
    end: (role) => `ALTER ROLE ${role} LOGIN`,
  },
  {
    name: "has another password for the role (28P01)",
    begin: (role) => `ALTER ROLE ${role} PASSWORD 'another'`,
    end: (role) => `ALTER ROLE ${role} PASSWORD 'password-of-${role}'`,
  },
  {
    name: "allows the role no connection (53300)",
    begin: (role) => `ALTER ROLE ${role} CONNECTION LIMIT 0`,
    end: (role) => `ALTER ROLE ${role} CONNECTION LIMIT -1`,
  },
];

describe("a Postgres that", function () {
  this.timeout(60_000);
  const lines: string[] = [];
  let role: OwnRole;
  let server: RunningServer;
  let close: () => Promise<void>;

  before(async () => {
    role = await ownRole();
    const log = createLog({ level: "debug", destination: { write: (line) => lines.push(line) } });
    const { redisUrl } = role.database.addresses;
    const stores = openStores({ databaseUrl: role.databaseUrl, redisUrl, log });
    server = await startServer({ stores, log });
    close = () => stores.close();
  });
  after(async () => {
    await server.stop();
    await close();
    await role.close();
  });

  /** None of what must stay secret stands in the log or in an answer. */
  function assertSecret(asked: Asker, answers: readonly Answered[] = []): void {
    const told = [...lines, ...answers.map(({ text }) => text)].join("\n");
    const secrets = [role.password, PASSWORD, SECRET, asked.accessToken, asked.refreshToken, asked.cookie.slice(4)];
    for (const secret of secrets) assert.notInclude(told, secret);
  }

  for (const { name, begin, end } of TROUBLES) {
    it(`${name}: 503 until it does, without a restart, and the log tells no password`, async () => {
      const asked = await asker(server);
      lines.length = 0;
      await role.database.sql(begin(role.name));
      await role.endSessions();
      try {
        await assertAllUnavailable(asked, [...NEED_POSTGRES, "a token for a person"]);
      } finally {
        await role.database.sql(end(role.name));
      }
      await assertRecovered(asked);
      assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not used up");
      assertSecret(asked);
    });
  }

  it("ends the sessions again and again (57P01): every answer is whole or a 503, and nothing is half done", async () => {
    const asked = await asker(server);
    for (let round = 0; round < 6; round += 1) {
      const asking = await asker(server);
      const answers = Promise.all(WRITE.map((name) => timed(() => REQUESTS[name]!(asking))));
      await role.endSessions();
      for (const answer of await answers) if (![200, 400].includes(answer.status)) assertUnavailable(answer);
      await assertRecovered(asking);
      assert.equal((await REQUESTS["a revocation"]!(asking)).status, 200);
      assert.isFalse(await isActive(server.url, asking.accessToken, asking.application));
    }
    assert.isTrue(await isActive(server.url, asked.accessToken, asked.application), "others were not touched");
  });

  it("allows the role one connection (53300): a crowd is served or told to come back, and then all are served", async () => {
    const asked = await asker(server);
    await role.database.sql(`ALTER ROLE ${role.name} CONNECTION LIMIT 1`);
    await role.endSessions();
    try {
      const crowd = Array.from({ length: 12 }, () => timed(() => REQUESTS["a token for a person"]!(asked)));
      for (const answer of await Promise.all(crowd)) if (answer.status !== 200) assertUnavailable(answer);
    } finally {
      await role.database.sql(`ALTER ROLE ${role.name} CONNECTION LIMIT -1`);
    }
    const later = await Promise.all(Array.from({ length: 12 }, () => REQUESTS["a token for a person"]!(asked)));
    assert.deepEqual([...new Set(later.map(({ status }) => status))], [200]);
  });

  it("forbids the role a table (42501): a mistake of the operator is a 500 with an id, and the log knows why", async () => {
    const asked = await asker(server);
    lines.length = 0;
    await role.database.sql(`REVOKE ALL ON families FROM ${role.name}`);
    const answers = await Promise.all(NEED_POSTGRES.map((name) => REQUESTS[name]!(asked)));
    await role.database.sql(`GRANT ALL ON families TO ${role.name}`);
    for (const { status, text } of answers) {
      assert.equal(status, 500, text);
      assert.notMatch(text, /families|permission|SELECT|postgres|42501/i);
    }
    assert.match(lines.join(""), /permission denied for table families/);
    assertSecret(asked, answers);
    assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "all is well as soon as it is allowed");
  });
});
