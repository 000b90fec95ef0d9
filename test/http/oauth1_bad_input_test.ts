import { assert } from "chai";
import { describe, it } from "mocha";
import { rule } from "../../conformance/support/rule.ts";
import type { Consumer, SignOptions } from "../support/oauth1.ts";
import { assertProblem, sendSigned, type SignedServer, signedServer, strangerOf, TARGETS } from "./oauth1_server.ts";

const LONG = "a".repeat(10_000);

let server: SignedServer;
/** A client of OAuth 2.0. */
let stranger: Consumer;

before(async () => {
  server = await signedServer();
  stranger = await strangerOf(server);
});
after(() => server.stop());
afterEach(async () => assert.equal((await fetch(`${server.url}/health`)).status, 200));

/** The same request with other protocol parameters. */
function saying(params: SignOptions["params"]): (right: SignOptions) => SignOptions {
  return (right) => ({ ...right, params: { ...right.params, ...params } });
}

/** The same request, somewhat later or earlier. */
function after_(seconds: number): (right: SignOptions) => SignOptions {
  return (right) => ({ ...right, timestamp: server.clock.now() + seconds });
}

function by(consumer: () => Consumer): (right: SignOptions) => SignOptions {
  return (right) => ({ ...right, consumer: consumer() });
}

function signedAs(signature: string, method = "HMAC-SHA1"): (right: SignOptions) => SignOptions {
  return (right) => ({ ...saying({ oauth_signature_method: method })(right), signature });
}

const absent = [400, "parameter_absent"] as const;
const rejected = [400, "parameter_rejected"] as const;
const stale = [401, "timestamp_refused"] as const;
const version = [400, "version_rejected"] as const;
const method = [400, "signature_method_rejected"] as const;
const invalid = [401, "signature_invalid"] as const;
const unknown = [401, "consumer_key_unknown"] as const;

/** Requests that are signed with all that is wrong about them. */
const SAID: readonly (readonly [
  id: string,
  name: string,
  bend: (right: SignOptions) => SignOptions,
  expected: readonly [number, string],
])[] = [
  ["RFC5849-3.2-3", "a timestamp of 301 seconds ago", after_(-301), stale],
  ["RFC5849-3.2-3", "a timestamp in 301 seconds", after_(301), stale],
  ["RFC5849-3.2-3", "a timestamp at the beginning of time", saying({ oauth_timestamp: "1" }), stale],
  ["RFC5849-3.3-2", "a timestamp far in the future", saying({ oauth_timestamp: "999999999999" }), stale],
  ["RFC5849-3.3-1", "a timestamp below zero", saying({ oauth_timestamp: "-1767225600" }), rejected],
  ["RFC5849-3.3-1", "a timestamp of zero", saying({ oauth_timestamp: "0" }), rejected],
  ["RFC5849-3.3-1", "a timestamp with a fraction", saying({ oauth_timestamp: "1767225600.0" }), rejected],
  ["RFC5849-3.3-1", "a timestamp with an exponent", saying({ oauth_timestamp: "1767225600e0" }), rejected],
  ["RFC5849-3.3-1", "a timestamp with a sign", saying({ oauth_timestamp: "+1767225600" }), rejected],
  ["RFC5849-3.3-1", "a timestamp with a space", saying({ oauth_timestamp: " 1767225600" }), rejected],
  ["RFC5849-3.3-1", "a timestamp in other digits", saying({ oauth_timestamp: "١٧٦٧٢٢٥٦٠٠" }), rejected],
  ["RFC5849-3.3-1", "a timestamp of three hundred digits", saying({ oauth_timestamp: "9".repeat(300) }), rejected],
  ["RFC5849-3.3-1", "a timestamp that is no number", saying({ oauth_timestamp: "NaN" }), rejected],
  ["RFC5849-3.2-11", "an empty timestamp", saying({ oauth_timestamp: "" }), absent],
  ["RFC5849-3.1-5", "no timestamp", saying({ oauth_timestamp: undefined }), absent],
  ["RFC5849-3.2-11", "an empty nonce", saying({ oauth_nonce: "" }), absent],
  ["RFC5849-3.1-6", "no nonce", saying({ oauth_nonce: undefined }), absent],
  ["RFC5849-4.10-2", "a nonce of 10,000 characters", saying({ oauth_nonce: LONG }), rejected],
  ["RFC5849-3.2-9", "a nonce with NUL", saying({ oauth_nonce: "a\0b" }), rejected],
  ["RFC5849-3.2-9", "a nonce with a line break", saying({ oauth_nonce: "a\r\nb" }), rejected],
  ["RFC5849-3.2-6", "version 2.0", saying({ oauth_version: "2.0" }), version],
  ["RFC5849-3.2-6", "version 1.0a", saying({ oauth_version: "1.0a" }), version],
  ["RFC5849-3.2-6", "version 1", saying({ oauth_version: "1" }), version],
  ["RFC5849-3.1-4", "no method", saying({ oauth_signature_method: undefined }), absent],
  ["RFC5849-3.2-10", "a method that nobody knows", signedAs("eA==", "HMAC-MD5"), method],
  ["RFC5849-3.1-1", "a method in lower case", signedAs("eA==", "hmac-sha1"), method],
  ["RFC5849-3.2-10", "a method named like what every object has", signedAs("eA==", "__proto__"), method],
  ["RFC5849-3.4.3-2", "a signature by RSA of who has no key", signedAs("eA==", "RSA-SHA1"), method],
  ["RFC5849-3.1-10", "an empty signature", signedAs(""), absent],
  ["RFC5849-3.2-15", "a signature that is no base64", signedAs("not base64!"), invalid],
  ["RFC5849-3.2-15", "a signature of another length", signedAs("eA=="), invalid],
  ["RFC5849-3.2-1", "a signature of nothing but zeros", signedAs(Buffer.alloc(20).toString("base64")), invalid],
  ["RFC5849-3.2-15", "a signature of other letters", signedAs("ü€𝄞"), invalid],
  ["RFC5849-3.1-2", "an empty consumer key", by(() => ({ ...server.consumer, key: "" })), absent],
  ["RFC5849-3.1-2", "no consumer key", saying({ oauth_consumer_key: undefined }), absent],
  ["RFC5849-3.2-13", "a consumer key that nobody has", by(() => ({ key: "nobody", secret: "x" })), unknown],
  ["RFC5849-3.2-13", "a consumer key in capitals", by(upperCased), unknown],
  ["RFC5849-3.2-13", "a consumer key that every object has", by(() => ({ key: "__proto__", secret: "x" })), unknown],
  ["RFC5849-3.2-9", "a consumer key with NUL", by(() => ({ key: "a\0b", secret: "x" })), rejected],
  ["RFC5849-3.2-13", "the key of a client of OAuth 2.0", by(() => stranger), [401, "consumer_key_rejected"]],
  ["RFC5849-3.4.2-2", "another secret", by(() => ({ ...server.consumer, secret: "another secret" })), invalid],
  ["RFC5849-3.4.2-2", "an empty secret", by(() => ({ ...server.consumer, secret: "" })), invalid],
  [
    "OAUTHBODYHASH-4.2-1",
    "the hash of another body",
    saying({ oauth_body_hash: "8CFz2hXZ+Za/Kw3X3bCTGXOoeCU=" }),
    invalid,
  ],
  ["OAUTHBODYHASH-3.2-2", "a hash that is no base64", saying({ oauth_body_hash: "nothing!" }), invalid],
  ["RFC5849-4.10-2", "a hash of 10,000 characters", saying({ oauth_body_hash: LONG }), rejected],
];

function upperCased(): Consumer {
  return { ...server.consumer, key: server.consumer.key.toUpperCase() };
}

for (const [target, right] of TARGETS) {
  describe(`a signed request to ${target}`, () => {
    it("is answered when it is right", async () => {
      const answer = await sendSigned(server, await right(server));
      assert.equal(answer.status, 200, answer.body);
    });

    for (const [id, name, bend, expected] of SAID) {
      rule(id, `is refused with ${expected.join(" ")}: ${name}`, async () => {
        assertProblem(server, await sendSigned(server, bend(await right(server))), expected);
      });
    }
  });
}
