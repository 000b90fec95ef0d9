import { assert } from "chai";
import * as fc from "fast-check";
import { rule } from "../../conformance/support/rule.ts";
import nodeOauth1 from "node-oauth1";
import { OAuth } from "oauth";
import { readSigned, signatureBaseString } from "../../src/oauth1/mod.ts";
import { naiveBaseString, percentEncoded, signRequest } from "../support/oauth1.ts";

/** How long each property looks for trouble; FUZZ_SECONDS asks for more. */
const SECONDS = Number(process.env["FUZZ_SECONDS"] ?? "1");
/** Another one each run; fast-check prints it with what it found, and FUZZ_SEED runs it again. */
const SEED = Number(process.env["FUZZ_SEED"] ?? String(Math.floor(performance.timeOrigin) % 2 ** 31));
const OPTIONS = { seed: SEED, numRuns: Number.MAX_SAFE_INTEGER, interruptAfterTimeLimit: SECONDS * 1_000 };

const CONSUMER = { key: "a consumer", secret: "a secret" };

/** What others encode in other ways. */
const CHARACTER = fc.oneof(
  fc.constantFrom(...Array.from("aZ09-._~!*'();:@&=+$,/?%#[] \"<>\\^`{|}\n\0")),
  fc.constantFrom("é", "ß", "漢", "😀", "\u0301", "\ufeff", "\u2028"),
  fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
);
const TEXT = fc.string({ unit: CHARACTER, maxLength: 8 });
const METHOD = fc.constantFrom("GET", "POST", "PATCH", "delete");
const ORIGIN = fc.constantFrom(
  "http://a.test",
  "HTTP://A.TEST:80",
  "https://a.test:443",
  "https://a.test:80",
  "http://127.0.0.1:8080",
  "https://[::1]:8443",
);
const PATH = fc.array(TEXT, { maxLength: 3 }).map((segments) => `/${segments.map(percentEncoded).join("/")}`);
const PARAMS = fc.array(fc.tuple(TEXT, TEXT), { maxLength: 6 });

interface Parts {
  readonly method: string;
  readonly origin: string;
  readonly path: string;
  readonly params: [string, string][];
}

const PARTS: fc.Arbitrary<Parts> = fc.record({ method: METHOD, origin: ORIGIN, path: PATH, params: PARAMS });

function check<T>(arbitrary: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, law), OPTIONS);
}

/** Segments of dots are gone before anything is sent. */
function isSent({ origin, path }: Parts): boolean {
  return new URL(origin + path).pathname === path;
}

/** It forgets the brackets around the address of a host. */
function hasName({ origin }: Parts): boolean {
  return !origin.includes("[");
}

describe("the base string of a request", function () {
  this.timeout(SECONDS * 1_000 + 20_000);

  it("is the one of a consumer written from the RFC", () => {
    check(PARTS.filter(isSent), (parts) => {
      assert.equal(signatureBaseString(parts), naiveBaseString(parts.method, parts.origin + parts.path, parts.params));
    });
  });

  it("is the one of node-oauth1, by which Postman signs", () => {
    check(PARTS, (parts) => {
      const { method, origin, path } = parts;
      const params = parts.params.filter(([name]) => name !== "oauth_signature");
      const message = { method, action: origin + path, parameters: params };
      assert.equal(signatureBaseString({ ...parts, params }), nodeOauth1.SignatureMethod.getBaseString(message));
    });
  });

  it("is the one of node-oauth, where no name stands twice", () => {
    const library = new OAuth("", "", CONSUMER.key, CONSUMER.secret, "1.0", null, "HMAC-SHA1");
    check(PARTS.filter(isSent).filter(hasName), (parts) => {
      const { method, origin, path } = parts;
      const params = new Map(parts.params);
      // what its types call a list is read as an object
      const given: string[][] = JSON.parse(JSON.stringify(Object.fromEntries(params)));
      const theirs = library["_createSignatureBase"](method, origin + path, library["_normaliseRequestParams"](given));
      assert.equal(signatureBaseString({ ...parts, params: [...params] }), theirs);
    });
  });
});

describe("a request that a consumer signed", function () {
  this.timeout(SECONDS * 1_000 + 20_000);

  rule("RFC5849-3.4.1.2-5", "is read as it was signed, wherever its parameters stand", () => {
    const place = fc.constantFrom("header", "form", "query");
    check(fc.record({ parts: PARTS.filter(isSent), place, realm: fc.boolean() }), ({ parts, place, realm }) => {
      const { method, origin, path } = parts;
      const own = parts.params.filter(([name]) => !name.startsWith("oauth_"));
      const query = own.map(([name, value]) => `${percentEncoded(name)}=${percentEncoded(value)}`).join("&");
      const url = `${origin}${path}${query === "" ? "" : `?${query}`}`;
      const signed = signRequest({ method, url, consumer: CONSUMER, place, ...(realm ? { realm: "a" } : {}) });
      const sent = new URL(signed.url);
      const received = readSigned({
        method,
        origin,
        path,
        query: sent.search.slice(1),
        authorization: signed.headers["authorization"],
        form: signed.body,
        body: signed.body ?? "",
        secure: true,
      });
      assert.equal(signatureBaseString(received), signed.baseString);
    });
  });
});
