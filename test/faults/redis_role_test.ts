import { once } from "node:events";
import { connect } from "node:net";
import { assert } from "chai";
import { describe, it } from "mocha";
import { createLog } from "../../src/platform/mod.ts";
import { openStores } from "../../src/server/mod.ts";
import { type RedisProcess, startRedisProcess } from "../contract/redis_process.ts";
import { PASSWORD, SECRET } from "../support/cast.ts";
import { isActive } from "../support/journey.ts";
import { storeAddresses } from "../support/real_stores.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { asker, assertAllUnavailable, assertRecovered, REQUESTS, timed } from "./asking.ts";

const ROLE_PASSWORD = "password-of-the-role";
const WRITE = ["a token for a client", "a refresh", "a revocation", "an authorization"];
const READ = ["an introspection", "a call of the API"];
/** Sessions are durable. */
const NEED_NO_REDIS = "the account page";

/** What an operator does to the user of the server; connections that are open are ended where they would live on. */
interface Trouble {
  readonly name: string;
  readonly begin: (redis: RedisProcess) => Promise<unknown>;
  readonly end: (redis: RedisProcess) => Promise<unknown>;
  /** Requests that are served all the same. */
  readonly served: readonly string[];
}

function acl(...words: readonly string[]): (redis: RedisProcess) => Promise<unknown> {
  return (redis) => redis.command("ACL", "SETUSER", "server", ...words);
}

async function kick(redis: RedisProcess): Promise<unknown> {
  return redis.command("CLIENT", "KILL", "USER", "server");
}

/** Sends a command as a person does with telnet: a client would first ask what it must not ask while Redis is busy. */
async function sayBare(command: string, port: number): Promise<void> {
  const socket = connect(port, "127.0.0.1");
  socket.write(`${command}\r\n`);
  await once(socket, "data");
  socket.destroy();
}

const TROUBLES: readonly Trouble[] = [
  {
    name: "has another password for the server (WRONGPASS)",
    begin: async (redis) => [await acl("resetpass", ">another")(redis), await kick(redis)],
    end: acl("resetpass", `>${ROLE_PASSWORD}`),
    served: [],
  },
  {
    name: "lets the server in no more (WRONGPASS)",
    begin: async (redis) => [await acl("off")(redis), await kick(redis)],
    end: acl("on"),
    served: [],
  },
  {
    name: "forbids the server to write (NOPERM)",
    begin: acl("-@write"),
    end: acl("+@write"),
    served: READ,
  },
  {
    name: "is busy with a script (BUSY)",
    async begin(redis) {
      await redis.command("CONFIG", "SET", "busy-reply-threshold", "1");
      // Whoever begins it waits no longer than the patience of a command; it goes on.
      await redis.command("EVAL", "while true do end", "0").catch(() => undefined);
    },
    end: ({ port }) => sayBare("SCRIPT KILL", port),
    served: [],
  },
];

describe("a Redis that", function () {
  this.timeout(60_000);
  const lines: string[] = [];
  let redis: RedisProcess;
  let server: RunningServer;
  let close: () => Promise<void>;

  before(async () => {
    redis = await startRedisProcess();
    await acl("on", `>${ROLE_PASSWORD}`, "~*", "&*", "+@all")(redis);
    const log = createLog({ level: "debug", destination: { write: (line) => lines.push(line) } });
    const { databaseUrl } = await storeAddresses();
    const redisUrl = `redis://server:${ROLE_PASSWORD}@127.0.0.1:${redis.port}`;
    const stores = openStores({ databaseUrl, redisUrl, log });
    server = await startServer({ stores, log });
    close = () => stores.close();
  });
  after(async () => {
    await server.stop();
    await close();
    await redis.dispose();
  });

  for (const { name, begin, end, served } of TROUBLES) {
    it(`${name}: 503 until that is over, without a restart, and the log tells no secret`, async () => {
      const asked = await asker(server);
      await begin(redis);
      try {
        await assertAllUnavailable(
          asked,
          [...WRITE, ...READ].filter((one) => !served.includes(one)),
        );
        for (const one of [...served, NEED_NO_REDIS])
          assert.equal((await timed(() => REQUESTS[one]!(asked))).status, 200, one);
      } finally {
        await end(redis);
      }
      await assertRecovered(asked);
      assert.equal((await REQUESTS["a refresh"]!(asked)).status, 200, "the refresh token was not used up");
      assert.isTrue(await isActive(server.url, asked.accessToken, asked.application), "it was not revoked by half");
      const secrets = [ROLE_PASSWORD, PASSWORD, SECRET, asked.accessToken, asked.refreshToken, asked.cookie.slice(4)];
      for (const secret of secrets) assert.notInclude(lines.join(""), secret);
    });
  }
});
