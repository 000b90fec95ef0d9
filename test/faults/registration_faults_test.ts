import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import { initialToken, register, type Registered, registered, registeredIn, WEB_APP } from "../http/registration.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

const MACHINE = { redirect_uris: [], grant_types: ["client_credentials"], response_types: [] };

/** Whether a client gets a token by the secret that it was told. */
async function works(stage: FaultStage, { id, told }: Registered): Promise<boolean> {
  const as = { ...stage.trusted, clientId: id };
  const form = { grant_type: "client_credentials" };
  return (await stage.post("/token", { as, secret: String(told["client_secret"]), form })).status === 200;
}

async function statusOf(stage: FaultStage, { path, token }: Registered, method = "GET"): Promise<number> {
  return (await stage.send(method, path, { bearer: token })).status;
}

const REGISTER: Operation<string> = {
  prepare: (stage) => initialToken(stage),
  run: (stage, bearer) => register(stage, MACHINE, { bearer }),
  async succeeded(stage, bearer, reply) {
    const client = registeredIn(reply);
    assert.isTrue(await works(stage, client));
    assert.equal(await statusOf(stage, client), 200);
    assert.equal((await register(stage, MACHINE, { bearer })).status, 401, "the token registers one client");
  },
  async failed(stage, bearer) {
    const again = await register(stage, MACHINE, { bearer });
    assert.include([201, 401], again.status, "the token is whole or used up");
  },
};

function replace(stage: FaultStage, { id, path, token }: Registered): Promise<Reply> {
  return stage.send("PUT", path, { bearer: token, json: { ...WEB_APP, client_id: id, client_name: "Renamed" } });
}

const REPLACE: Operation<Registered> = {
  prepare: (stage) => registered(stage, MACHINE),
  run: replace,
  async succeeded(stage, client, reply) {
    assert.equal(await statusOf(stage, registeredIn(reply)), 200);
    assert.equal(await statusOf(stage, client), 401, "the old token is dead");
  },
  async failed(stage, client) {
    const record = await stage.real.durable.clients.find(client.id);
    const isRenamed = record?.name === "Renamed";
    assert.equal(await statusOf(stage, client), isRenamed ? 401 : 200, "all is as before, or all is new");
    assert.deepEqual(record?.grantTypes, isRenamed ? ["authorization_code"] : ["client_credentials"]);
  },
};

const REMOVE: Operation<Registered> = {
  async prepare(stage) {
    const client = await registered(stage, MACHINE);
    assert.isTrue(await works(stage, client));
    return client;
  },
  run: (stage, { path, token }) => stage.send("DELETE", path, { bearer: token }),
  async succeeded(stage, client) {
    assert.isFalse(await works(stage, client));
    assert.isUndefined(await stage.real.durable.clients.find(client.id));
  },
  async failed(stage, client) {
    assert.include([204, 401], await statusOf(stage, client, "DELETE"), "who tries again is done, or was");
    assert.isUndefined(await stage.real.durable.clients.find(client.id));
    assert.isFalse(await works(stage, client));
  },
};

describe("registrations while stores fail", function () {
  this.timeout(60_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage({ CLIENT_REGISTRATION: "token" });
  });

  after(() => stage.close());

  beyond("RFC7591-3.1-1", "make a client that works, or spend at most the token", async () => {
    assert.isAtLeast(await failEachCall(stage, REGISTER), 9);
  });

  beyond("RFC7592-2.2-4", "replace all that was registered or nothing", async () => {
    assert.isAtLeast(await failEachCall(stage, REPLACE), 6);
  });

  beyond("RFC7592-2.3-1", "remove a client at the second try, if not at the first", async () => {
    assert.isAtLeast(await failEachCall(stage, REMOVE), 12);
  });
});
