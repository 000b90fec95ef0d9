import { assert } from "chai";
import { createVerify, generateKeyPairSync } from "node:crypto";
import { naiveBaseString, percentEncoded, signRequest } from "./oauth1.ts";

const CONSUMER = { key: "9djdj82h48djs9d2", secret: "j49sk3j29djd" };

/** The request of RFC 5849 3.1. */
const OF_THE_RFC = {
  url: "http://EXAMPLE.COM:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b",
  consumer: CONSUMER,
  token: { token: "kkk9d7dh3k39sjv7", secret: "dh893hdasih9" },
  form: "c2&a3=2+q",
  realm: "Example",
  timestamp: 137131201,
  nonce: "7d8f3e4a",
  params: { oauth_version: undefined },
} as const;

describe("the consumer of the tests", () => {
  it("has the base string of RFC 5849 3.4.1.1", () => {
    assert.equal(
      signRequest(OF_THE_RFC).baseString,
      "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26" +
        "c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26" +
        "oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7",
    );
  });

  it("signs it as the erratum of RFC 5849 3.1 has it", () => {
    assert.include(
      signRequest(OF_THE_RFC).headers["authorization"],
      'oauth_signature="r6%2FTJjbCOr97%2F%2BUU0NsvSne7s5g%3D"',
    );
  });

  it("puts the realm into the header and does not sign it", () => {
    const { headers, baseString } = signRequest(OF_THE_RFC);
    assert.match(headers["authorization"] ?? "", /^OAuth realm="Example", oauth_consumer_key="/);
    assert.notInclude(baseString, "realm");
  });

  for (const [place, where] of [
    ["form", "body"],
    ["query", "url"],
  ] as const) {
    it(`puts its parameters into the ${where} where it is told to`, () => {
      const { realm: _realm, ...request } = OF_THE_RFC;
      const signed = signRequest({ ...request, place });
      assert.include(signed[where], "&oauth_consumer_key=9djdj82h48djs9d2&oauth_token=");
      assert.isUndefined(signed.headers["authorization"]);
      assert.equal(signed.baseString, signRequest(OF_THE_RFC).baseString);
    });
  }

  it("signs by RSA what the public key verifies", () => {
    const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    for (const [signatureMethod, hash] of [
      ["RSA-SHA1", "sha1"],
      ["RSA-SHA256", "sha256"],
    ] as const) {
      const signed = signRequest({
        ...OF_THE_RFC,
        place: "query",
        signatureMethod,
        consumer: { ...CONSUMER, privateKey },
      });
      const signature = new URL(signed.url).searchParams.get("oauth_signature") ?? "";
      assert.isTrue(
        createVerify(hash).update(signed.baseString).verify(publicKey, signature, "base64"),
        signatureMethod,
      );
    }
  });

  it("sends both secrets by PLAINTEXT, and & where there is one", () => {
    const odd = { key: "k", secret: "a&b" };
    const { url } = signRequest({ url: "http://a.test", consumer: odd, signatureMethod: "PLAINTEXT", place: "query" });
    assert.equal(new URL(url).searchParams.get("oauth_signature"), "a%26b&");
  });

  it("hashes a body by SHA-1, and by SHA-256 where it signs so", () => {
    for (const [signatureMethod, hash] of [
      ["HMAC-SHA1", "Lve95gjOVATpfV8EL5X4nxwjKHE="],
      ["HMAC-SHA256", "f4OxZX/x/FO5LcGBSKHWXfwtSx+j1ncoSt3SABJtkGk="],
    ] as const) {
      const body = "Hello World!";
      const signed = signRequest({ url: "http://a.test", consumer: CONSUMER, signatureMethod, body, bodyHash: true });
      assert.include(signed.headers["authorization"], `oauth_body_hash="${percentEncoded(hash)}"`);
    }
  });
});

describe("naiveBaseString()", () => {
  for (const [name, url, expected] of [
    ["no port of the scheme", "HTTP://EXAMPLE.COM:80/r%20v/X?id=123", "http://example.com/r%20v/X"],
    ["every other port", "https://www.example.net:8080/?q=1", "https://www.example.net:8080/"],
  ] as const) {
    it(`has ${name}, as RFC 5849 3.4.1.2 has it`, () => {
      assert.equal(naiveBaseString("get", url, []), `GET&${percentEncoded(expected)}&`);
    });
  }

  it("sorts by bytes, values of one name among themselves", () => {
    const params = [
      ["b", "1"],
      ["a", "é"],
      ["a", "z"],
      ["A", "2"],
    ] as const;
    assert.equal(
      naiveBaseString("GET", "http://a.test/", params).split("&")[2],
      percentEncoded("A=2&a=%C3%A9&a=z&b=1"),
    );
  });
});
