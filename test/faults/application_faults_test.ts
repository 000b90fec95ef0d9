import { assert } from "chai";
import { beyond } from "../../conformance/support/rule.ts";
import type { Reply } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { client, SECRET } from "../support/cast.ts";
import { formOf } from "../support/value_browser.ts";
import { failEachCall, type Operation } from "./fault_loop.ts";
import { isAlive, memberOf, wordsOf } from "./fault_replies.ts";
import { type FaultStage, faultStage } from "./fault_stage.ts";

/** A form of the owner's browser, filled in. */
interface Sent {
  readonly path: string;
  readonly cookies: Readonly<Record<string, string>>;
  readonly form: string;
  /** The application that it is about; the first one when it registers one. */
  readonly application: ClientRecord;
}

async function filledIn(
  stage: FaultStage,
  path: string,
  { application, fill }: { readonly application: ClientRecord; readonly fill: Readonly<Record<string, string>> },
): Promise<Sent> {
  const cookies = { sid: (await stage.issuer.sessions.start(stage.owner)).id, b: "browser-of-the-owner" };
  const { fields } = formOf(await stage.get(path, { cookies }));
  const kept = fields.filter(([name]) => fill[name] === undefined);
  const pairs = [...kept, ...Object.entries(fill)].map(([name, value]): [string, string] => [name, value]);
  return { path, cookies, form: new URLSearchParams(pairs).toString(), application };
}

function send(stage: FaultStage, { path, cookies, form }: Sent): Promise<Reply> {
  return stage.post(path, { cookies, form });
}

function own(stage: FaultStage): Promise<ClientRecord> {
  return client(stage.issuer, { ownerId: stage.owner.id });
}

function onRecord(stage: FaultStage, { id }: ClientRecord): Promise<ClientRecord | undefined> {
  return stage.real.durable.clients.findByNumber(id);
}

async function works(stage: FaultStage, as: ClientRecord, secret: string): Promise<boolean> {
  return (await stage.post("/token", { as, secret, form: { grant_type: "client_credentials" } })).status === 200;
}

let made = 0;

const REGISTER: Operation<Sent & { readonly clientId: string }> = {
  async prepare(stage) {
    made += 1;
    const clientId = `new-${process.pid}-${made}`;
    const fill = { name: "New", client_id: clientId, grant_types: "client_credentials" };
    return { ...(await filledIn(stage, "/applications/register", { application: stage.asking, fill })), clientId };
  },
  run: send,
  async succeeded(stage, { clientId }, reply) {
    const found = await stage.real.durable.clients.find(clientId);
    assert(found !== undefined, wordsOf(reply));
    assert.isTrue(await works(stage, found, /ts_cs_\w+/.exec(wordsOf(reply))?.[0] ?? ""), "the secret works");
  },
  /** What was sent is there or not; sent again it is registered, or said to be. */
  async failed(stage, sent, failure) {
    const found = await stage.real.durable.clients.find(sent.clientId);
    const again = await send(stage, sent);
    if (found === undefined && failure !== "gone") return REGISTER.succeeded(stage, sent, again);
    assert.include([200, 303, 400], again.status, wordsOf(again));
  },
};

const UPDATE: Operation<Sent> = {
  async prepare(stage) {
    const application = await own(stage);
    const fill = { name: "Renamed", contacts: "ann@a.test" };
    return filledIn(stage, `/applications/${application.id}/update`, { application, fill });
  },
  run: send,
  async succeeded(stage, { application }) {
    const found = await onRecord(stage, application);
    assert.deepInclude(found, { name: "Renamed", secrets: application.secrets });
    assert.deepEqual(found?.metadata, { contacts: ["ann@a.test"] });
  },
  /** It is changed wholly or not at all; where the answer was lost, who sends it again is told that it is changed. */
  async failed(stage, sent) {
    const found = await onRecord(stage, sent.application);
    if (found?.name === sent.application.name) assert.deepEqual(found, sent.application);
    const again = await send(stage, sent);
    assert.include([303, 409], again.status, wordsOf(again));
    await UPDATE.succeeded(stage, sent, again);
  },
};

const DELETE: Operation<Sent & { readonly token: string }> = {
  async prepare(stage) {
    const application = await own(stage);
    const form = { grant_type: "password", username: stage.owner.username, password: "correct horse battery" };
    const token = memberOf(await stage.post("/token", { as: application, form }), "access_token");
    return { ...(await filledIn(stage, `/applications/${application.id}/delete`, { application, fill: {} })), token };
  },
  run: send,
  async succeeded(stage, { application, token }) {
    assert.isUndefined(await onRecord(stage, application));
    assert.isFalse(await isAlive(stage, token));
  },
  /** Half of it is never the whole: it can be sent again until the application is gone. */
  async failed(stage, sent) {
    const again = await send(stage, sent);
    assert.include([303, 404], again.status, wordsOf(again));
    await DELETE.succeeded(stage, sent, again);
  },
};

const SECRET_RENEWAL: Operation<Sent> = {
  async prepare(stage) {
    const application = await own(stage);
    return filledIn(stage, `/applications/${application.id}/secret`, { application, fill: { keep: "3600" } });
  },
  run: send,
  async succeeded(stage, { application }, reply) {
    assert.isTrue(await works(stage, application, /ts_cs_\w+/.exec(wordsOf(reply))?.[0] ?? ""), "the new one works");
    assert.isTrue(await works(stage, application, SECRET), "the old one works on");
  },
  /** Who was told of a failure still has a secret that works. */
  async failed(stage, sent) {
    assert.isTrue(await works(stage, sent.application, SECRET));
    assert.match(wordsOf(await send(stage, sent)), /ts_cs_/);
  },
};

const OPERATIONS: readonly (readonly [string, (stage: FaultStage) => Promise<number>])[] = [
  ["registers an application shows no secret that does not work", (stage) => failEachCall(stage, REGISTER)],
  ["changes an application changes it wholly or not at all", (stage) => failEachCall(stage, UPDATE)],
  ["deletes an application leaves nothing that cannot be deleted again", (stage) => failEachCall(stage, DELETE)],
  ["renews a secret leaves one that works", (stage) => failEachCall(stage, SECRET_RENEWAL)],
];

describe("a store call that fails while a person", function () {
  this.timeout(120_000);
  let stage: FaultStage;

  before(async () => {
    stage = await faultStage();
  });

  after(async () => stage.close());

  for (const [sentence, tryAll] of OPERATIONS) {
    beyond("RFC6749-4.1.2.1-5", sentence, async () => {
      assert.isAtLeast(await tryAll(stage), 3 * 3);
    });
  }
});
