import { assert } from "chai";
import {
  type AccessToken,
  authenticate,
  byUserOrClient,
  guard,
  hasScope,
  openRedis,
  throttle,
  type TokenReader,
  UserRateThrottle,
} from "../../src/resource_server/mod.ts";
import { type RedisProcess, startRedisProcess } from "../contract/redis_process.ts";
import { koaOf, whileServing } from "../support/koa_server.ts";

type Store = ReturnType<typeof openRedis>["store"];

/** Somebody else's tokens: `ann.app` is Ann's, by the client app. */
const reader: TokenReader = {
  async read(text) {
    const [sub = "", clientId = ""] = text.split(".");
    const token: AccessToken = { tokenType: "Bearer", scope: ["read"], clientId, expiresAt: 2_000_000_000 };
    return sub === "" ? token : { ...token, subject: { sub, username: sub } };
  },
};

/** An application of somebody else, each with a connection of its own. */
function appOn(store: Store) {
  return koaOf(
    authenticate({ reader, realm: "books" }),
    guard(hasScope("read")),
    throttle({ store, rate: ["15/hour", "40/day"], scope: "books", by: byUserOrClient }),
    UserRateThrottle({ store, rates: { user: "1000/hour" } }),
    (context) => {
      context.body = "a book";
    },
  );
}

describe("applications of somebody else that share a Redis", function () {
  this.timeout(30_000);
  let redis: RedisProcess;
  before(async () => void (redis = await startRedisProcess()));
  after(() => redis.dispose());

  /** How many of so many calls at once, at two applications in turn, are let through. */
  async function letThrough(calls: number, bearer: string): Promise<number> {
    const [one, other] = [openRedis(redis.url), openRedis(redis.url)];
    try {
      return await whileServing(appOn(one.store), ({ origin: first }) =>
        whileServing(appOn(other.store), async ({ origin: second }) => {
          const answers = await Promise.all(
            Array.from({ length: calls }, async (_, index) => {
              const headers = { authorization: `Bearer ${bearer}` };
              const { status } = await fetch(index % 2 === 0 ? first : second, { headers });
              return status;
            }),
          );
          assert.includeMembers([200, 429], answers);
          return answers.filter((status) => status === 200).length;
        }),
      );
    } finally {
      await Promise.all([one.close(), other.close()]);
    }
  }

  it("let fifty calls at once through as often as the rate says, in both together", async () => {
    assert.equal(await letThrough(50, "ann.app"), 15);
    assert.equal(await letThrough(10, "ann.other"), 0);
  });

  it("count each person and each client for itself, also at once", async () => {
    const counts = await Promise.all(["bob.app", ".app", ".other"].map((bearer) => letThrough(20, bearer)));
    assert.deepEqual(counts, [15, 15, 15]);
  });

  it("keep what was counted when both were started anew", async () => {
    assert.equal(await letThrough(10, "cat.app"), 10);
    assert.equal(await letThrough(10, "cat.app"), 5);
  });
});
