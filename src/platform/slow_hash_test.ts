import { assert } from "chai";
import { rule } from "../../conformance/support/rule.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import { argon2SlowHash, type SlowHash, TooBusy } from "./mod.ts";

/** As cheap as argon2 goes. */
const CHEAP = { memoryCost: 8, timeCost: 1 };
const cheap = argon2SlowHash(CHEAP);

/** Milliseconds of all cores that some work takes; what else the machine does counts for nothing. */
async function cpuOf(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

describe("argon2SlowHash()", () => {
  it("hashes with today's cost when nothing is said", async () => {
    assert.match(await argon2SlowHash().hash("secret"), /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
  });

  it("hashes the same secret to something else each time", async () => {
    assert.notEqual(await cheap.hash("secret"), await cheap.hash("secret"));
  });

  rule("RFC6749-10.10-4", "finds a secret again, whatever it is made of", async () => {
    for (const secret of ["secret", "", " ", "p".repeat(1_024), "ä表💩", "nul\0inside"])
      assert.isTrue(await cheap.verify(await cheap.hash(secret), secret));
  });

  for (const [name, presented] of [
    ["another one", "another"],
    ["an empty one", ""],
    ["one with a blank behind", "secret "],
    ["one with NUL behind", "secret\0"],
    ["one in capitals", "SECRET"],
  ] as const) {
    it(`refuses ${name}`, async () => assert.isFalse(await cheap.verify(await cheap.hash("secret"), presented)));
  }

  it("tells long secrets apart by their last byte, where bcrypt would not", async () => {
    const long = "p".repeat(1_000);
    assert.isFalse(await cheap.verify(await cheap.hash(`${long}a`), `${long}b`));
  });

  it("checks a hash of another cost by the cost that it names", async () => {
    const old = await argon2SlowHash({ memoryCost: 16, timeCost: 3 }).hash("secret");
    assert.isTrue(await cheap.verify(old, "secret"));
    assert.isFalse(await cheap.verify(old, "another"));
  });

  for (const phc of ["", "secret", "$2b$12$abc", "$argon2", "$argon2id$v=19$m=8,t=1,p=1$AAAA", "$argon2garbage"]) {
    it(`refuses every secret where '${phc}' is kept instead of a hash`, async () => {
      for (const secret of ["secret", "", phc]) assert.isFalse(await cheap.verify(phc, secret));
    });
  }
});

describe("isOutdated()", () => {
  it("is false of a hash that was just made", async () => assert.isFalse(cheap.isOutdated(await cheap.hash("x"))));

  for (const [name, other] of [
    ["memory", { ...CHEAP, memoryCost: 80 }],
    ["time", { ...CHEAP, timeCost: 11 }],
  ] as const) {
    it(`is true of a hash that cost another ${name}`, async () => {
      assert.isTrue(cheap.isOutdated(await argon2SlowHash(other).hash("x")));
    });
  }

  it("is true of what is no hash of ours", () => {
    for (const phc of ["", "$2b$12$abc", "$argon2i$v=19$m=8,t=1,p=1$x"]) assert.isTrue(cheap.isOutdated(phc));
  });
});

describe("pretend()", () => {
  it("is always false", async () => assert.isFalse(await cheap.pretend("anything")));

  it("costs what a real check costs", async () => {
    const slow = argon2SlowHash({ memoryCost: 19_456, timeCost: 6 });
    const real = await slow.hash("secret");
    const verified = await cpuOf(() => slow.verify(real, "another"));
    const pretended = await cpuOf(() => slow.pretend("another"));
    assert.isAbove(pretended, verified / 3);
  });
});

describe("a crowd of hashes", () => {
  const work: readonly (readonly [string, (slowHash: SlowHash, phc: string) => Promise<unknown>])[] = [
    ["hash()", (slowHash) => slowHash.hash("secret")],
    ["verify()", (slowHash, phc) => slowHash.verify(phc, "secret")],
    ["pretend()", (slowHash) => slowHash.pretend("secret")],
  ];
  for (const [name, start] of work) {
    it(`turns ${name} away when too many wait, and serves those who do`, async () => {
      const slowHash = argon2SlowHash({ ...CHEAP, atOnce: 1, queue: 2 });
      const phc = await cheap.hash("secret");
      const answers = await Promise.allSettled(Array.from({ length: 5 }, () => start(slowHash, phc)));
      assert.equal(answers.map(({ status }) => status).join(" "), "fulfilled fulfilled fulfilled rejected rejected");
    });
  }

  it("is served again once it is gone", async () => {
    const slowHash = argon2SlowHash({ ...CHEAP, atOnce: 1, queue: 0 });
    const first = slowHash.hash("one");
    const busy = await thrownBy(() => slowHash.hash("two"));
    assert.instanceOf(busy, TooBusy);
    assert.notInclude(busy.message, "two");
    await first;
    assert.isString(await slowHash.hash("three"));
    assert.isString(await slowHash.hash("four"));
  });

  it("loses no place to a hash that fails", async () => {
    const slowHash = argon2SlowHash({ ...CHEAP, memoryCost: 1, atOnce: 1, queue: 0 });
    for (let times = 0; times < 3; times += 1) assert.notInstanceOf(await thrownBy(() => slowHash.hash("x")), TooBusy);
  });

  it("needs no place for what is no hash", async () => {
    const slowHash = argon2SlowHash({ ...CHEAP, atOnce: 1, queue: 0 });
    const first = slowHash.hash("one");
    assert.isFalse(await slowHash.verify("no hash", "secret"));
    await first;
  });
});
