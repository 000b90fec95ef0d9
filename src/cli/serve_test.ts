import { assert } from "chai";
import { createServer, type Server } from "node:net";
import { freePort } from "../../test/support/free_port.ts";
import { thrownBy } from "../../test/support/refusals.ts";
import type { ConfigProblem, ConfigRefused } from "../server/mod.ts";
import { fakeIo } from "./_fake_io_test.ts";
import { recordingLog } from "./_recording_log_test.ts";
import { EXIT } from "./exit_code.ts";
import { runCommandLine } from "./program.ts";
import { readServeSettings, warnOperator } from "./serve.ts";

type Settings = Readonly<Record<string, string>>;

const GIVEN: Settings = {
  DATABASE_URL: "postgresql://db.invalid/t",
  REDIS_URL: "redis://redis.invalid",
  SECRET_KEY: "k".repeat(32),
  ISSUER: "https://id.example",
};

function read(settings: Settings, options: { readonly workers?: number; readonly config?: string } = {}) {
  return readServeSettings(fakeIo(settings).io, options);
}

async function problems(
  settings: Settings,
  options: { readonly workers?: number } = {},
): Promise<readonly ConfigProblem[]> {
  const refused = await thrownBy(() => read(settings, options));
  assert.isTrue(refused instanceof Error && refused.name === "ConfigRefused" && "problems" in refused);
  return (refused as ConfigRefused).problems;
}

describe("readServeSettings()", () => {
  it("takes what it must be given, and standards for the rest", async () => {
    assert.deepInclude(await read(GIVEN), { ...GIVEN, PORT: 8_000, WORKERS: 1 });
  });

  it("names all that is missing at once, and what is wrong beside it", async () => {
    const named = (await problems({ PORT: "high" })).map(({ setting }) => setting);
    assert.sameMembers(named, ["PORT", "DATABASE_URL", "SECRET_KEY", "ISSUER"]);
  });

  const missing: readonly (readonly [string, RegExp])[] = [
    ["DATABASE_URL", /^it must be given: serve starts no Postgres of its own \(npm start does\)$/],
    ["SECRET_KEY", /^it must be given: .* make one with: openssl rand -base64 48$/],
    ["ISSUER", /^it must be given: clients compare it with .* such as https:\/\/id\.example$/],
  ];
  for (const [setting, says] of missing) {
    for (const [how, settings] of [
      ["missing", Object.fromEntries(Object.entries(GIVEN).filter(([name]) => name !== setting))],
      ["empty", { ...GIVEN, [setting]: "" }],
    ] as const) {
      it(`says why ${setting} must be given when it is ${how}, and what it may be`, async () => {
        const [problem, ...others] = await problems(settings);
        assert.equal(problem?.setting, setting);
        assert.match(problem!.says, says);
        assert.isEmpty(others);
      });
    }
  }

  it("complains of an issuer that is given and wrong as wrong, not as missing", async () => {
    const [problem, ...others] = await problems({ ...GIVEN, ISSUER: "id.example" });
    assert.deepEqual(problem, {
      setting: "ISSUER",
      says: "Cannot use 'id.example' as an issuer as it is not an absolute URL",
    });
    assert.isEmpty(others);
  });

  for (const [setting, option, expected] of [
    ["3", undefined, 3],
    ["3", 2, 2],
    ["3", 1, 1],
    [undefined, 4, 4],
  ] as const) {
    it(`has ${expected} workers for WORKERS=${setting ?? ""} and --workers ${option ?? ""}`, async () => {
      const settings = setting === undefined ? GIVEN : { ...GIVEN, WORKERS: setting };
      const config = await read(settings, option === undefined ? {} : { workers: option });
      assert.equal(config.WORKERS, expected);
    });
  }

  const { REDIS_URL: _redis, ...WITHOUT_REDIS } = GIVEN;

  it("asks for a Redis as soon as there are two processes, whoever said so", async () => {
    for (const refused of [
      await problems({ ...WITHOUT_REDIS, WORKERS: "2" }),
      await problems(WITHOUT_REDIS, { workers: 2 }),
    ]) {
      assert.lengthOf(refused, 1);
      assert.match(refused[0]!.says, /^it must be given for 2 processes, as each would know only the tokens/);
    }
    assert.isUndefined((await read({ ...WITHOUT_REDIS, WORKERS: "2" }, { workers: 1 })).REDIS_URL);
  });
});

describe("warnOperator()", () => {
  const rows: readonly (readonly [string, string, string | undefined, readonly RegExp[]])[] = [
    ["https and a Redis", "https://id.example", GIVEN["REDIS_URL"], []],
    ["plain http on this machine", "http://localhost:8000", GIVEN["REDIS_URL"], []],
    ["plain http on the IPv6 address of this machine", "http://[::1]:8000", GIVEN["REDIS_URL"], []],
    ["plain http for others", "http://id.example", GIVEN["REDIS_URL"], [/plain http/]],
    [
      "plain http under a name that begins like this machine's",
      "http://localhost.example",
      GIVEN["REDIS_URL"],
      [/plain/],
    ],
    ["no Redis", "https://id.example", undefined, [/end with it, as REDIS_URL is not given/]],
    ["both", "http://id.example", undefined, [/REDIS_URL/, /plain http/]],
  ];
  for (const [name, ISSUER, redis, expected] of rows) {
    it(`says ${expected.length === 0 ? "nothing" : "what it means"} for ${name}`, async () => {
      const { log, lines } = recordingLog();
      const { REDIS_URL: _url, ...others } = GIVEN;
      const config = await read({ ...others, ISSUER, ...(redis === undefined ? {} : { REDIS_URL: redis }) });
      warnOperator({ config, log });
      assert.lengthOf(lines, expected.length);
      for (const [index, [level, message]] of lines.entries()) {
        assert.equal(level, "warn");
        assert.match(message, expected[index]!);
      }
    });
  }
});

describe("touchstone serve", () => {
  const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection"];
  const listening = () => SIGNALS.map((name) => process.listenerCount(name));
  let taken: Server | undefined;

  afterEach(() => new Promise<unknown>((resolve) => (taken === undefined ? resolve(taken) : taken.close(resolve))));

  async function run(args: readonly string[], settings: Settings) {
    const { io, out, err } = fakeIo({ ...GIVEN, LOG_LEVEL: "error", HOST: "127.0.0.1", ...settings });
    return { code: await runCommandLine(["serve", ...args], io), out: out(), err: err() };
  }

  it("looks at the port before the database, and takes its handlers off as it gives up", async () => {
    const before = listening();
    const server = createServer();
    taken = server;
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const { code, err } = await run([], { PORT: String(port) });
    assert.equal(code, EXIT.failed);
    assert.match(err, new RegExp(`^Cannot listen on port ${port} as another program uses it: [^\n]+\n$`));
    assert.deepEqual(listening(), before);
  });

  it("says that the database is away by the name of its setting, to a program as well", async () => {
    const DATABASE_URL = `postgresql://nobody@127.0.0.1:${await freePort()}/none`;
    const { code, out, err } = await run(["--json"], { PORT: "0", DATABASE_URL });
    assert.equal(code, EXIT.failed);
    assert.match(err, /^Cannot reach postgres.*: is DATABASE_URL right, and the server up\?$/m);
    assert.match(out, /^\{[^\n]+\}\n$/);
    assert.deepInclude(JSON.parse(out), { exit_code: EXIT.failed, problems: [] });
  });

  it("is refused without an issuer before it opens anything", async () => {
    const { code, out } = await run(["--json"], { ISSUER: "" });
    assert.equal(code, EXIT.configuration);
    assert.deepEqual(
      JSON.parse(out).problems.map(({ field }: { field: string }) => field),
      ["ISSUER"],
    );
  });
});
