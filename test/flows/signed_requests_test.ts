import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { assert } from "chai";
import type { Provider } from "../../src/mod.ts";
import { freePort } from "../support/free_port.ts";
import { askSigned, type SignOptions, threeLegs } from "../support/oauth1.ts";
import { programOf, replaced } from "../support/readme_program.ts";

const FOLDER = join(import.meta.dirname, `../../.tmp/readme-signed-${process.pid}`);
const PERSON = { username: "ann", password: "a long password" };

/** What the program makes. */
interface Program {
  readonly provider: Provider;
  readonly listening: Server;
}

describe("the README's program that takes signed requests", () => {
  let program: Program;
  let sign: Pick<SignOptions, "consumer">;

  before(async function () {
    this.timeout(60_000);
    const port = await freePort();
    const text = replaced(programOf("### Requests that are signed"), [
      ['from "touchstone"', 'from "../../src/mod.ts"'],
      ["http://localhost:3000", `http://127.0.0.1:${port}`],
      ["const provider", "export const provider"],
      ["app.listen(3000)", `export const listening = app.listen(${port}, "127.0.0.1")`],
    ]);
    mkdirSync(FOLDER, { recursive: true });
    const path = join(FOLDER, "program.ts");
    writeFileSync(path, text);
    program = (await import(pathToFileURL(path).href)) as Program;
    await program.provider.addPerson(PERSON);
    const grantTypes = ["oauth1", "client_credentials"];
    const { client, clientSecret = "" } = await program.provider.addClient({
      name: "The consumer",
      type: "confidential",
      grantTypes,
      redirectUris: [],
    });
    sign = { consumer: { key: client.clientId, secret: clientSecret } };
  });

  after(async () => {
    program.listening.close();
    program.listening.closeAllConnections();
    rmSync(FOLDER, { recursive: true, force: true });
    await program.provider.close();
  });

  const books = () => `http://127.0.0.1:${(program.listening.address() as AddressInfo).port}/books`;

  it("answers who signs by what a person has approved", async () => {
    const token = await threeLegs({ url: program.provider.issuer.url }, { ...sign, person: PERSON });
    const { status, text } = await askSigned({ url: books(), token, ...sign });
    assert.deepEqual([status, JSON.parse(text)], [200, ["Through the Looking-Glass"]]);
  });

  it("answers a consumer that acts for itself", async () => {
    assert.equal((await askSigned({ url: books(), ...sign })).status, 200);
  });

  it("refuses as the README says", async () => {
    const { status, text, headers } = await askSigned({ url: books(), ...sign, signature: "AAAA" });
    assert.deepEqual([status, JSON.parse(text).error], [401, "signature_invalid"]);
    assert.match(headers.get("WWW-Authenticate") ?? "", /^OAuth realm="books", oauth_problem="signature_invalid"/);
    const bare = await fetch(books());
    assert.equal(bare.headers.get("WWW-Authenticate"), 'Bearer realm="books", OAuth realm="books"');
  });
});
