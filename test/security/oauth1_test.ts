import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { assert } from "chai";
import { settableClock, systemClock } from "../../src/platform/mod.ts";
import type { AccountRecord } from "../../src/stores/mod.ts";
import { CALLBACK, person } from "../support/cast.ts";
import { memoryStores } from "../support/http_server.ts";
import { allow, signIn } from "../support/journey.ts";
import {
  agreeTo,
  askSigned,
  askTemporary,
  askToken,
  type Consumer,
  type ConsumerAnswer,
  consumerOf,
  pairIn,
  percentEncoded,
  registerConsumer,
  verifierAt,
} from "../support/oauth1.ts";
import { type RunningServer, startServer } from "../support/running_server.ts";
import { visitor } from "../support/visitor.ts";
import { elsewhere } from "./elsewhere.ts";

const FIXATION = "OAuth 1.0 advisory 2009.1";
const TIMING = "OAuth 1.0 signature timing";

/** Somebody else's site, where the attacker listens. */
const ELSEWHERE = "https://attacker.test/cb";

let server: RunningServer;
let close: () => Promise<void>;
let consumer: Consumer;
let victim: AccountRecord;

async function open(): Promise<void> {
  const stores = memoryStores(settableClock(systemClock.now()));
  server = await startServer({ stores });
  close = async () => {
    await server.stop();
    await stores.close();
  };
  consumer = consumerOf(await registerConsumer(server.issuer));
  victim = await person(server.issuer);
}

/** What the attacker began at the consumer, and made the victim approve. */
async function approvedByVictim(callback: string) {
  const temporary = pairIn(await askTemporary(server, { consumer, callback }));
  const seen = await agreeTo(server, { token: temporary.token, person: victim });
  return { temporary, seen };
}

function assertNoCredentials({ status, said }: ConsumerAnswer, problem: string): void {
  assert.deepInclude(said, { oauth_problem: problem });
  assert.isAtLeast(status, 400);
  assert.notProperty(said, "oauth_token");
}

describe("An authorization that somebody else began", () => {
  before(open);
  after(() => close());

  for (const callback of [CALLBACK, "oob"]) {
    elsewhere(
      FIXATION,
      `gives nothing to who does not hear of the verifier, with the callback ${callback}`,
      async () => {
        const { temporary, seen } = await approvedByVictim(callback);
        assertNoCredentials(await askToken(server, { consumer, temporary }), "parameter_absent");
        const guessed = await askToken(server, { consumer, temporary, verifier: "00000000" });
        assertNoCredentials(guessed, "parameter_rejected");
        // The victim's browser alone knows it, and brings it to the consumer with the victim's session there.
        pairIn(await askToken(server, { consumer, temporary, verifier: verifierAt(seen) }));
      },
    );
  }

  elsewhere(FIXATION, "does not begin without a callback, as in the first version", async () => {
    const url = `${server.url}/oauth1/request_token`;
    assertNoCredentials(await askSigned({ url, method: "POST", consumer }), "parameter_absent");
  });

  elsewhere(FIXATION, "does not begin with a callback of somebody else", async () => {
    assertNoCredentials(await askTemporary(server, { consumer, callback: ELSEWHERE }), "parameter_rejected");
  });

  elsewhere(FIXATION, "takes no callback at the moment of the approval", async () => {
    const temporary = pairIn(await askTemporary(server, { consumer, callback: CALLBACK }));
    const browser = visitor(server.url);
    const address = `${server.url}/oauth1/authorize?oauth_token=${percentEncoded(temporary.token)}`;
    const page = await browser.go(`${address}&oauth_callback=${percentEncoded(ELSEWHERE)}`);
    const seen = await allow(browser, await signIn(browser, page, await person(server.issuer)));
    assert.isTrue(seen.url.href.startsWith(`${CALLBACK}?`), seen.url.href);
    assert.notInclude(seen.url.href, "attacker.test");
  });

  elsewhere(FIXATION, "is bound to the temporary credentials: a verifier of others is of no use", async () => {
    const [mine, theirs] = [await approvedByVictim(CALLBACK), await approvedByVictim(CALLBACK)];
    const verifier = verifierAt(mine.seen);
    assertNoCredentials(
      await askToken(server, { consumer, temporary: theirs.temporary, verifier }),
      "parameter_rejected",
    );
  });
});

/** Sources that handle what only the right client can know. */
function sources(): readonly (readonly [name: string, text: string])[] {
  const folder = join(import.meta.dirname, "../../src/oauth1");
  const names = readdirSync(folder).filter((name) => name.endsWith(".ts") && !name.endsWith("_test.ts"));
  return names.map((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

const SECRET = String.raw`\w*(?:[sS]ignature|[vV]erifier|[sS]ecret|[hH]ash)\b`;

/** Where what is called a secret is compared by an operator or a method of texts: `file: what`. */
function plainComparisons(): readonly string[] {
  const before = String.raw`\b${SECRET}\)? [!=]==?(?!\s+(?:undefined|""))\s`;
  const behind = String.raw`[!=]==? \(?${SECRET}`;
  const compared = new RegExp(`${before}|${behind}|${SECRET}\\.(?:startsWith|localeCompare|includes)`, "g");
  return sources().flatMap(([name, text]) => [...text.matchAll(compared)].map(([what]) => `${name}: ${what.trim()}`));
}

describe("What only the right consumer knows", () => {
  before(open);
  after(() => close());

  elsewhere(TIMING, "is compared in constant time: nothing of it by an operator", () => {
    // A signature of RSA is no secret: here it is compared with itself, decoded and encoded.
    assert.deepEqual(plainComparisons(), ["signature_methods.ts: === signature"]);
  });

  for (const [file, what] of [
    ["signature_methods.ts", "sameBytes(signatureOf("],
    ["body_hash.ts", "sameBytes(bodyHashOf("],
    ["verifier.ts", "sameBytes("],
  ] as const) {
    elsewhere(TIMING, `is compared by sameBytes in ${file}`, () => {
      const text = sources().find(([name]) => name === file)?.[1] ?? "";
      assert.include(text, what);
    });
  }

  elsewhere(TIMING, "is refused in the same words wherever a signature differs first", async () => {
    const { secret } = consumer;
    const wrong = [0, 9, secret.length - 1].map((at) => `${secret.slice(0, at)}~${secret.slice(at + 1)}`);
    const answers = await Promise.all(
      [...wrong, ""].map((other) => askTemporary(server, { consumer: { ...consumer, secret: other } })),
    );
    const [first, ...others] = answers.map(({ status, said }) => [status, said["oauth_problem"]]);
    assert.deepEqual(first, [401, "signature_invalid"]);
    for (const other of others) assert.deepEqual(other, first);
  });
});
