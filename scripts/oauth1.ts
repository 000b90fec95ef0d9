/**
 * OAuth 1.0a in all three legs, with the npm client `oauth`: get temporary credentials, let a person authorize them in
 * the browser, exchange them for token credentials, and call the protected API with a signed request.
 *
 * Start the server with `npm start`, then run `node --import tsx scripts/oauth1.ts`. The values below are those of its
 * demonstration set-up; put your own in their place, or give them in the environment. `--help` tells the rest.
 */
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { OAuth } from "oauth";

const SERVER = process.env["ISSUER"] ?? "http://localhost:8000";
const CONSUMER_KEY = process.env["CONSUMER_KEY"] ?? "demo-oauth1";
const CONSUMER_SECRET = process.env["CONSUMER_SECRET"] ?? "demo-oauth1-secret";

const HELP = `Usage: node --import tsx scripts/oauth1.ts [options]

  --method NAME       HMAC-SHA1, HMAC-SHA256, RSA-SHA1 or PLAINTEXT, which needs https or the server's leave (HMAC-SHA1)
  --private-key FILE  the consumer's private key (PEM), to sign by RSA-SHA1
  --callback          wait for the browser at an address of this machine, instead of asking for a PIN
  --path PATH         what to call (/api/users/)
  --help`;

const { values } = parseArgs({
  options: {
    method: { type: "string", default: "HMAC-SHA1" },
    "private-key": { type: "string" },
    callback: { type: "boolean", default: false },
    path: { type: "string", default: "/api/users/" },
    help: { type: "boolean", default: false },
  },
});

/** Temporary credentials, and later token credentials. */
interface Credentials {
  readonly token: string;
  readonly secret: string;
}

/** What the client tells of an answer that is no success. */
interface Refusal {
  readonly statusCode: number;
  readonly data?: unknown;
}

/** Asks for credentials; the client says "no error" by null. */
function credentials(
  ask: (done: (failure: Error | Refusal | null, token: string, secret: string) => void) => void,
): Promise<Credentials> {
  return new Promise((resolve, reject) => {
    ask((failure, token, secret) => (failure === null ? resolve({ token, secret }) : reject(failure)));
  });
}

/** The first line that somebody types. */
async function typed(): Promise<string> {
  try {
    for await (const line of createInterface({ input: process.stdin })) return line.trim();
  } finally {
    // Else the program would wait for more.
    process.stdin.destroy();
  }
  throw new Error("Cannot go on without the PIN");
}

/** Listens on a port of the loopback address, for the browser to bring the verifier there. */
async function listen(): Promise<{ readonly url: string; readonly called: Promise<URLSearchParams> }> {
  const listener = createServer();
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}/callback`;
  const called = new Promise<URLSearchParams>((resolve) => {
    listener.on("request", (request, response) => {
      const asked = new URL(request.url ?? "/", url);
      if (asked.pathname !== "/callback") {
        response.writeHead(404).end();
        return;
      }
      response
        .writeHead(200, { "Content-Type": "text/plain", Connection: "close" })
        .end("Done: go back to the terminal.");
      listener.close();
      resolve(asked.searchParams);
    });
  });
  return { url, called };
}

/** The verifier that the browser brought for our temporary credentials. */
function verifierIn(answer: URLSearchParams, { token }: Credentials): string {
  const verifier = answer.get("oauth_verifier");
  if (verifier === null) throw new Error(`Cannot go on: ${answer.get("oauth_problem") ?? "there is no verifier"}`);
  if (answer.get("oauth_token") !== token) throw new Error("Cannot trust the answer as it is for another token");
  return verifier;
}

async function main(): Promise<void> {
  const key = values["private-key"];
  const secret = key === undefined ? CONSUMER_SECRET : readFileSync(key, "utf8");
  const waiting = values.callback ? await listen() : undefined;
  const consumer = new OAuth(
    `${SERVER}/oauth1/request_token`,
    `${SERVER}/oauth1/access_token`,
    CONSUMER_KEY,
    secret,
    "1.0",
    waiting?.url ?? "oob",
    values.method,
  );

  const temporary = await credentials((done) => consumer.getOAuthRequestToken(done));
  console.log(`Open this address and sign in:\n${SERVER}/oauth1/authorize?oauth_token=${temporary.token}`);
  if (waiting === undefined) console.log("Then type the PIN that the page shows:");
  const verifier = waiting === undefined ? await typed() : verifierIn(await waiting.called, temporary);

  const { token, secret: tokenSecret } = await credentials((done) =>
    consumer.getOAuthAccessToken(temporary.token, temporary.secret, verifier, done),
  );
  await new Promise<void>((resolve, reject) => {
    consumer.get(new URL(values.path, SERVER).href, token, tokenSecret, (failure, body, response) => {
      if (failure !== null) return reject(failure);
      console.log(response?.statusCode, String(body));
      return resolve();
    });
  });
}

if (values.help) {
  console.log(HELP);
} else {
  try {
    await main();
  } catch (error) {
    // When a call fails the server's answer says why: print its status and its body.
    const { statusCode, data } = Object(error) as Partial<Refusal>;
    if (statusCode === undefined) console.error(error);
    else console.error(statusCode, data);
    process.exitCode = 1;
  }
}
