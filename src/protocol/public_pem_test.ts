import { assert } from "chai";
import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import * as fc from "fast-check";
import { selfSigned } from "../../test/support/certificate.ts";
import { PAIRS } from "./_jwt_samples_test.ts";
import { JwkRefused, jwksOfPem, parseJwks, publicJwkOf, thumbprint } from "./mod.ts";

const RSA = PAIRS.RS256.publicKey;
const EC = PAIRS.ES256.publicKey;

function pem(key: KeyObject, type: "spki" | "pkcs1" = "spki"): string {
  return key.export({ type, format: "pem" }).toString();
}

function block(label: string, body = "AAAA"): string {
  return `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`;
}

function refusalOf(text: string): string {
  try {
    jwksOfPem(text);
  } catch (error) {
    assert.instanceOf(error, JwkRefused);
    return error.message;
  }
  assert.fail("nothing was refused");
}

describe("jwksOfPem()", () => {
  const read: readonly (readonly [string, string, KeyObject])[] = [
    ["SPKI of RSA", pem(RSA), RSA],
    ["PKCS#1", pem(RSA, "pkcs1"), RSA],
    ["SPKI of EC", pem(EC), EC],
    ["SPKI of Ed25519", pem(PAIRS.EdDSA.publicKey), PAIRS.EdDSA.publicKey],
    ["lines that end as on Windows", pem(RSA).replaceAll("\n", "\r\n"), RSA],
    ["no line breaks at all", pem(RSA).replaceAll("\n", " "), RSA],
    ["text around it", `my key:\n${pem(RSA)}that was it`, RSA],
  ];
  for (const [name, text, key] of read) {
    it(`reads ${name}`, () => {
      const set = jwksOfPem(text);
      assert.deepEqual(set, { keys: [publicJwkOf(key)] });
      assert.lengthOf(parseJwks(set).keys, 1);
    });
  }

  it("reads the key of a certificate, whoever signed it", () => {
    const { cert, key } = selfSigned(["client.test"]);
    assert.deepEqual(jwksOfPem(cert), { keys: [publicJwkOf(createPrivateKey(key))] });
  });

  it("names several keys by their thumbprints, so that they can be told apart", () => {
    const { keys } = jwksOfPem(pem(RSA) + pem(EC));
    assert.deepEqual(
      keys.map(({ kid }) => kid),
      [RSA, EC].map((key) => thumbprint(publicJwkOf(key))),
    );
  });

  it("refuses the same key twice, as nobody could choose", () => {
    assert.throws(() => parseJwks(jwksOfPem(pem(RSA) + pem(RSA))), JwkRefused, "two keys alike");
  });
});

describe("jwksOfPem() refuses", () => {
  const small = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
  const odd = generateKeyPairSync("rsa", { modulusLength: 2048, publicExponent: 3 }).publicKey;
  const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).publicKey;
  const rows: readonly (readonly [string, string, RegExp])[] = [
    ["nothing", "", /BEGIN PUBLIC KEY/],
    ["a text that is none", "hello", /a certificate, or a JWK Set/],
    ["a key without its last line", pem(RSA).replace(/-----END.*/, ""), /to END PUBLIC KEY/],
    ["a key whose lines differ", pem(RSA).replace("END PUBLIC", "END RSA PUBLIC"), /to END PUBLIC KEY/],
    ["a key that was cut", pem(RSA).replace(/\n.{64}\n/, "\n"), /copy it once more/],
    ["a key of OpenSSH", "ssh-rsa AAAAB3NzaC1yc2E= me@here", /ssh-keygen -e -m PKCS8/],
    ["a request for a certificate", block("CERTIFICATE REQUEST"), /give a PUBLIC KEY or a CERTIFICATE/],
    ["a certificate that is none", block("CERTIFICATE"), /below BEGIN CERTIFICATE/],
    ["a chain of certificates", block("CERTIFICATE") + block("CERTIFICATE"), /more than one certificate/],
    ["RSA of 1024 bits", pem(small), /RSA key of 1024 bits.*2048 to 8192/],
    ["RSA with a small exponent", pem(odd), /of 2048 bits with this exponent/],
    ["RSA for PSS alone", pem(pss), /give RSA, EC or Ed25519/],
    ["a curve that is not known", pem(generateKeyPairSync("ec", { namedCurve: "secp256k1" }).publicKey), /curve/],
    ["a kind that is not used", pem(generateKeyPairSync("ed448").publicKey), /curve/],
    ["more than is read", " ".repeat(64 * 1024 + 1), /more than 65536 characters/],
  ];
  for (const [name, text, says] of rows) {
    it(`${name}, and says what to do`, () => assert.match(refusalOf(text), says));
  }

  for (const [name, options] of [
    ["PKCS#8", { type: "pkcs8", format: "pem" }],
    ["PKCS#1", { type: "pkcs1", format: "pem" }],
    ["PKCS#8 under a passphrase", { type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }],
  ] as const) {
    it(`a private key (${name}), also beside a public one, and repeats nothing of it`, () => {
      const text = PAIRS.RS256.privateKey.export(options).toString();
      for (const sent of [text, pem(RSA) + text, text.replaceAll("\n", " ")]) {
        const says = refusalOf(sent);
        assert.match(says, /^Cannot take a private key, and nothing of it was kept: give the public half/);
        assert.notInclude(says, text.split("\n")[1]!);
      }
    });
  }

  it("whatever else it is given, and throws nothing but that", () => {
    const labels = fc.constantFrom("PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE", "X509 CRL");
    fc.assert(
      fc.property(labels, fc.base64String({ maxLength: 400 }), (label, body) => {
        assert.match(refusalOf(block(label, body)), /^Cannot /);
      }),
    );
  });
});
