import { assert } from "chai";
import { openDatabase } from "../../src/stores/knex/mod.ts";
import { DEFAULT_ISSUER } from "../../src/server/mod.ts";
import { leanFamily } from "../contract/record_samples.ts";
import { type Ended, type Program, startProgram } from "../operations/program.ts";
import { CURL, jsonOf, objectOf, REQUESTS, say, tokensOf } from "./habits.ts";
import { type Installation, openInstallation } from "./installation.ts";

const PASSWORD = "a pass phrase of mine";
const EXAMPLE = ["--import", "tsx", "scripts/example.ts"];

let environment: Readonly<Record<string, string>>;
let url: string;
let server: Program;
let typed: Installation["typed"];

/** Types a command and waits for it. */
function type(...words: readonly string[]): Promise<Ended> {
  return startProgram(words, environment).ended;
}

/** Registers an application beside the running server and answers `id:secret`. */
async function registered(...words: readonly string[]): Promise<string> {
  const made = await typed("create_oauth2_app", ...words);
  return `${String(made["client_id"])}:${String(made["client_secret"])}`;
}

/** Runs the newcomer's script as an application and a person. */
function example(user: string, password = PASSWORD): Promise<Ended> {
  const [id = "", secret = ""] = user.split(":");
  const top = { ISSUER: url, CLIENT_ID: id, CLIENT_SECRET: secret };
  return startProgram([], { ...top, EXAMPLE_USERNAME: "django.pony", EXAMPLE_PASSWORD: password }, EXAMPLE).ended;
}

function passwordForm(username = "django.pony", password = PASSWORD) {
  return [
    ["grant_type", "password"],
    ["username", username],
    ["password", password],
  ] as const;
}

const CONFIDENTIAL = ["--client-type", "confidential", "--user", "django.pony"];

before(async function () {
  this.timeout(60_000);
  ({ environment, url, server, typed } = await openInstallation("localhost"));
  await typed("createsuperuser", "--username", "django.pony", "--email", "pony@example.com", "--password", PASSWORD);
});

after(() => server.end("SIGTERM"));

/** Where the raw calls go: `localhost` may mean another interface than the server listens on. */
function address(path: string): string {
  return url.replace("localhost", "127.0.0.1") + path;
}

describe("createsuperuser beside a running server (row D1)", function () {
  this.timeout(30_000);

  it("makes a staff user, whom the server knows at once", async () => {
    const user = await registered(...CONFIDENTIAL, "--name", "My App");
    const { access } = tokensOf(await say(address("/o/token/"), { form: passwordForm(), user }));
    const info = objectOf(await say(address("/api/token_info/"), { bearer: access }));
    assert.equal(info["application"], "My App");
    assert.deepInclude(info["user"], { username: "django.pony", email: "pony@example.com", is_staff: true });
  });

  for (const [name, words, field] of [
    ["a name that is taken", ["--username", "Django.Pony", "--password", PASSWORD], "--username"],
    ["a password that is too short", ["--username", "short", "--password", "1234567"], "--password"],
    ["an email that is none", ["--username", "mail", "--password", PASSWORD, "--email", "nowhere"], "--email"],
  ] as const) {
    it(`refuses ${name}, by the name of the option, and makes nobody`, async () => {
      const { code, out } = await type("createsuperuser", ...words, "--json");
      assert.equal(code, 4);
      const { problems } = JSON.parse(out) as { readonly problems: readonly { readonly field: string }[] };
      assert.deepEqual(
        problems.map((problem) => problem.field),
        [field],
      );
    });
  }
});

describe("create_oauth2_app beside a running server (row D3)", function () {
  this.timeout(30_000);

  it("prints the id and, this once, the secret, for a person to read", async () => {
    const { code, out, err } = await type("create_oauth2_app", ...CONFIDENTIAL, "--name", "My App");
    assert.equal(code, 0);
    assert.match(err, /^No grant type was named: it may use password/);
    const said = (name: string) => new RegExp(`^ *${name} +(\\S+)$`, "m").exec(out)?.[1] ?? "";
    const user = `${said("client_id")}:${said("client_secret")}`;
    tokensOf(await say(address("/oauth/token/"), { form: passwordForm(), user }, REQUESTS));
    assert.include(out, "Keep the secret now");
  });

  it("registers in the order of the other command, and a public client has no secret", async () => {
    const made = await typed("createapplication", "public", "password", "--name", "My Script");
    assert.notProperty(made, "client_secret");
    const form = [...passwordForm(), ["client_id", String(made["client_id"])] as const];
    tokensOf(await say(address("/o/token/"), { form }));
  });

  it("takes the grant type that an application may use, and no other opens", async () => {
    const user = await registered("--client-type", "confidential", "--grant-type", "client-credentials");
    const form = [["grant_type", "client_credentials"]] as const;
    assert.notProperty(objectOf(await say(address("/o/token/"), { form, user })), "refresh_token");
    const refused = objectOf(await say(address("/o/token/"), { form: passwordForm(), user }), 400);
    assert.equal(refused["error"], "unauthorized_client");
  });
});

describe("the script of a newcomer (rows A and H, from an empty database)", function () {
  this.timeout(30_000);

  it("prints the people that the API lists", async () => {
    const { code, out, err } = await example(await registered(...CONFIDENTIAL));
    assert.deepEqual([code, err], [0, ""]);
    const [status, ...rest] = out.split(" ");
    assert.equal(status, "200");
    const [pony] = JSON.parse(rest.join(" ")) as readonly Readonly<Record<string, unknown>>[];
    assert.deepInclude(pony, { username: "django.pony", email: "pony@example.com" });
  });

  it("prints status and body when the first call fails", async () => {
    const { code, err } = await example(await registered(...CONFIDENTIAL), "a wrong pass phrase");
    assert.equal(code, 1);
    assert.match(err, /^400 \{"error":"invalid_grant"/);
  });

  it("prints status and body when the second call fails", async () => {
    const { code, err } = await example(await registered(...CONFIDENTIAL, "--scope", "write"));
    assert.equal(code, 1);
    assert.match(err, /^403 \{"error":"insufficient_scope"/);
  });

  for (const habit of [CURL, REQUESTS]) {
    it(`works as well when ${habit.name} makes the two calls`, async () => {
      const user = await registered(...CONFIDENTIAL);
      const answer = await say(address("/oauth/token/"), { form: passwordForm(), user }, habit);
      const people = await say(address("/api/users/"), { bearer: tokensOf(answer).access }, habit);
      assert.isArray(jsonOf(people));
      const wrong = await say(address("/oauth/token/"), { form: passwordForm("nobody"), user }, habit);
      assert.equal(objectOf(wrong, 400)["error"], "invalid_grant");
    });
  }
});

describe("cleartokens beside a running server (row D8)", function () {
  this.timeout(30_000);

  it("removes what ended, in batches, with progress, and no token that lives", async () => {
    const user = await registered(...CONFIDENTIAL, "--client-id", "cleared");
    const live = tokensOf(await say(address("/o/token/"), { form: passwordForm(), user }));
    const database = openDatabase(environment["DATABASE_URL"]!);
    const { clients, families } = await database.forIssuer(DEFAULT_ISSUER);
    const owner = await clients.find("cleared");
    for (const tag of ["gone0001", "gone0002", "gone0003"])
      await families.open(leanFamily(owner!.id, { tag, expiresAt: 1_700_000_001 }));
    await database.close();
    const { code, out, err } = await type("cleartokens", "--batch-size", "2");
    assert.deepEqual([code, out], [0, "Removed 3 authorizations and 0 sessions\n"]);
    assert.equal(err, "Removed 2 of 3 authorizations\nRemoved 3 of 3 authorizations\n");
    assert.equal((await say(address("/api/"), { bearer: live.access })).status, 200);
    const form = [
      ["grant_type", "refresh_token"],
      ["refresh_token", live.refresh],
    ] as const;
    tokensOf(await say(address("/o/token/"), { form, user }));
    assert.deepEqual(await typed("cleartokens"), { removed: 0, sessions: 0, initial_tokens: 0 });
  });
});
