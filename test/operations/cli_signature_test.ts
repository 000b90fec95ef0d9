import { assert } from "chai";
import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Signed, SignOptions } from "../support/oauth1.ts";
import { signRequest } from "../support/oauth1.ts";
import { type Ran, runCommand, type RunOptions } from "./command.ts";
import { migratedDatabase, type MigratedDatabase } from "./migrated_database.ts";

const CONSUMER = { key: "printer", secret: "the secret of a printer" };
const TOKEN = { token: "a-token", secret: "the secret of a token" };
const SECRET_KEY = "a secret key of more than thirty-two characters";
const OFFLINE = { DATABASE_URL: "postgres://nobody@127.0.0.1:1/none", LOG_LEVEL: "error" };
const KNOWN = { ...OFFLINE, TOUCHSTONE_CONSUMER_SECRET: CONSUMER.secret, TOUCHSTONE_TOKEN_SECRET: TOKEN.secret };

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "touchstone-signature-"));
});
after(() => rm(folder, { recursive: true }));

function signed(options: Partial<SignOptions> = {}): Signed {
  return signRequest({ url: "https://api.test/photos?size=big", consumer: CONSUMER, token: TOKEN, ...options });
}

/** As `curl -v` prints it, perhaps by another method than was signed. */
function printed({ method, url, headers, body = "" }: Signed, by = method): string {
  const { pathname, search, host } = new URL(url);
  const lines = [`${by} ${pathname}${search} HTTP/2`, `Host: ${host}`];
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
  return `${lines.map((line) => `> ${line}`).join("\n")}\n>\n${body}\n`;
}

function check(typed: string, args: readonly string[] = [], options: Partial<RunOptions> = {}): Promise<Ran> {
  return runCommand(["signature", ...args], { environment: KNOWN, typed, ...options });
}

async function fileOf(text: string, name = "request.txt"): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

describe("touchstone signature, with secrets that it is given", () => {
  it("ends with 0 where the signature is right, without a database", async () => {
    const { code, out } = await check(printed(signed()));
    assert.equal(code, 0);
    assert.match(out, /^The signature is right\n/);
    assert.notInclude(out, "timestamp is");
  });

  it("ends with 1 where it is wrong, and says why on standard output", async () => {
    const { code, out, err } = await check(printed(signed(), "POST"));
    assert.equal(code, 1);
    for (const words of ["mistake", "'GET' is signed", "RFC5849-3.4.1.1-1", "  server  POST", "  client  GET"])
      assert.include(out, words);
    assert.include(err, "The signature is not right");
  });

  it("says the same to a program, in one line", async () => {
    const { code, out } = await check(printed(signed(), "POST"), ["--json"]);
    assert.equal(code, 1);
    assert.match(out, /^[^\n]+\n$/);
    const told = JSON.parse(out);
    assert.deepInclude(told, { verdict: "wrong", consumer_key: "printer" });
    assert.deepInclude(told.mistake, { name: "other_method" });
  });

  it("answers what the README shows, to the request that it shows", async () => {
    const readme = await readFile(join(import.meta.dirname, "../../README.md"), "utf8");
    const [, section = ""] = readme.split("### When a signature is refused\n");
    const [request = "", program = "", answer = ""] = Array.from(
      section.matchAll(/```\w*\n([^]*?)```/g),
      ([, text]) => text,
    );
    const secrets = Object.fromEntries(
      Array.from(program.matchAll(/(\w+_SECRET)=(\w+)/g), ([, name, value]) => [name, value]),
    );
    const { out } = await check(request, [], { environment: { ...OFFLINE, ...secrets } });
    const plain = (text: string) => text.replace(/is \d+ seconds/, "is N seconds");
    assert.isTrue(plain(out).startsWith(plain(answer)), out);
  });

  it("reads a file, and compares with the base string of the client", async () => {
    const request = signed();
    const file = await fileOf(printed(request));
    const claimed = request.baseString.replace("size", "width");
    const { code, out } = await check("", [file, "--base-string", claimed]);
    assert.equal(code, 0);
    assert.include(out, "They differ first in the parameters, at 'size'");
  });

  it("takes the address by which clients know the server", async () => {
    const request = printed(signed()).replace("Host: api.test", "Host: inside:8080");
    assert.equal((await check(request)).code, 1);
    assert.equal((await check(request, ["--origin", "https://api.test"])).code, 0);
  });

  it("takes the public key of a client", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const pem = await fileOf(publicKey.export({ type: "spki", format: "pem" }).toString(), "public.pem");
    const request = printed(signed({ signatureMethod: "RSA-SHA256", consumer: { ...CONSUMER, privateKey } }));
    assert.equal((await check(request, ["--public-key", pem], { environment: OFFLINE })).code, 0);
  });

  it("asks for the secrets, and shows nothing of them", async () => {
    const file = await fileOf(printed(signed()));
    const { code, out, err } = await runCommand(["signature", file, "--ask"], {
      environment: OFFLINE,
      types(stdin, said) {
        stdin.isTTY = true;
        const asked = setInterval(() => {
          if (said().endsWith("Consumer secret: ")) stdin.write(`${CONSUMER.secret}\r`);
          if (!said().endsWith("(empty for none): ")) return;
          stdin.write(`${TOKEN.secret}\r`);
          clearInterval(asked);
        }, 20);
      },
    });
    assert.equal(code, 0, err);
    for (const secret of [CONSUMER.secret, TOKEN.secret]) assert.notInclude(out + err, secret);
  });

  it("shows no secret, whatever is wrong", async () => {
    for (const signatureMethod of ["HMAC-SHA1", "PLAINTEXT"] as const) {
      const request = signed({ signatureMethod, params: { password: TOKEN.secret }, signature: CONSUMER.secret });
      const { code, out, err } = await check(printed(request));
      assert.equal(code, 1);
      for (const secret of [CONSUMER.secret, TOKEN.secret]) assert.notInclude(out + err, secret);
    }
  });

  for (const [what, typed, args, code, says] of [
    ["what is no request", "Good morning", [], 4, "its address begins neither"],
    ["a file that is not there", "", ["/nonexistent/request.txt"], 4, "There is no file"],
    ["a key that is none", "", ["--public-key", "package.json"], 4, "holds no RSA public key"],
    ["an origin that is none", "GET / HTTP/1.1", ["--origin", "api.test"], 4, "address of the server"],
    ["to ask while the request is typed", "", ["--ask"], 2, "name its file"],
    ["two files", "", ["a", "b"], 2, "too many arguments"],
  ] as const) {
    it(`refuses ${what}`, async () => {
      const ran = await check(typed, args);
      assert.equal(ran.code, code, ran.err);
      assert.include(ran.err, says);
    });
  }

  it("says that a request is not signed at all", async () => {
    const { code, out } = await check("GET https://api.test/photos");
    assert.equal(code, 1);
    assert.include(out, "cannot be read as a signed one");
  });
});

describe("touchstone signature, with the records of the server", function () {
  this.timeout(60_000);
  let database: MigratedDatabase;
  let environment: RunOptions["environment"];

  before(async () => {
    database = await migratedDatabase();
    environment = { DATABASE_URL: database.url, SECRET_KEY, LOG_LEVEL: "error" };
    const given = ["--client-id", CONSUMER.key, "--client-secret", CONSUMER.secret, "--name", "Printer"];
    const { code, err } = await runCommand(["createapplication", "confidential", "oauth1", ...given], { environment });
    assert.equal(code, 0, err);
  });
  after(() => database.close());

  function signedBy(options: Partial<SignOptions>): string {
    return printed(signRequest({ url: "https://api.test/photos", consumer: CONSUMER, ...options }));
  }

  it("knows the secret of a consumer", async () => {
    assert.equal((await check(signedBy({}), [], { environment })).code, 0);
    const wrong = await check(signedBy({ consumer: { ...CONSUMER, secret: "another" } }), [], { environment });
    assert.equal(wrong.code, 1);
    assert.include(wrong.out, "The signature is wrong");
  });

  it("says that there is no such consumer, or no such token", async () => {
    const nobody = await check(signedBy({ consumer: { ...CONSUMER, key: "nobody" } }), [], { environment });
    assert.equal(nobody.code, 1);
    assert.include(nobody.out, "No client has the oauth_consumer_key 'nobody'");
    const stranger = await check(printed(signed()), [], { environment });
    assert.include(stranger.out, "not one that this application was given");
  });
});
