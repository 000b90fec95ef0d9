import { constants, createHash, createHmac, generateKeyPairSync, sign } from "node:crypto";
import { assert } from "chai";
import type { Param } from "../../protocol/mod.ts";
import { findMistake, MISTAKES } from "./find_mistake.ts";
import { baseOf, encoded, receivedFrom, rightKey, SECRETS, type Sent, type Signer, trialOf } from "./_trial_test.ts";
import type { Trial } from "./trial.ts";

const PAIR = generateKeyPairSync("rsa", { modulusLength: 2048 });
const PHOTOS = "https://photos.example.net/photos";
const QUERY: Sent = { query: "size=original&file=vacation.jpg" };
const FORM: Sent = { method: "POST", form: "title=Sea+side&tag=a" };
const CALLBACK: Sent = { params: { oauth_callback: "https://client.test/cb?a=b", oauth_token: undefined } };
const RSA: Sent = { params: { oauth_signature_method: "RSA-SHA1" } };
const PLAIN: Sent = { params: { oauth_signature_method: "PLAINTEXT" } };

function lower(text: string): string {
  return encoded(text).replaceAll(/%../g, (code) => code.toLowerCase());
}

function but(...names: readonly string[]): Signer {
  return { picks: (all) => all.filter(([name]) => !names.includes(name)) };
}

function also(...params: readonly Param[]): Signer {
  return { picks: (all) => [...all, ...params] };
}

function plus(text: string): string {
  return encoded(text).replaceAll("%20", "+");
}

function byLowerCase(all: readonly Param[]): readonly Param[] {
  return all.toSorted(([one], [other]) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1));
}

function sha1(text: string): Buffer {
  return createHash("sha1").update(text).digest();
}

/** The mistake that a row makes: its name, what is sent, how it is signed, what else the server knows. */
type Row = readonly [name: string, row: string, sent: Sent, signer: Signer, more?: Partial<Trial>];

const OF_ADDRESS: readonly Row[] = [
  ["method_in_lower_case", "get", {}, { method: "get" }],
  ["other_method", "GET for POST", FORM, { method: "GET" }],
  ["other_method", "POST for PUT", { method: "PUT" }, { method: "POST" }],
  ["other_scheme", "http for https", {}, { uri: "http://photos.example.net/photos" }],
  ["other_scheme", "https for http", { origin: "http://localhost:8000" }, { uri: "https://localhost:8000/photos" }],
  ["default_port_signed", "443", {}, { uri: "https://photos.example.net:443/photos" }],
  ["default_port_signed", "80", { origin: "http://a.test" }, { uri: "http://a.test:80/photos" }],
  ["port_left_out", "8443", { origin: "https://a.test:8443" }, { uri: "https://a.test/photos" }],
  ["host_in_upper_case", "all of it", {}, { uri: "https://PHOTOS.EXAMPLE.NET/photos" }],
  [
    "host_in_upper_case",
    "as it is written",
    {},
    { uri: "https://Photos.Example.net/photos" },
    { origins: ["https://Photos.Example.net"] },
  ],
  ["other_host", "one behind the proxy", {}, { uri: "http://inside:8080/photos" }, { origins: ["http://inside:8080"] }],
  ["other_host", "one in front of it", {}, { uri: "https://inside/photos" }, { origins: ["http://inside:8080"] }],
  [
    "other_host",
    "another name of this computer",
    { origin: "http://localhost:8000" },
    { uri: "http://127.0.0.1:8000/photos" },
  ],
  [
    "other_host",
    "another port",
    {},
    { uri: "https://photos.example.net:8443/photos" },
    { origins: ["https://photos.example.net:8443"] },
  ],
  [
    "query_in_address",
    "and not among the parameters",
    QUERY,
    { uri: `${PHOTOS}?${QUERY.query}`, ...but("size", "file") },
  ],
  ["query_in_address", "and among the parameters", QUERY, { uri: `${PHOTOS}?${QUERY.query}` }],
  ["fragment_signed", "behind the path", {}, { uri: `${PHOTOS}#top` }, { fragment: "top" }],
  ["trailing_slash", "one too many", {}, { uri: `${PHOTOS}/` }],
  ["trailing_slash", "one too few", { path: "/photos/" }, { uri: PHOTOS }],
  ["trailing_slash", "none for the root", { path: "/" }, { uri: "https://photos.example.net" }],
  ["path_decoded", "a space", { path: "/my%20photos" }, { uri: "https://photos.example.net/my photos" }],
  ["path_decoded", "a tilde", { path: "/%7Emara%2Fa" }, { uri: "https://photos.example.net/~mara%2Fa" }],
  ["path_encoded", "once more", { path: "/my%20photos" }, { uri: "https://photos.example.net/my%2520photos" }],
  ["path_encoded", "a tilde", { path: "/~mara" }, { uri: "https://photos.example.net/%7Emara" }],
  ["path_encoded", "in capitals", { path: "/a%2fb" }, { uri: "https://photos.example.net/a%2Fb" }],
  ["path_rewritten", "lower case", { path: "/Photos" }, { uri: PHOTOS }],
  ["path_rewritten", "a slash less", { path: "//photos" }, { uri: PHOTOS }],
  ["path_rewritten", "the path alone", {}, { uri: "/photos" }],
];

const OF_PARAMETERS: readonly Row[] = [
  ["query_left_out", "beside the header", QUERY, but("size", "file")],
  ["form_left_out", "beside the header", FORM, but("title", "tag")],
  ["protocol_parameters_alone", "neither query nor form", { ...FORM, query: "x=1" }, but("title", "tag", "x")],
  ["json_signed", "its members", { method: "POST", body: '{"a":"b c","n":1,"o":{}}' }, also(["a", "b c"], ["n", "1"])],
  ["token_left_out", "oauth_token", {}, but("oauth_token")],
  ["token_not_sent", "an empty one", { params: { oauth_token: undefined } }, also(["oauth_token", ""])],
  ["realm_signed", "with the others", { realm: "Photos" }, also(["realm", "Photos"])],
  ["signature_signed", "an empty one", {}, also(["oauth_signature", ""])],
  [
    "plus_not_decoded",
    "in the query",
    { query: "title=sea+side" },
    { picks: (all) => all.map(([name, value]) => [name, value.replace(" ", "+")]) },
  ],
  [
    "raw_values_signed",
    "of the query",
    { query: "title=sea%20side" },
    { picks: (all) => all.map(([name, value]) => [name, value.replace(" ", "%20")]) },
  ],
  ["parameter_left_out", "the nonce", {}, but("oauth_nonce")],
  ["parameter_left_out", "one of two of the query", QUERY, but("size")],
  ["parameter_not_sent", "the version", {}, also(["oauth_version", "1.0"])],
  ["parameter_not_sent", "the callback", {}, also(["oauth_callback", "oob"])],
  ["empty_left_out", "two of the query", { query: "a=&b=&c=1" }, but("a", "b")],
  ["equals_left_out", "behind a name", { query: "a=" }, { base: (base) => base.replace("a%3D%26", "a%26") }],
  ["repeated_left_out", "the first", { query: "a=1&a=2" }, { picks: (all) => [...new Map(all)] }],
  ["repeated_left_out", "the last", { query: "a=1&a=2" }, { picks: (all) => [...new Map(all.toReversed())] }],
];

const OF_ENCODING: readonly Row[] = [
  ["not_sorted", "as they are sent", QUERY, { sorts: (all) => all }],
  ["not_sorted", "the query first", QUERY, { sorts: (all) => [...all.slice(5), ...all.slice(0, 5)] }],
  [
    "values_not_sorted",
    "of one name",
    { query: "a=2&a=1" },
    { sorts: (all) => all.toSorted(([a], [b]) => (a < b ? -1 : Number(a > b))) },
  ],
  [
    "sorted_before_encoding",
    "a letter of French",
    { query: "%C3%A9=1&f=2" },
    { sorts: (all) => all.toSorted(([a], [b]) => (decodeURIComponent(a) < decodeURIComponent(b) ? -1 : 1)) },
  ],
  [
    "sorted_without_case",
    "capitals",
    { query: "B=1&a=2" },
    { sorts: (all) => all.toSorted(([a], [b]) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)) },
  ],
  [
    "callback_encoded_once",
    "as it is",
    CALLBACK,
    { encode: (text) => (text.startsWith("https") ? text : encoded(text)) },
  ],
  [
    "callback_encoded_thrice",
    "once more",
    CALLBACK,
    { encode: (text) => (text.startsWith("https") ? encoded(encoded(text)) : encoded(text)) },
  ],
  ["values_not_encoded", "a space", { query: "a=b+c" }, { encode: String }],
  [
    "values_encoded_twice",
    "a space in a header",
    { params: { oauth_x: "b c" } },
    { encode: (text) => encoded(encoded(text)) },
  ],
  ["parts_not_encoded", "neither", {}, { encodeAgain: String }],
  [
    "parts_not_encoded",
    "the parameters",
    {},
    { base: (base) => `GET&${encoded(PHOTOS)}&${decodeURIComponent(base.split("&")[2]!)}` },
  ],
  ["parts_not_encoded", "the address", {}, { base: (base) => `GET&${PHOTOS}&${base.split("&")[2]}` }],
  ["plus_for_space", "in a title", { query: "title=sea%20side" }, { encode: plus }],
  [
    "plus_for_space",
    "as forms are encoded",
    { query: "title=a%20*" },
    { encode: (text) => plus(text).replaceAll("%2A", "*") },
  ],
  [
    "characters_left_bare",
    "by encodeURIComponent",
    { query: "a=b!('c')*" },
    { encode: encodeURIComponent, encodeAgain: encodeURIComponent },
  ],
  ["characters_left_bare", "once", { query: "a=b+c!('d')*" }, { encode: encodeURIComponent }],
  ["tilde_encoded", "everywhere", { query: "a=~" }, { encode: (text) => encoded(text).replaceAll("~", "%7E") }],
  ["hexadecimal_in_lower_case", "everywhere", { query: "a=b+c%2Fd" }, { encode: lower, encodeAgain: lower }],
  ["hexadecimal_in_lower_case", "at the end", {}, { encodeAgain: lower }],
  ["not_utf8", "an umlaut", { query: "a=%C3%BC" }, { encode: (text) => text.replace("ü", "%FC") }],
];

const OF_KEYS: readonly Row[] = [
  ["token_secret_left_out", "with an ampersand", {}, { key: ({ consumerSecret }) => `${encoded(consumerSecret)}&` }],
  [
    "earlier_token_secret",
    "of the temporary credentials",
    {},
    { key: ({ consumerSecret }) => `${encoded(consumerSecret)}&before` },
    { earlierSecrets: ["before"] },
  ],
  ["ampersand_left_out", "alone", {}, { key: ({ consumerSecret }) => encoded(consumerSecret) }],
  ["ampersand_left_out", "both", {}, { key: (secrets) => rightKey(secrets).replace("&", "") }],
  ["consumer_secret_left_out", "behind an ampersand", {}, { key: ({ tokenSecret }) => `&${encoded(tokenSecret)}` }],
  ["secrets_swapped", "both", {}, { key: ({ consumerSecret: a, tokenSecret: b }) => `${encoded(b)}&${encoded(a)}` }],
  ["consumer_secret_repeated", "twice", {}, { key: ({ consumerSecret: a }) => `${encoded(a)}&${encoded(a)}` }],
  ["secrets_not_encoded", "both", {}, { key: ({ consumerSecret: a, tokenSecret: b }) => `${a}&${b}` }],
  ["ampersand_encoded", "the whole", {}, { key: (secrets) => encoded(rightKey(secrets)) }],
];

const OF_SIGNATURE: readonly Row[] = [
  ["other_hash", "SHA-256", {}, { hash: "sha256" }],
  ["other_hash", "SHA-1", { params: { oauth_signature_method: "HMAC-SHA256" } }, {}],
  [
    "other_hash",
    "SHA-256 with RSA",
    RSA,
    { signs: (base) => sign("sha256", Buffer.from(base), PAIR.privateKey).toString("base64") },
    { keys: [PAIR.publicKey] },
  ],
  ["hexadecimal_signature", "small letters", {}, { writes: (bytes) => bytes.toString("hex") }],
  ["hexadecimal_signature", "base64 of it", {}, { writes: (bytes) => btoa(bytes.toString("hex")) }],
  ["other_base64", "without padding", {}, { writes: (bytes) => bytes.toString("base64").replace("=", "") }],
  ["other_base64", "of addresses", {}, { writes: (bytes) => bytes.toString("base64url") }],
  ["signature_encoded_twice", "in the header", {}, { writes: (bytes) => encoded(bytes.toString("base64")) }],
  [
    "signature_not_encoded",
    "a plus sign",
    { params: { oauth_nonce: "1" } },
    { writes: (bytes) => bytes.toString("base64").replaceAll("+", " ") },
  ],
  ["secrets_sent", "both", {}, { signs: () => rightKey(SECRETS) }],
  ["signed_under_plaintext", "an HMAC", PLAIN, {}],
  [
    "hashed_before",
    "bytes",
    {},
    { signs: (base) => createHmac("sha1", rightKey(SECRETS)).update(sha1(base)).digest("base64") },
  ],
  [
    "pss_padding",
    "of RSA",
    RSA,
    {
      signs: (base) =>
        sign("sha1", Buffer.from(base), { key: PAIR.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING }).toString(
          "base64",
        ),
    },
    { keys: [PAIR.publicKey] },
  ],
];

const ROWS: readonly Row[] = [...OF_ADDRESS, ...OF_PARAMETERS, ...OF_ENCODING, ...OF_KEYS, ...OF_SIGNATURE];

function tried([, , sent, signer, more = {}]: Row): Trial {
  return { ...trialOf(receivedFrom(sent, signer)), ...more };
}

describe("findMistake()", () => {
  for (const row of ROWS) {
    it(`names ${row[0]}: ${row[1]}`, () => {
      assert.equal(findMistake(tried(row))?.name, row[0]);
    });

    it(`finds none where the same request is signed rightly: ${row[0]}, ${row[1]}`, () => {
      const [, , sent, , { keys: _keys, ...more } = {}] = row;
      const method = sent.params?.["oauth_signature_method"];
      const signs = method === "PLAINTEXT" ? { signs: () => rightKey(SECRETS) } : {};
      const hash = method === "HMAC-SHA256" ? { hash: "sha256" } : {};
      const right = receivedFrom(
        {
          ...sent,
          params: { ...sent.params, ...(method === "RSA-SHA1" ? { oauth_signature_method: "HMAC-SHA1" } : {}) },
        },
        { ...signs, ...hash },
      );
      assert.isUndefined(findMistake({ ...trialOf(right), ...more }));
    });
  }

  it("has a row for each mistake", () => {
    assert.sameMembers(
      [...new Set(ROWS.map(([name]) => name))],
      MISTAKES.map(({ name }) => name),
    );
  });

  it("tells the base string that was signed, where that is the mistake", () => {
    const found = findMistake(trialOf(receivedFrom(QUERY, but("size"))));
    assert.deepInclude(found, { base: baseOf(QUERY, but("size")), detail: "'size' is not signed" });
  });

  it("tries each live secret of a consumer", () => {
    const { consumerSecret: _old, ...rest } = SECRETS;
    const trial = trialOf(receivedFrom({}, { method: "get" }), [{ consumerSecret: "newer", ...rest }, SECRETS]);
    assert.equal(findMistake(trial)?.name, "method_in_lower_case");
  });

  it("finds a mistake in the base string of RSA", () => {
    const signer: Signer = {
      method: "get",
      signs: (base) => sign("sha1", Buffer.from(base), PAIR.privateKey).toString("base64"),
    };
    assert.equal(findMistake(trialOf(receivedFrom(RSA, signer), [PAIR.publicKey]))?.name, "method_in_lower_case");
  });

  for (const [name, signer] of [
    ["token_secret_left_out", ({ consumerSecret }: typeof SECRETS) => `${encoded(consumerSecret)}&`],
    ["ampersand_left_out", (secrets: typeof SECRETS) => rightKey(secrets).replace("&", "")],
    ["secrets_not_encoded", ({ consumerSecret, tokenSecret }: typeof SECRETS) => `${consumerSecret}&${tokenSecret}`],
  ] as const) {
    it(`names ${name} under PLAINTEXT`, () => {
      assert.equal(findMistake(trialOf(receivedFrom(PLAIN, { signs: () => signer(SECRETS) })))?.name, name);
    });
  }

  for (const [what, signer] of [
    ["another consumer secret", { key: () => "another&secret" }],
    ["a signature of nothing", { signs: () => "AAAAAAAAAAAAAAAAAAAAAAAAAAA=" }],
    ["a signature that is no base64", { signs: () => "%%%" }],
    ["two mistakes at once", { method: "get", key: () => "another&" }],
  ] as const) {
    it(`finds none in ${what}`, () => {
      assert.isUndefined(findMistake(trialOf(receivedFrom({ ...QUERY, body: "{}" }, signer))));
    });
  }

  it("does not search in what is too long", () => {
    const long = { query: `a=${"x".repeat(16_400)}` };
    assert.isUndefined(findMistake(trialOf(receivedFrom(long, { method: "get" }))));
    assert.equal(
      findMistake(trialOf(receivedFrom({ query: "a=xx" }, { method: "get" })))?.name,
      "method_in_lower_case",
    );
  });

  it("tries a bounded number of base strings, whatever is sent", () => {
    const names = Array.from({ length: 190 }, (_, index) => `p ${index}=~!*é`).join("&");
    const query = names.replaceAll(" ", "+").replaceAll("é", "%C3%A9");
    const trial = trialOf(receivedFrom({ ...FORM, query, realm: "r", form: "" }, { key: () => "another" }));
    let read = 0;
    const watched: Trial["signed"] = {
      ...trial.signed,
      get params() {
        read += 1;
        return trial.signed.params;
      },
    };
    assert.isUndefined(findMistake({ ...trial, signed: watched }));
    assert.isBelow(read, 200);
    const short = trialOf(receivedFrom({ query: "B=1&a=2" }, { sorts: byLowerCase }));
    assert.equal(findMistake(short)?.name, "sorted_without_case");
  });
});

describe("MISTAKES", () => {
  it("have names of their own, in the form of a word for programs", () => {
    const names = MISTAKES.map(({ name }) => name);
    assert.lengthOf(new Set(names), names.length);
    for (const name of names) assert.match(name, /^[a-z0-9]+(_[a-z0-9]+)*$/);
  });

  it("are told in sentences without a full stop that fit an error description", () => {
    for (const { says, mend } of MISTAKES) {
      for (const text of [says, mend]) assert.match(text, /^[A-Z][\x20-\x21\x23-\x5b\x5d-\x7e]+[^.]$/);
    }
  });
});
