import { assert } from "chai";
import * as fc from "fast-check";
import { generateKeyPairSync } from "node:crypto";
import {
  isSigned,
  parseOauthAuthorization,
  printOauthAuthorization,
  readSigned,
  signatureBaseString,
} from "../../src/oauth1/mod.ts";
import { OAuthError, type ReceivedRequest } from "../../src/protocol/mod.ts";
import { SECRET } from "../support/cast.ts";
import { naiveBaseString, type SignOptions } from "../support/oauth1.ts";
import {
  apiRequest,
  approvedOf,
  type OnTheWire,
  sendSigned,
  type SignedServer,
  signedServer,
  temporaryRequest,
  tokenRequest,
} from "../http/oauth1_server.ts";

/** How long each property looks for trouble; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "3");
/** Another one each run; fast-check prints it with what it found, and FUZZ_SEED runs it again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));
const OPTIONS = { seed: SEED, interruptAfterTimeLimit: SECONDS * 1_000, numRuns: Number.MAX_SAFE_INTEGER };
const LONGEST_WAIT = 1_000;

const NAMES = [
  "oauth_consumer_key",
  "oauth_token",
  "oauth_signature_method",
  "oauth_signature",
  "oauth_timestamp",
  "oauth_nonce",
  "oauth_version",
  "oauth_callback",
  "oauth_verifier",
  "oauth_body_hash",
  "oauth_",
  "realm",
  "scope",
  "a",
  "",
  "__proto__",
];
const TEXT = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom("", "1.0", "HMAC-SHA1", "PLAINTEXT", "RSA-SHA1", "1767225600", "-1", "1e9", "oob", "%", "a\0b", "&"),
);
const PAIRS = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...NAMES), fc.string({ unit: "binary" })), TEXT), {
  maxLength: 14,
});

/** What stands between the parameters of a header, rightly and wrongly. */
const GLUE = fc.constantFrom(", ", ",", " ,\t", "", ";", ",,", "\t", '"', "=", "\\", " realm=", "\u0000", "ü");
/** Header fields that are nearly right. */
const HEADER = fc
  .tuple(
    fc.constantFrom("OAuth ", "oauth ", "OAuth", "OAuth\t", "OAuth realm=", "Bearer ", ""),
    fc.array(
      fc.tuple(fc.oneof(fc.constantFrom(...NAMES), TEXT), TEXT, GLUE, fc.constantFrom('"', '"', "", "'", '"\\')),
    ),
  )
  .map(
    ([scheme, parts]) =>
      scheme + parts.map(([name, value, glue, mark]) => `${name}=${mark}${value}${mark}${glue}`).join(""),
  );

/** Queries and forms that are nearly right. */
const RAW = PAIRS.chain((pairs) =>
  fc.constantFrom(
    new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString(),
    pairs.map(([name, value]) => `${name}=${value}`).join("&"),
    pairs.map(([name]) => name).join("&"),
  ),
);

/** Fails unless something gives a value, or refuses a request as its sender's mistake. */
function assertHonest(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    assert.instanceOf(error, OAuthError, String(error));
    assert.propertyVal(error, "status", 400);
    assert.match(error.description, /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/);
    assert.isDefined(error.rule);
  }
}

describe("whatever stands in for a signed request", function () {
  this.timeout((SECONDS + 20) * 1_000);

  it("is a header field, another one, or refused", () => {
    fc.assert(
      fc.property(HEADER, (text) => assertHonest(() => parseOauthAuthorization(text))),
      OPTIONS,
    );
  });

  it("is read or refused, wherever its parameters stand", () => {
    const requests = fc.record({
      authorization: fc.option(HEADER, { nil: undefined }),
      query: RAW,
      form: fc.option(RAW, { nil: undefined }),
    });
    fc.assert(
      fc.property(requests, (said) => {
        const received = { ...said, method: "POST", origin: "https://api.test", path: "/", body: "", secure: true };
        assert.isBoolean(isSigned(received));
        assertHonest(() => signatureBaseString(readSigned(received)));
      }),
      OPTIONS,
    );
  });

  it("is read as it was meant when it is right, and signed as somebody else would", () => {
    const others = PAIRS.map((pairs) => pairs.filter(([name]) => !/^oauth_|^realm$/i.test(name)));
    fc.assert(
      fc.property(others, others, (query, form) => {
        const own = [
          ["oauth_consumer_key", "key"],
          ["oauth_signature_method", "HMAC-SHA1"],
          ["oauth_timestamp", "1767225600"],
          ["oauth_nonce", "nonce"],
        ] as const;
        const signed = readSigned(receivedOf({ own, query, form }));
        const naive = naiveBaseString("POST", "https://api.test/books", [...own, ...query, ...form]);
        assert.equal(signatureBaseString(signed), naive);
      }),
      OPTIONS,
    );
  });
});

type Pairs = readonly (readonly [string, string])[];

function receivedOf({ own, query, form }: Readonly<Record<"own" | "query" | "form", Pairs>>): ReceivedRequest {
  const encoded = (pairs: Pairs) => new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString();
  return {
    method: "POST",
    origin: "https://api.test",
    path: "/books",
    query: encoded(query),
    authorization: printOauthAuthorization({ realm: "a", params: [...own, ["oauth_signature", "eA=="]] }),
    form: encoded(form),
    body: encoded(form),
    secure: true,
  };
}

/** One way to bend a request on its way: which byte of the header field, and what stands there then. */
const BENDS = fc.array(
  fc.tuple(fc.nat(), fc.constantFrom("", '"', ",", "%", "=", "&", "\\", "\t", "oauth_", "é", " ")),
  {
    maxLength: 3,
  },
);

function bent(bends: readonly (readonly [number, string])[]): (wire: OnTheWire) => OnTheWire {
  return (wire) => {
    let text = wire.headers["authorization"] ?? "";
    for (const [at, put] of bends) {
      const place = at % Math.max(1, text.length);
      text = text.slice(0, place) + put + text.slice(place + 1);
    }
    return { ...wire, headers: { ...wire.headers, ...(text === "" ? {} : { authorization: text }) } };
  };
}

/** What a consumer may say beside, or in the place of, what is right. */
interface Said {
  readonly pairs: Pairs;
  readonly place: "header" | "form" | "query";
  readonly method: "GET" | "POST";
  /** False: it signs with another secret. */
  readonly isRight: boolean;
}

const SAID: fc.Arbitrary<Said> = fc.record({
  pairs: PAIRS,
  place: fc.constantFrom("header", "form", "query"),
  method: fc.constantFrom("GET", "POST"),
  isRight: fc.boolean(),
});

function saying(right: SignOptions, { pairs, place, method, isRight }: Said): SignOptions {
  const own = pairs.filter(([name]) => name.startsWith("oauth_"));
  const url = new URL(right.url);
  for (const [name, value] of pairs) if (!name.startsWith("oauth_")) url.searchParams.append(name, value);
  return {
    ...right,
    url,
    method,
    consumer: isRight ? right.consumer : { ...right.consumer, secret: "another" },
    params: { ...right.params, ...Object.fromEntries(own) },
    // A GET has no body to put them in.
    place: place === "form" && method === "GET" ? "query" : place,
  };
}

describe("requests to the endpoints of OAuth 1.0a that are bent", function () {
  this.timeout((SECONDS + 30) * 1_000);
  let server: SignedServer;
  let targets: readonly SignOptions[];

  before(async () => {
    // What is refused is explained as well, which reads all of it once more.
    server = await signedServer({ OAUTH1_EXPLAIN: "on" });
    // It may say that it signs by RSA, for which the server has no key of it.
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
    const consumer = { ...server.consumer, privateKey };
    const right = [temporaryRequest(server), tokenRequest(server, await approvedOf(server)), apiRequest(server)];
    targets = right.map((each) => Object.assign(each, { consumer }));
  });
  after(() => server.stop());

  it("get an honest answer in time, whatever is said and signed, rightly or not", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), SAID, async (which, said) => {
        const started = performance.now();
        const { status, body } = await sendSigned(server, saying(targets[which % targets.length]!, said));
        assert.isTrue(status >= 200 && status < 500, `${status} ${body}`);
        assert.isBelow(performance.now() - started, LONGEST_WAIT);
        for (const secret of [SECRET, server.token.secret]) assert.notInclude(body, secret);
      }),
      OPTIONS,
    );
  });

  it("get an honest answer in time, whatever happens to what was signed", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), BENDS, async (which, bends) => {
        const { status, body } = await sendSigned(server, targets[which % targets.length]!, bent(bends));
        assert.isTrue(status >= 200 && status < 500, `${status} ${body}`);
        for (const secret of [SECRET, server.token.secret]) assert.notInclude(body, secret);
      }),
      OPTIONS,
    );
  });

  it("are right when what is odd about them was signed", async () => {
    const odd = PAIRS.map((pairs) => pairs.filter(([name]) => !/^oauth_|^scope$|^realm$/.test(name)));
    await fc.assert(
      fc.asyncProperty(odd, async (pairs) => {
        const url = new URL(apiRequest(server).url);
        for (const [name, value] of pairs) url.searchParams.append(name, value);
        const { status, body } = await sendSigned(server, { ...apiRequest(server), url });
        assert.equal(status, 200, body);
      }),
      OPTIONS,
    );
  });
});
