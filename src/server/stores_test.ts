import { assert } from "chai";
import { freePort } from "../../test/support/free_port.ts";
import { silentLog } from "../platform/mod.ts";
import { markKind } from "../stores/mod.ts";
import { openStores } from "./stores.ts";

describe("openStores()", () => {
  it("keeps what is short-lived in the process where there is no Redis", async () => {
    const databaseUrl = `postgres://nobody@127.0.0.1:${await freePort()}/nothing`;
    const stores = openStores({ databaseUrl, redisUrl: undefined, log: silentLog });
    const { ephemeral, broadcast, database } = stores;
    const kind = markKind("t");
    assert.isTrue(await ephemeral.claim(kind, { key: "once", ttl: 60 }));
    assert.isFalse(await ephemeral.claim(kind, { key: "once", ttl: 60 }));
    const heard: string[] = [];
    await broadcast.listen("topic", { heard: (message) => heard.push(message), lost: () => undefined });
    await broadcast.send("topic", "a word");
    assert.deepEqual(heard, ["a word"]);
    assert.isTrue(await ephemeral.ready());
    assert.isFalse(await database.ready());
    await stores.close();
  });

  it("opens although both stores are away, says that they are not ready, and closes", async () => {
    const port = await freePort();
    const databaseUrl = `postgres://nobody@127.0.0.1:${port}/nothing`;
    const stores = openStores({ databaseUrl, redisUrl: `redis://127.0.0.1:${port}`, log: silentLog });
    assert.deepEqual(await Promise.all([stores.database.ready(), stores.ephemeral.ready()]), [false, false]);
    await stores.close();
  });
});
