import { assert } from "chai";
import { markupOf } from "../support/replies.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

async function ownClients({ issuer }: FaultStage): Promise<readonly string[]> {
  const all = await issuer.durable.clients.list({ limit: 100 });
  return all.map(({ clientId }) => clientId).filter((id) => id === "api-docs");
}

/** Somebody signed in opens the page for the first time since its client was removed. */
const OPEN: Operation<Readonly<Record<string, string>>> = {
  async prepare(stage) {
    const { durable, clients, sessions } = stage.issuer;
    const made = await durable.clients.find("api-docs");
    if (made !== undefined) {
      await durable.clients.remove(made.id);
      await clients.changed(made);
    }
    return { sid: (await sessions.start(stage.owner)).id };
  },
  run: (stage, cookies) => stage.get("/docs", { cookies }),
  async succeeded(stage, _cookies, reply) {
    assert.include(markupOf(reply), 'data-client="api-docs"');
    assert.include(markupOf(reply), stage.owner.username);
    assert.deepEqual(await ownClients(stage), ["api-docs"]);
  },
  failed: async (stage, cookies) => OPEN.succeeded(stage, cookies, await OPEN.run(stage, cookies)),
};

describe("a store call that fails", function () {
  this.timeout(60_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage({ API_DOCS: "page" });
  });

  after(async () => stage.close());

  it("while somebody opens the API page lets them open it again, with one client", async () => {
    assert.isAtLeast(await failEachCall(stage, OPEN), 3);
  });
});
