import { assert } from "chai";
import { assert as forAll, asyncProperty, string } from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import { recordingLog } from "../../test/contract/recording_log.ts";
import { FAST_HASH } from "../../test/support/fast_hash.ts";
import { START } from "../../test/support/issuer_under_test.ts";
import { clientRecord, fastSecret } from "../../test/support/records.ts";
import { seededRandom, type SlowHash } from "../platform/mod.ts";
import { parseToken } from "../protocol/mod.ts";
import { chosenSecret, newSecret, rotateSecrets, secretCheck, TooManyGuesses } from "./mod.ts";

/** When and from where secrets are presented. */
const AT = { now: START, from: "192.0.2.1" };
const options = { slowHash: FAST_HASH, now: START };

/** A slow hash that counts what it is asked to verify. */
function countingHash(): SlowHash & { readonly verified: readonly string[] } {
  const verified: string[] = [];
  return {
    ...FAST_HASH,
    verified,
    async verify(phc, secret) {
      verified.push(secret);
      return FAST_HASH.verify(phc, secret);
    },
  };
}

describe("newSecret()", () => {
  const made = newSecret(seededRandom("secret"), START);

  rule("RFC6749-10.10-3", "makes a secret of 256 bits that scanners recognise", () => {
    assert.equal(parseToken(made.text, "cs")?.text, made.text);
    assert.lengthOf(made.text, 63);
  });

  it("keeps a digest and not the secret", () => {
    assert.deepEqual(made.record, fastSecret(made.text));
    assert.notInclude(JSON.stringify(made.record), made.text.slice(6));
  });

  it("makes another one each time", () => {
    const random = seededRandom("secret");
    assert.notEqual(newSecret(random, START).text, newSecret(random, START).text);
  });
});

describe("newSecret() that has to be a key", () => {
  for (const [leastBytes, length] of [
    [0, 63],
    [32, 63],
    [48, 63],
    [64, 64],
    [80, 80],
  ] as const) {
    it(`has ${length} characters where ${leastBytes} are wanted, and is recognised`, async () => {
      const { text, record } = newSecret(seededRandom("a key"), START, { leastBytes });
      assert.lengthOf(text, length);
      const client = clientRecord({ secrets: [record] });
      assert.isTrue(await secretCheck(FAST_HASH).matches(client, text, { now: START, from: "" }));
      assert.isFalse(await secretCheck(FAST_HASH).matches(client, text.slice(0, -1), { now: START, from: "" }));
    });
  }
});

describe("chosenSecret()", () => {
  it("hashes slowly what a person chose", async () => {
    const record = await chosenSecret("a secret of a person", options);
    assert.deepEqual(record, {
      kind: "argon2id",
      hash: await FAST_HASH.hash("a secret of a person"),
      createdAt: START,
    });
  });

  it("hashes fast what this program once made, for it cannot be guessed", async () => {
    const { text } = newSecret(seededRandom("secret"), START);
    assert.deepEqual(await chosenSecret(text, options), fastSecret(text));
  });

  it("hashes slowly what only looks like a secret of ours", async () => {
    const { text } = newSecret(seededRandom("secret"), START);
    const broken = `${text.slice(0, -1)}${text.endsWith("0") ? "1" : "0"}`;
    assert.equal((await chosenSecret(broken, options)).kind, "argon2id");
  });
});

describe("rotateSecrets()", () => {
  const first = fastSecret("first");
  const next = fastSecret("next", { createdAt: START + 100 });

  for (const [name, secrets, oldExpiresAt, expected] of [
    ["begins with the new one alone when there was none", [], START + 200, [next]],
    ["lets the old one live on until it expires", [first], START + 200, [next, { ...first, expiresAt: START + 200 }]],
    ["drops the old one when it is to end at once", [first], START + 100, [next]],
    [
      "never prolongs what was to end sooner",
      [{ ...first, expiresAt: START + 150 }],
      START + 200,
      [next, { ...first, expiresAt: START + 150 }],
    ],
    [
      "keeps the newest of several old ones alone",
      [first, { ...fastSecret("older"), expiresAt: START + 500 }],
      START + 200,
      [next, { ...first, expiresAt: START + 200 }],
    ],
  ] as const) {
    it(name, () => assert.deepEqual(rotateSecrets(secrets, next, { oldExpiresAt }), expected));
  }
});

describe("secretCheck()", () => {
  const check = secretCheck(FAST_HASH);
  const client = clientRecord({
    secrets: [fastSecret("new secret"), fastSecret("old secret", { expiresAt: START + 60 })],
  });

  for (const [name, presented, at, expected] of [
    ["takes the newest secret", "new secret", START, true],
    ["takes the old one while both live", "old secret", START + 59, true],
    ["refuses the old one from the second on in which it expires", "old secret", START + 60, false],
    ["still takes the newest then", "new secret", START + 60, true],
    ["refuses another", "newer secret", START, false],
    ["refuses the empty one", "", START, false],
    ["refuses a secret with NUL behind it", "new secret\0", START, false],
    ["refuses the beginning of a secret", "new secre", START, false],
    ["refuses the digest itself", fastSecret("new secret").hash, START, false],
  ] as const) {
    it(name, async () => assert.equal(await check.matches(client, presented, { ...AT, now: at }), expected));
  }

  rule("RFC6749-2.2-1", "refuses everything where a client has no secret", async () => {
    for (const presented of ["", "undefined", "null"])
      assert.isFalse(await check.matches(clientRecord({ secrets: [] }), presented, AT));
  });

  it("refuses everything where all secrets have expired", async () => {
    const expired = clientRecord({ secrets: [fastSecret("secret", { expiresAt: START })] });
    assert.isFalse(await check.matches(expired, "secret", AT));
  });
});

describe("secretCheck() of damaged records", () => {
  const damages: readonly (readonly [string, string])[] = [
    ["empty", ""],
    ["one byte short", fastSecret("secret").hash.slice(0, -2)],
    ["one byte long", `${fastSecret("secret").hash}AAA`],
    ["no base64 at all", "§".repeat(43)],
    ["a digest in hexadecimal digits", Buffer.from(fastSecret("secret").hash, "base64url").toString("hex")],
  ];

  function damaged(hash: string) {
    return { ...fastSecret("secret"), hash };
  }

  for (const [name, hash] of damages) {
    it(`refuses every secret where the digest is ${name}`, async () => {
      const client = clientRecord({ secrets: [damaged(hash)] });
      for (const presented of ["secret", "", hash])
        assert.isFalse(await secretCheck(FAST_HASH).matches(client, presented, AT));
    });
  }

  it("still takes the other secrets of the client, fast or slow", async () => {
    const chosen = await chosenSecret("a chosen one", options);
    const client = clientRecord({ secrets: [damaged("short"), fastSecret("whole"), chosen] });
    for (const presented of ["whole", "a chosen one"])
      assert.isTrue(await secretCheck(FAST_HASH).matches(client, presented, AT));
  });

  it("tells the operator whose it is, once a record, and never the digest", async () => {
    const log = recordingLog();
    const check = secretCheck(FAST_HASH, undefined, { log });
    const client = clientRecord({ secrets: [damaged("short"), damaged("shorter")] });
    for (let time = 0; time < 3; time += 1) await check.matches(client, "secret", AT);
    assert.lengthOf(log.lines, 2);
    for (const said of log.fields) assert.deepEqual(said, { client: client.clientId });
    assert.notInclude(log.lines.join(), "short");
  });

  it("says nothing of one that has expired", async () => {
    const log = recordingLog();
    const client = clientRecord({ secrets: [{ ...damaged("short"), expiresAt: START }] });
    await secretCheck(FAST_HASH, undefined, { log }).matches(client, "secret", AT);
    assert.isEmpty(log.lines);
  });
});

describe("secretCheck() of chosen secrets", () => {
  async function withChosen(...secrets: readonly string[]) {
    const records = await Promise.all(secrets.map((secret) => chosenSecret(secret, options)));
    return clientRecord({ secrets: records });
  }

  it("hashes a right one slowly only once", async () => {
    const hash = countingHash();
    const check = secretCheck(hash);
    const client = await withChosen("chosen secret");
    for (let times = 0; times < 3; times += 1) assert.isTrue(await check.matches(client, "chosen secret", AT));
    assert.deepEqual(hash.verified, ["chosen secret"]);
  });

  it("does not learn a wrong one", async () => {
    const hash = countingHash();
    const check = secretCheck(hash);
    const client = await withChosen("chosen secret");
    assert.isFalse(await check.matches(client, "wrong secret", AT));
    assert.isTrue(await check.matches(client, "chosen secret", AT));
    assert.isFalse(await check.matches(client, "wrong secret", AT));
    assert.deepEqual(hash.verified, ["wrong secret", "chosen secret"]);
  });

  it("knows two live ones apart", async () => {
    const check = secretCheck(FAST_HASH);
    const client = await withChosen("the new one", "the old one");
    for (const secret of ["the old one", "the new one", "the old one"])
      assert.isTrue(await check.matches(client, secret, AT));
    assert.isFalse(await check.matches(client, "neither one", AT));
  });

  it("forgets a remembered one with its record", async () => {
    const check = secretCheck(FAST_HASH);
    assert.isTrue(await check.matches(await withChosen("chosen secret"), "chosen secret", AT));
    assert.isFalse(await check.matches(await withChosen("another secret"), "chosen secret", AT));
  });

  it("needs no slow hash where a fast secret is right", async () => {
    const hash = countingHash();
    const chosen = await chosenSecret("chosen secret", options);
    const client = clientRecord({ secrets: [fastSecret("made secret"), chosen] });
    assert.isTrue(await secretCheck(hash).matches(client, "made secret", AT));
    assert.deepEqual(hash.verified, []);
  });

  it("remembers no more than a thousand", async () => {
    const hash = countingHash();
    const check = secretCheck(hash);
    const client = await withChosen("the first");
    await check.matches(client, "the first", AT);
    for (let other = 0; other < 1_000; other += 1)
      await check.matches(await withChosen(`other ${other}`), `other ${other}`, AT);
    assert.isTrue(await check.matches(client, "the first", AT));
    assert.lengthOf(
      hash.verified.filter((secret) => secret === "the first"),
      2,
    );
  });
});

describe("properties of secretCheck()", () => {
  it("takes a secret exactly when it is the one, fast or slow", () =>
    forAll(
      asyncProperty(string({ minLength: 1 }), string({ minLength: 1 }), async (kept, presented) => {
        for (const record of [fastSecret(kept), await chosenSecret(kept, options)]) {
          const answer = await secretCheck(FAST_HASH).matches(clientRecord({ secrets: [record] }), presented, AT);
          assert.equal(answer, kept === presented);
          assert.isTrue(await secretCheck(FAST_HASH).matches(clientRecord({ secrets: [record] }), kept, AT));
        }
      }),
    ));
});

describe("secretCheck() that limits guessing", () => {
  function limited(retryAfter: number | undefined) {
    const keys: string[] = [];
    const right: string[] = [];
    const limit = {
      begin: async (key: string) => {
        keys.push(key);
        return retryAfter;
      },
      succeeded: async (key: string) => void right.push(key),
    };
    return { keys, right, check: secretCheck(FAST_HASH, limit) };
  }

  it("counts each guess at a chosen secret by client and address, and forgives the right one", async () => {
    const { keys, right, check } = limited(undefined);
    const client = clientRecord({ id: 7, secrets: [await chosenSecret("chosen secret", options)] });
    await check.matches(client, "wrong secret", AT);
    await check.matches(client, "chosen secret", AT);
    assert.deepEqual([keys, right], [["client 7 192.0.2.1", "client 7 192.0.2.1"], ["client 7 192.0.2.1"]]);
  });

  rule("RFC6749-2.3.1-5", "refuses to judge a guess that comes too soon", async () => {
    const { check } = limited(4);
    const client = clientRecord({ secrets: [await chosenSecret("chosen secret", options)] });
    const thrown: unknown = await Promise.resolve(check.matches(client, "chosen secret", AT)).catch(
      (error: unknown) => error,
    );
    assert.instanceOf(thrown, TooManyGuesses);
    assert.propertyVal(thrown, "retryAfter", 4);
  });

  it("counts and judges the same secret once that comes many times at once", async () => {
    const { keys, check } = limited(undefined);
    const client = clientRecord({ secrets: [await chosenSecret("chosen secret", options)] });
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => check.matches(client, "chosen secret", AT)),
    );
    assert.deepEqual([new Set(answers), keys.length], [new Set([true]), 1]);
    await Promise.all(["wrong", "wrong", "false"].map(async (secret) => check.matches(client, secret, AT)));
    assert.lengthOf(keys, 3);
  });

  it("does not count a right secret that is known, nor what is no guess", async () => {
    const { keys, check } = limited(undefined);
    const client = clientRecord({ secrets: [await chosenSecret("chosen secret", options)] });
    await check.matches(client, "chosen secret", AT);
    await check.matches(client, "chosen secret", AT);
    const { record } = newSecret(seededRandom("limit"), START);
    await check.matches(clientRecord({ secrets: [record] }), "wrong secret", AT);
    assert.lengthOf(keys, 1);
  });
});
