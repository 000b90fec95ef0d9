import { assert } from "chai";
import { clientRecord } from "../../test/support/records.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { FetchRefused, type Log, type SafeFetch, settableClock, silentLog } from "../platform/mod.ts";
import { generateKeyPair, type KeyWish, publicJwkOf } from "../protocol/mod.ts";
import { openClientKeys } from "./mod.ts";

const SIG = { alg: "ES256", use: "sig" } as const satisfies KeyWish;
const AT = "https://client.test/jwks";

async function jwk(kid?: string, alg: "ES256" | "RSA-OAEP" | "RS256" = "ES256") {
  const { publicKey } = await generateKeyPair(alg);
  return { ...publicJwkOf(publicKey), ...(kid === undefined ? {} : { kid }) };
}

type Served = { readonly keys: readonly unknown[] } | string | Error | { readonly status: number };

/** Keys that lie elsewhere: what is served may change, and each fetch is counted. */
function elsewhere(first: Served, log: Log = silentLog) {
  const clock = settableClock(START);
  const state = { served: first, asked: [] as string[] };
  const fetch: SafeFetch = async (url) => {
    state.asked.push(url);
    await new Promise(setImmediate);
    const { served } = state;
    if (served instanceof Error) throw served;
    if (typeof served === "string") return { status: 200, headers: new Headers(), text: served };
    const status = "status" in served ? served.status : 200;
    return { status, headers: new Headers(), text: JSON.stringify(served) };
  };
  const keys = openClientKeys({ fetch, clock, log });
  const client = clientRecord({ metadata: { jwks_uri: AT } });
  const find = (kid?: string) => keys.find(client, { ...SIG, kid });
  return { state, clock, keys, client, find };
}

describe("the keys of a client by value", () => {
  it("are found by name, and nothing is fetched", async () => {
    const { keys, state } = elsewhere("");
    const client = clientRecord({ metadata: { jwks: { keys: [await jwk("a"), await jwk("b")] } } });
    assert.equal((await keys.find(client, { ...SIG, kid: "b" }))?.kid, "b");
    assert.deepEqual(state.asked, []);
  });

  it("are imported once", async () => {
    const { keys } = elsewhere("");
    const client = clientRecord({ metadata: { jwks: { keys: [await jwk()] } } });
    assert.strictEqual((await keys.find(client, SIG))?.key, (await keys.find(client, SIG))?.key);
  });

  for (const [what, metadata] of [
    ["nothing", {}],
    ["a set that is refused today", { jwks: { keys: [{ kty: "oct", k: "AA" }] } }],
    ["something that is no set", { jwks: "none" }],
    ["an address that is no text", { jwks_uri: 7 }],
  ] as const) {
    it(`are none where the client registered ${what}`, async () => {
      assert.isUndefined(await elsewhere("").keys.find(clientRecord({ metadata }), SIG));
    });
  }

  it("serve for encryption also where several fit and none has a name", async () => {
    const jwks = { keys: [await jwk(undefined, "RSA-OAEP"), await jwk(undefined, "RSA-OAEP")] };
    const found = await elsewhere("").keys.find(clientRecord({ metadata: { jwks } }), { alg: "RSA-OAEP", use: "enc" });
    assert.deepEqual(publicJwkOf(found!.key), jwks.keys[0]);
  });
});

describe("the keys of a client by reference", () => {
  it("are fetched once for all who ask within five minutes", async () => {
    const { find, state, clock } = elsewhere({ keys: [await jwk("a")] });
    await Promise.all([find("a"), find("a"), find("a")]);
    clock.advance(299);
    assert.equal((await find("a"))?.kid, "a");
    assert.deepEqual(state.asked, [AT]);
    clock.advance(1);
    await find("a");
    assert.lengthOf(state.asked, 2);
  });

  it("are fetched again for a name that is missing, at most each half minute", async () => {
    const { find, state, clock } = elsewhere({ keys: [await jwk("a")] });
    assert.isUndefined(await find("b"));
    state.served = { keys: [await jwk("b")] };
    assert.isUndefined(await find("b"));
    assert.lengthOf(state.asked, 1, "a stranger must not make us ask again and again");
    clock.advance(30);
    assert.equal((await find("b"))?.kid, "b");
    assert.isUndefined(await find("a"), "a key that was taken out is none any more");
  });

  for (const [what, broken] of [
    ["cannot be reached", new FetchRefused("connection", "Cannot connect")],
    ["answers 500", { status: 500 }],
    ["answers no JSON", "<html>"],
    ["answers no set", "[]"],
    ["answers a private key", '{"keys":[{"kty":"oct","k":"AA"}]}'],
  ] as const) {
    it(`are those that were read before where the server ${what}`, async () => {
      const { find, state, clock } = elsewhere({ keys: [await jwk("a")] });
      await find("a");
      state.served = broken;
      clock.advance(301);
      assert.equal((await find("a"))?.kid, "a");
    });

    it(`are none where the server ${what} from the beginning, and it is asked again after half a minute`, async () => {
      const { find, state, clock } = elsewhere(broken);
      assert.isUndefined(await find("a"));
      state.served = { keys: [await jwk("a")] };
      clock.advance(29);
      assert.isUndefined(await find("a"));
      clock.advance(1);
      assert.equal((await find("a"))?.kid, "a");
    });
  }

  it("tell the log where they cannot be read", async () => {
    const told: string[] = [];
    const log: Log = { ...silentLog, info: (message) => void told.push(message) };
    await elsewhere(new FetchRefused("connection", "Cannot connect"), log).find("a");
    assert.deepEqual(told, ["Cannot read the keys of a client"]);
  });
});

describe("all RSA keys of a client", () => {
  it("are those it registered by value, and nothing is fetched", async () => {
    const { keys, state } = elsewhere("");
    const jwks = { keys: [await jwk("a", "RS256"), await jwk("b", "RS256"), await jwk("c")] };
    const client = clientRecord({ metadata: { jwks } });
    const found = await keys.allRsa(client, { alg: "RS1", anew: true });
    assert.deepEqual(
      found.map(({ kid }) => kid),
      ["a", "b"],
    );
    assert.deepEqual(state.asked, []);
  });

  it("are none of a client without any", async () => {
    assert.isEmpty(await elsewhere("").keys.allRsa(clientRecord(), { alg: "RS1" }));
  });

  it("are fetched once within five minutes, and anew at most each half minute", async () => {
    const { keys, client, state, clock } = elsewhere({ keys: [await jwk("a", "RS256")] });
    for (const [advance, anew, fetched] of [
      [0, false, 1],
      [29, true, 1],
      [1, true, 2],
      [0, true, 2],
      [299, false, 2],
      [1, false, 3],
    ] as const) {
      clock.advance(advance);
      assert.lengthOf(await keys.allRsa(client, { alg: "RS256", anew }), 1);
      assert.lengthOf(state.asked, fetched, `after ${advance} seconds${anew ? ", anew" : ""}`);
    }
  });

  it("are none while they cannot be read, and no error", async () => {
    const { keys, client } = elsewhere(new FetchRefused("connection", "Cannot connect"));
    assert.isEmpty(await keys.allRsa(client, { alg: "RS256" }));
  });
});
