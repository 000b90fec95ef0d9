import { assert } from "chai";
import { readConfig } from "../config.ts";
import { runChecks } from "./check.ts";
import { DEPLOYMENT_CHECKS } from "./deployment_checks.ts";

type Settings = Readonly<Record<string, string>>;

/** Settings with which nothing is wrong. */
const RIGHT: Settings = {
  ISSUER: "https://id.example",
  SECRET_KEY: "Zk3vQ8sT1mX7yB0cN5hJ2gL9pR4wD6fA",
  DATABASE_URL: "postgresql://u:p@db.internal/touchstone?sslmode=verify-full",
  REDIS_URL: "rediss://cache.internal:6379",
  TRUSTED_PROXIES: "1",
};

function found(changes: Settings, without: readonly string[] = []): readonly string[] {
  const environment = Object.fromEntries(
    Object.entries({ ...RIGHT, ...changes }).filter(([name]) => !without.includes(name)),
  );
  return runChecks(DEPLOYMENT_CHECKS, { ground: readConfig({ environment }), deploy: true }).map(({ id }) => id);
}

describe("DEPLOYMENT_CHECKS", () => {
  it("find nothing wrong with a server as the README has it", () => assert.isEmpty(found({})));

  it("are asked of deployments alone", () => {
    assert.isEmpty(runChecks(DEPLOYMENT_CHECKS, { ground: readConfig({ environment: {} }), deploy: false }));
  });

  for (const [name, id] of [
    ["ISSUER", "E201"],
    ["SECRET_KEY", "E204"],
    ["DATABASE_URL", "W206"],
    ["REDIS_URL", "W207"],
  ] as const) {
    it(`${id} misses ${name}`, () => assert.deepEqual(found({}, [name]), [id]));
  }

  const wrong: readonly (readonly [readonly string[], Settings])[] = [
    [["E202"], { ISSUER: "http://id.example" }],
    [["W203"], { ISSUER: "http://localhost:8000" }],
    [["W203"], { ISSUER: "http://127.0.0.1:8000" }],
    [["W203"], { ISSUER: "https://localhost" }],
    [["E205"], { SECRET_KEY: "secretsecretsecretsecretsecretsecret" }],
    [["E205"], { SECRET_KEY: "x".repeat(64) }],
    [["W208"], { TRUSTED_PROXIES: "0" }],
    [["W209"], { LOG_LEVEL: "debug" }],
    [["W213"], { THROTTLE_LOGIN: "none" }],
    [["W213"], { THROTTLE_TOKEN: "none", THROTTLE_DEVICE: "none", THROTTLE_REGISTRATION: "none" }],
    [["W210"], { DATABASE_URL: "postgresql://u:p@db.internal/touchstone" }],
    [["W210"], { DATABASE_URL: "postgresql://u:p@db.internal/touchstone?sslmode=prefer" }],
    [["W211"], { REDIS_URL: "redis://cache.internal" }],
    [["W211"], { REDIS_URL: "redis+cluster://127.0.0.1:1,cache.internal:2" }],
    [["W211"], { REDIS_URL: "redis+sentinel://cache.internal/master" }],
  ];
  for (const [ids, changes] of wrong) {
    it(`${ids.join(", ")} finds ${JSON.stringify(changes)}`, () => assert.deepEqual(found(changes), ids));
  }

  const fine: readonly Settings[] = [
    { DATABASE_URL: "postgresql://u:p@localhost/touchstone" },
    { DATABASE_URL: "postgresql://u:p@127.0.0.1:5432/touchstone" },
    { DATABASE_URL: "postgresql:///touchstone" },
    { DATABASE_URL: "postgresql://u:p%40ss@db.internal/t?a=b&sslmode=require" },
    { REDIS_URL: "redis://localhost" },
    { REDIS_URL: "redis://:secret@[::1]:6379/2" },
    { REDIS_URL: "rediss+cluster://a.internal,b.internal" },
    { REDIS_URL: "unix:/run/redis.sock" },
    { REDIS_URL: "redis+unix:///run/redis.sock" },
    { LOG_LEVEL: "warn" },
  ];
  for (const changes of fine) {
    it(`find nothing wrong with ${JSON.stringify(changes)}`, () => assert.isEmpty(found(changes)));
  }

  it("show no secret", () => {
    const environment = { ...RIGHT, DATABASE_URL: "postgresql://u:hunter2@db.internal/t", SECRET_KEY: "k".repeat(40) };
    const told = JSON.stringify(runChecks(DEPLOYMENT_CHECKS, { ground: readConfig({ environment }), deploy: true }));
    assert.include(told, "W210");
    for (const secret of ["hunter2", "kkkk"]) assert.notInclude(told, secret);
  });
});
