import { assert } from "chai";
import type { KeyInfo } from "../../keys/mod.ts";
import { readConfig } from "../config.ts";
import { runChecks } from "./check.ts";
import {
  type PostgresFacts,
  type RecordFacts,
  type RedisFacts,
  SERVICE_CHECKS,
  type ServiceGround,
} from "./service_checks.ts";

const DAY = 86_400;
const NOW = 1_000 * DAY;
const POSTGRES: PostgresFacts = { version: 160_002, ahead: 0.4, pendingMigrations: [] };
const REDIS: RedisFacts = { ahead: -0.4, appendsOnly: true };
const KEY: KeyInfo = {
  kid: "k1",
  alg: "ES256",
  use: "sig",
  state: "active",
  createdAt: NOW,
  activeFrom: NOW - 30 * DAY,
};
const RECORDS: RecordFacts = { keys: [KEY], keysOpen: true, hasStaff: true, openSecrets: [], ended: 5 };

interface Changes {
  readonly postgres?: Partial<PostgresFacts>;
  readonly redis?: Partial<RedisFacts>;
  readonly records?: Partial<RecordFacts>;
  readonly settings?: Readonly<Record<string, string>>;
}

function ground({ postgres = {}, redis = {}, records = {}, settings = {} }: Changes = {}): ServiceGround {
  return {
    config: readConfig({ environment: settings }),
    now: NOW,
    postgres: { facts: { ...POSTGRES, ...postgres } },
    redis: { facts: { ...REDIS, ...redis } },
    records: { ...RECORDS, ...records },
  };
}

function findings(given: ServiceGround, deploy = true) {
  return runChecks(SERVICE_CHECKS, { ground: given, deploy });
}

function keyed(...keys: readonly Partial<KeyInfo>[]): Changes {
  return { records: { keys: keys.map((key): KeyInfo => Object.assign({}, KEY, key)) } };
}

const OVERDUE = { activeFrom: NOW - 92 * DAY };

describe("SERVICE_CHECKS", () => {
  it("find nothing wrong with servers that are well", () => assert.isEmpty(findings(ground())));

  const rows: readonly (readonly [id: string, wrong: Changes, right: Changes])[] = [
    ["E402", { postgres: { pendingMigrations: ["0042_answer"] } }, { postgres: { pendingMigrations: [] } }],
    ["W404", { redis: { evictionPolicy: "allkeys-lru" } }, { redis: { evictionPolicy: undefined } }],
    ["W405", { redis: { appendsOnly: false } }, { redis: { appendsOnly: true } }],
    ["W406", { postgres: { ahead: 2.1 } }, { postgres: { ahead: -2 } }],
    ["W406", { postgres: { ahead: -2.1 } }, { postgres: { ahead: 2 } }],
    ["W407", { redis: { ahead: 3_600 } }, { redis: { ahead: 1.9 } }],
    ["E408", { postgres: { version: 140_012 } }, { postgres: { version: 150_000 } }],
    ["E410", { records: { keysOpen: false } }, { records: { keys: [] } }],
    ["I411", keyed({ state: "next", activeFrom: NOW + DAY }), keyed({ state: "next", activeFrom: NOW + 8 * DAY })],
    ["I411", keyed({ activeFrom: NOW - 85 * DAY }), keyed({ activeFrom: NOW - 82 * DAY })],
    ["W412", keyed(OVERDUE), keyed({ activeFrom: NOW - 90 * DAY })],
    ["W412", keyed(OVERDUE), { ...keyed(OVERDUE), settings: { KEY_ROTATION_SECONDS: "0" } }],
    ["W412", keyed(OVERDUE), keyed({ ...OVERDUE, goneAt: NOW + DAY })],
    ["W412", keyed(OVERDUE), keyed({ ...OVERDUE, state: "retired" })],
    ["I413", { records: { hasStaff: false } }, { records: { hasStaff: true } }],
    ["I414", { records: { ended: 100_001 } }, { records: { ended: 100_000 } }],
    ["E415", { records: { openSecrets: ["admin"] } }, {}],
  ];
  for (const [id, wrong, right] of rows) {
    it(`${id} finds ${JSON.stringify(wrong).slice(0, 80)}, and not ${JSON.stringify(right).slice(0, 80)}`, () => {
      assert.deepEqual(
        findings(ground(wrong)).map((finding) => finding.id),
        [id],
      );
      assert.notInclude(
        findings(ground(right)).map((finding) => finding.id),
        id,
      );
    });
  }

  it("say which server is away and why, and ask nothing of what it holds", () => {
    const away = { away: "connect ECONNREFUSED" };
    const { config, now } = ground();
    const found = findings({ config, now, postgres: away, redis: away });
    assert.deepEqual(
      found.map(({ id }) => id),
      ["E401", "E403"],
    );
    for (const { says } of found) assert.include(says, "connect ECONNREFUSED");
  });

  it("ask nothing of a Redis that there is not: that is a matter of the settings", () => {
    assert.isEmpty(findings({ ...ground(), redis: undefined }));
  });

  it("say nothing of keys that nobody tried to read", () => {
    const { keysOpen: _, ...records } = RECORDS;
    assert.isEmpty(findings({ ...ground(), records }));
  });

  it("try the well-known secrets for deployments alone", () => {
    assert.isEmpty(findings(ground({ records: { openSecrets: ["admin"] } }), false));
  });

  for (const [ahead, says] of [
    [2.5, /Postgres is 2\.5 seconds ahead of this machine/],
    [-2.5, /Postgres is 2\.5 seconds behind this machine/],
  ] as const) {
    it(`say that a clock is ${ahead} seconds off`, () => {
      assert.match(String(findings(ground({ postgres: { ahead } }))[0]?.says), says);
    });
  }

  it("name every key that is about to sign", () => {
    const soon = keyed({ state: "next", activeFrom: NOW + 1 }, { alg: "RS256", activeFrom: NOW - 85 * DAY });
    assert.include(String(findings(ground(soon))[0]?.says), "ES256 within 1 day, RS256 within 5 days");
  });
});
