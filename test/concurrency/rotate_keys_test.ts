import { assert } from "chai";
import { type KeyPolicy, type KeyRing, KeysUnreadable, openKeyRing } from "../../src/keys/mod.ts";
import { type Clock, deriveKey, silentLog, systemClock, systemRandom } from "../../src/platform/mod.ts";
import { peekJwt } from "../../src/protocol/mod.ts";
import type { Stores } from "../../src/server/mod.ts";
import { eventually } from "../contract/eventually.ts";
import { unique } from "../contract/record_samples.ts";
import { realStores, storeAddresses } from "../support/real_stores.ts";

const POLICY: KeyPolicy = {
  signing: ["ES256", "EdDSA"],
  encryption: ["ECDH-ES"],
  rotation: 0,
  ahead: 600,
  keptFor: 600,
};

/** As many processes as there are stores: each with connections, and a ring, of its own. */
interface Processes {
  readonly issuer: string;
  readonly stores: readonly Stores[];
}

async function ringOf(
  { issuer, stores }: Processes,
  index: number,
  given: { readonly clock?: Clock; readonly secret?: string; readonly policy?: KeyPolicy } = {},
): Promise<KeyRing> {
  const { database, broadcast } = stores[index % stores.length]!;
  return openKeyRing({
    store: (await database.forIssuer(issuer)).keys,
    broadcast,
    issuer,
    sealKey: deriveKey(given.secret ?? "the secret of all processes", "keys"),
    policy: given.policy ?? POLICY,
    clock: given.clock ?? systemClock,
    random: systemRandom,
    log: silentLog,
  });
}

function textsOf(rings: readonly KeyRing[]): readonly string[] {
  return [...new Set(rings.map((ring) => ring.jwks().text))];
}

describe("keys, in several processes on real stores", () => {
  let stores: readonly Stores[];
  let processes: Processes;
  let rings: KeyRing[];

  before(async function () {
    this.timeout(60_000);
    const addresses = await storeAddresses();
    stores = await Promise.all([1, 2, 3].map(() => realStores(addresses)));
  });
  beforeEach(() => {
    processes = { issuer: unique("keys"), stores };
    rings = [];
  });
  afterEach(() => {
    for (const ring of rings) ring.close();
  });
  after(() => Promise.all(stores.map((each) => each.close())));

  async function open(count: number, given?: Parameters<typeof ringOf>[2]): Promise<void> {
    rings = await Promise.all(Array.from({ length: count }, (_, index) => ringOf(processes, index, given)));
  }

  it("are made once when 20 processes start at the same moment", async () => {
    await open(20);
    assert.lengthOf(textsOf(rings), 1);
    assert.lengthOf(rings[0]!.list(), 3);
  });

  it("get one successor when 20 rotate at once, and all hear of it", async () => {
    await open(20);
    const made = (await Promise.all(rings.map((ring) => ring.rotate({ alg: "ES256" })))).flat();
    assert.lengthOf(made, 1);
    await eventually(async () => rings.every((ring) => ring.list().length === 4));
    assert.lengthOf(textsOf(rings), 1);
  });

  it("sign in an emergency what every other process verifies at once", async () => {
    await open(3);
    const [made] = await rings[0]!.rotate({ alg: "ES256", now: true });
    const text = await rings[0]!.sign({ exp: systemClock.now() + 60 }, { alg: "ES256" });
    assert.equal(peekJwt(text).header.kid, made!.kid);
    for (const ring of rings) assert.equal((await ring.verify(text, {})).header.kid, made!.kid);
    await eventually(async () => textsOf(rings).length === 1);
  });

  it("never leave a token that a process signs without its key in the set of any, through a rotation on schedule", async () => {
    let now = systemClock.now();
    const clock = { now: () => now };
    const policy = { ...POLICY, signing: ["ES256"], rotation: 1_000, ahead: 300 } as const;
    await open(4, { clock, policy });
    const used = new Set<string>();
    for (let step = 0; step < 30; step += 1) {
      now += 100;
      await Promise.all(rings.map((ring) => ring.refresh()));
      const text = await rings[step % 4]!.sign({ exp: now + 600 }, { alg: "ES256" });
      used.add(peekJwt(text).header.kid!);
      for (const ring of rings) await ring.verify(text, { leeway: 0 });
    }
    assert.isAtLeast(used.size, 3);
    assert.isAtMost(rings[0]!.list().filter(({ alg }) => alg === "ES256").length, 3);
  });

  it("let two processes with different secrets start: one wins, the other says why it cannot", async () => {
    const outcomes = await Promise.allSettled(
      ["one secret of two", "the other secret"].map((secret, index) => ringOf(processes, index, { secret })),
    );
    rings = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
    const failures = outcomes.flatMap((each) => (each.status === "rejected" ? [each.reason as unknown] : []));
    assert.isAtMost(rings.length, 1);
    for (const failure of failures) assert.instanceOf(failure, KeysUnreadable);
  });
});
