import { assert } from "chai";
import { thrownBy } from "../../test/support/refusals.ts";
import { argon2SlowHash } from "../platform/mod.ts";
import { type Dialogue, dialogue as runDialogue } from "./_dialogue_test.ts";
import { type FakeIo, fakeIo } from "./_fake_io_test.ts";
import { memoryContext } from "./_memory_context_test.ts";
import { addAccount, completeAccount, type CreateUserOptions } from "./createuser.ts";
import { EXIT } from "./exit_code.ts";
import { CommandFailed } from "./failure.ts";
import { runCommandLine } from "./program.ts";

const USER = { isStaff: false };

/** What comes of options when a person answers each question as it is asked. */
function dialogue(options: CreateUserOptions, answers: Parameters<typeof runDialogue>[1]): Promise<Dialogue> {
  return runDialogue((io) => completeAccount(io, { ...options, kind: USER }), answers);
}

function piped(options: CreateUserOptions, text = ""): Promise<unknown> {
  const { io, stdin }: FakeIo = fakeIo();
  stdin.end(text);
  return completeAccount(io, { ...options, kind: USER }).catch((error: unknown) => error);
}

const COMPLETE = { username: "mara", password: "a password" };

describe("completeAccount(), at a terminal", () => {
  it("asks for name, address and password, in that order", async () => {
    const { outcome } = await dialogue({}, [
      ["Username: ", "mara\r"],
      ["Email address: ", "mara@example.com\r"],
      ["Password: ", "a password\r"],
      ["Password (again): ", "a password\r"],
    ]);
    assert.deepEqual(outcome, { ...COMPLETE, email: "mara@example.com", isStaff: false });
  });

  it("does not ask again for what was given, and keeps it", async () => {
    const given = { username: "mara", email: "mara@example.com", firstName: "Mara", lastName: "M." };
    const { outcome, asked } = await dialogue(given, [
      ["Password: ", "a password\r"],
      ["Password (again): ", "a password\r"],
    ]);
    assert.deepEqual(outcome, { ...given, password: "a password", isStaff: false });
    assert.notMatch(asked, /Username|Email/);
  });

  it("asks nothing where name and password were given, as an address may be missing", async () => {
    const { outcome, asked } = await dialogue(COMPLETE, []);
    assert.deepEqual(outcome, { ...COMPLETE, isStaff: false });
    assert.equal(asked, "");
  });

  it("takes an empty address for none", async () => {
    const { outcome } = await dialogue({ password: "a password" }, [
      ["Username: ", "mara\r"],
      ["Email address: ", "\r"],
    ]);
    assert.deepInclude(outcome, { email: "" });
  });

  it("says at once what is wrong with an answer, and asks for that alone again", async () => {
    const { outcome, asked } = await dialogue({}, [
      ["Username: ", "no blanks\r"],
      ["- _\nUsername: ", "mara\r"],
      ["Email address: ", "nowhere\r"],
      ["name@example.com\nEmail address: ", "\r"],
      ["Password: ", "short\r"],
      ["Give 8 to 1024 bytes\nPassword: ", "a password\r"],
      ["Password (again): ", "a password\r"],
    ]);
    assert.deepInclude(outcome, COMPLETE);
    assert.lengthOf(asked.match(/again/g) ?? [], 1, "a password that is refused is not asked for twice");
  });

  it("keeps blanks around a password, which may be meant", async () => {
    const { outcome } = await dialogue({ username: "mara", email: "" }, [
      ["Password: ", "  spaced out \r"],
      ["Password (again): ", "  spaced out \r"],
    ]);
    assert.deepInclude(outcome, { password: "  spaced out " });
  });

  for (const answered of [0, 1, 2, 3]) {
    it(`ends at Ctrl-C after ${answered} answers`, async () => {
      const answers = [
        ["Username: ", "mara\r"],
        ["Email address: ", "\r"],
        ["Password: ", "a password\r"],
        ["Password (again): ", "a password\r"],
      ] as const;
      const [prompt] = answers[answered]!;
      const { outcome } = await dialogue({}, [...answers.slice(0, answered), [prompt, "\u0003"]]);
      assert.instanceOf(outcome, CommandFailed);
      assert.equal(outcome.exitCode, EXIT.interrupted);
    });
  }

  it("reads the password that is piped in although there is a terminal, and asks nothing", async () => {
    const { io, stdin, err } = fakeIo({}, { isTTY: true });
    stdin.end("from a file\n");
    const input = await completeAccount(io, { username: "mara", passwordStdin: true, kind: USER });
    assert.equal(input.password, "from a file");
    assert.equal(err(), "");
  });
});

describe("completeAccount(), with variables", () => {
  const kind = { isStaff: true, variables: ["OURS_", "THEIRS_"] };
  async function said(environment: Readonly<Record<string, string>>, options: CreateUserOptions = {}) {
    return completeAccount(fakeIo(environment, { isTTY: true }).io, { ...options, input: false, kind });
  }

  it("takes what they say of whoever is not asked", async () => {
    const environment = { OURS_USERNAME: "mara", OURS_EMAIL: "m@example.com", OURS_PASSWORD: "a password" };
    assert.deepEqual(await said(environment), { ...COMPLETE, email: "m@example.com", isStaff: true });
  });

  it("takes the second name where the first is not set or empty", async () => {
    const environment = {
      OURS_USERNAME: "",
      THEIRS_USERNAME: "mara",
      THEIRS_PASSWORD: "theirs",
      OURS_PASSWORD: "ours",
    };
    assert.deepEqual(await said(environment), { username: "mara", password: "ours", isStaff: true });
  });

  it("lets options win", async () => {
    const environment = { OURS_USERNAME: "other", OURS_PASSWORD: "other password" };
    assert.deepEqual(await said(environment, COMPLETE), { ...COMPLETE, isStaff: true });
  });

  it("reads none of them where a person is asked", async () => {
    const { io, stdin, err } = fakeIo({ OURS_USERNAME: "other", OURS_PASSWORD: "other password" }, { isTTY: true });
    stdin.end();
    await thrownBy(() => completeAccount(io, { kind }));
    assert.match(err(), /^Username: /);
  });

  it("names what is missing, and asks nobody at a terminal", async () => {
    const failure = await thrownBy(() => said({ OURS_USERNAME: "mara" }));
    assert.equal(failure instanceof CommandFailed && failure.exitCode, EXIT.usage);
    assert.deepEqual(failure instanceof CommandFailed && failure.details.map(({ field }) => field), ["--password"]);
  });
});

describe("completeAccount(), without a terminal", () => {
  it("does not ask of a standard input that it has read to its end", async () => {
    const { io, stdin, err } = fakeIo({}, { isTTY: true });
    stdin.end("a password\n");
    const failure = await thrownBy(() => completeAccount(io, { passwordStdin: true, kind: USER }));
    assert.instanceOf(failure, CommandFailed);
    assert.equal(failure.exitCode, EXIT.usage);
    assert.equal(err(), "");
  });

  for (const [name, text, password] of [
    ["one line", "a password\n", "a password"],
    ["a line of Windows", "a password\r\n", "a password"],
    ["no line end", "a password", "a password"],
    ["several lines, which are one password", "a\npass\nword\n", "a\npass\nword"],
    ["blanks", " a password \n", " a password "],
  ] as const) {
    it(`reads a password of ${name}`, async () => {
      const outcome = await piped({ username: "mara", passwordStdin: true }, text);
      assert.deepEqual(outcome, { username: "mara", password, isStaff: false });
    });
  }

  const incomplete: readonly (readonly [CreateUserOptions, readonly string[]])[] = [
    [{}, ["--username", "--password"]],
    [{ username: "mara" }, ["--password"]],
    [{ password: "a password" }, ["--username"]],
    [{ passwordStdin: true }, ["--username"]],
  ];
  for (const [given, fields] of incomplete) {
    it(`names ${fields.join(" and ")} as missing when given ${JSON.stringify(given)}`, async () => {
      const failure = await piped(given, "a password\n");
      assert.instanceOf(failure, CommandFailed);
      assert.equal(failure.exitCode, EXIT.usage);
      assert.deepEqual(
        failure.details.map(({ field }) => field),
        fields,
      );
    });
  }

  it("takes an empty standard input for an empty password, which is refused, not for none", async () => {
    assert.deepInclude(await piped({ username: "mara", passwordStdin: true }), { password: "" });
  });

  it("does not wait for standard input when the password is on the line", async () => {
    const { io } = fakeIo();
    const input = await completeAccount(io, { ...COMPLETE, kind: { isStaff: true } });
    assert.deepEqual(input, { ...COMPLETE, isStaff: true });
  });
});

describe("touchstone createuser --claims", () => {
  it("takes a JSON object, which is judged with everything else", async () => {
    const claims = { nickname: "Mara", address: { country: "GB" } };
    const input = await piped({ ...COMPLETE, claims: JSON.stringify(claims) });
    assert.deepInclude(input, { ...COMPLETE, claims });
    const { durable } = await memoryContext();
    const { id } = await addAccount({ ...COMPLETE, claims }, { durable, message: "" });
    assert.deepEqual((await durable.accounts.find(id))?.claims, claims);
  });

  for (const text of ["", "{", "[]", "null", "7", '"text"']) {
    it(`refuses '${text}', which is no JSON object, before it asks anything`, async () => {
      const failure = await piped({ username: "mara", claims: text });
      assert.instanceOf(failure, CommandFailed);
      assert.equal(failure.exitCode, EXIT.usage);
      assert.deepEqual(failure.details, [
        { field: "--claims", says: 'Give a JSON object such as {"nickname":"Mara"}' },
      ]);
    });
  }

  it("names the option where a claim is wrong, and opens nothing", async () => {
    const { io, err } = fakeIo({ DATA_DIR: "/nonexistent/never/made" });
    const given = ["--username=mara", "--password=a password", '--claims={"sub":"me","updated_at":"now"}'];
    assert.equal(await runCommandLine(["createuser", ...given], io), EXIT.refused);
    assert.match(err(), /--claims: 'sub' is made by the server/);
    assert.match(err(), /--claims: 'updated_at' must be a number/);
  });
});

describe("addAccount()", () => {
  const message = "Cannot register the user";

  it("stores the password as a hash that proves it", async () => {
    const { durable } = await memoryContext();
    const { id, passwordHash } = await addAccount(COMPLETE, { durable, message });
    assert.isTrue(await argon2SlowHash().verify(passwordHash, COMPLETE.password));
    assert.isFalse(await argon2SlowHash().verify(passwordHash, "another password"));
    assert.deepInclude(await durable.accounts.find(id), {
      username: "mara",
      email: "",
      isStaff: false,
      isActive: true,
    });
  });

  it("refuses a name that is taken, in the words of the command, and leaves whose it is alone", async () => {
    const { durable } = await memoryContext();
    const first = await addAccount(COMPLETE, { durable, message });
    const failure = await thrownBy(() => addAccount({ ...COMPLETE, isStaff: true }, { durable, message }));
    assert.instanceOf(failure, CommandFailed);
    assert.equal(failure.message, message);
    assert.deepEqual(failure.details, [{ field: "--username", says: "'mara' is taken" }]);
    assert.deepEqual(await durable.accounts.findByUsername("mara"), first);
  });

  it("lets any other trouble of the database through as it is", async () => {
    const { durable } = await memoryContext();
    const trouble = new TypeError("odd");
    const accounts = { ...durable.accounts, add: () => Promise.reject(trouble) };
    assert.equal(await thrownBy(() => addAccount(COMPLETE, { durable: { ...durable, accounts }, message })), trouble);
  });
});

describe("touchstone createuser and createsuperuser", () => {
  for (const [command, who] of [
    ["createuser", "user"],
    ["createsuperuser", "staff user"],
  ] as const) {
    it(`${command} says whom it cannot register, and with which options`, async () => {
      const { io, err } = fakeIo({ DATA_DIR: "/nonexistent/never/made" });
      const long = "n".repeat(151);
      const given = ["--username", "mara", "--password", "12345678", "--first-name", long, "--last-name", "a\tb"];
      assert.equal(await runCommandLine([command, ...given], io), EXIT.refused);
      const says = "Give at most 150 printable characters";
      assert.equal(err(), `Cannot register the ${who}:\n  --first-name: ${says}\n  --last-name: ${says}\n`);
    });
  }

  it("never prints the password that it refuses", async () => {
    const { io, out, err } = fakeIo({ LOG_LEVEL: "debug" });
    await runCommandLine(["createuser", "--username", "mara", "--password", "hunter2", "--json"], io);
    assert.notInclude(out() + err(), "hunter2");
  });
});
