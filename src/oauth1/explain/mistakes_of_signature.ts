import { constants, createHash, createHmac, type KeyObject, verify } from "node:crypto";
import { sameBytes } from "../../platform/mod.ts";
import { decodePercent } from "../percent_encoding.ts";
import { hashOf, isRsa, secretsText, type SharedSecrets, type VerifyingKey } from "../signature_methods.ts";
import type { MistakeOfSignature } from "./mistake.ts";
import type { Trial } from "./trial.ts";

const HASHES = ["sha1", "sha256", "sha512"] as const;

/** How clients make a signature of the right base string and the right key, and how they write it. @see RFC 5849 3.4.2 to 3.4.4 */
export const MISTAKES_OF_SIGNATURE: readonly MistakeOfSignature[] = [
  {
    name: "other_hash",
    says: "The signature is made with another hash function than its method names",
    rule: "RFC5849-3.4-1",
    mend: "Hash by SHA-1 where oauth_signature_method ends in SHA1, and by SHA-256 where it ends in SHA256",
    isMade(trial, { base, key }) {
      const others = HASHES.filter((name) => name !== hashOf(trial.method));
      if (trial.method === "PLAINTEXT") return false;
      return others.some((name) => isMacOrSignature(trial, { base, key, name }));
    },
  },
  {
    name: "hexadecimal_signature",
    says: "The signature is written in hexadecimal, or base64 of that",
    rule: "RFC5849-3.4.2-1",
    mend: "Write the bytes of the signature in base64, not their hexadecimal digits",
    isMade: (trial, { base, key }) =>
      macIs(trial, { base, key }, (mac) => {
        const hex = mac.toString("hex");
        return [hex, hex.toUpperCase(), Buffer.from(hex).toString("base64")];
      }),
  },
  {
    name: "other_base64",
    says: "The signature is written in base64url, or without the equals sign at its end",
    rule: "RFC5849-3.4.2-1",
    mend: "Write the signature in plain base64 with its padding",
    isMade(trial, { base, key }) {
      const { signature } = trial.signed;
      const plain = Buffer.from(signature, "base64").toString("base64");
      return plain !== signature && /^[\w+/-]+=*$/.test(signature) && isRight(trial, { base, key, signature: plain });
    },
  },
  {
    name: "signature_encoded_twice",
    says: "The signature is percent-encoded twice",
    rule: "RFC5849-3.5.1-2",
    mend: "Encode the signature once where it becomes part of the header, the form or the query",
    isMade(trial, { base, key }) {
      const signature = decodePercent(trial.signed.signature);
      return (
        signature !== undefined && signature !== trial.signed.signature && isRight(trial, { base, key, signature })
      );
    },
  },
  {
    name: "signature_not_encoded",
    says: "The signature is not percent-encoded, so that its plus signs became spaces",
    rule: "RFC5849-3.6-3",
    mend: "Encode the signature where it becomes part of the form or the query: + as %2B",
    isMade(trial, { base, key }) {
      const { signature } = trial.signed;
      return signature.includes(" ") && isRight(trial, { base, key, signature: signature.replaceAll(" ", "+") });
    },
  },
  {
    name: "secrets_sent",
    says: "The secrets themselves are sent, as by PLAINTEXT, under the name of another method",
    rule: "RFC5849-3.4-1",
    mend: "Send what the method makes of the base string, and renew the secrets if the request could be read on its way",
    isMade: ({ method, signed }, { key }) =>
      method !== "PLAINTEXT" && isShared(key) && sameBytes(secretsText(key), signed.signature),
  },
  {
    name: "signed_under_plaintext",
    says: "A signature is sent though the method is PLAINTEXT",
    rule: "RFC5849-3.4.4-2",
    mend: "Name the method by which the signature is made in oauth_signature_method",
    isMade({ method, signed }, { base, key }) {
      if (method !== "PLAINTEXT" || !isShared(key)) return false;
      return HASHES.some((name) => sameBytes(macOf({ name, base, key }).toString("base64"), signed.signature));
    },
  },
  {
    name: "hashed_before",
    says: "The hash of the base string is signed, not the base string",
    rule: "RFC5849-3.4.2-1",
    mend: "Hand the base string itself to the function that signs: it hashes by itself",
    isMade(trial, { base, key }) {
      if (trial.method === "PLAINTEXT") return false;
      const hash = createHash(hashOf(trial.method)).update(base).digest();
      const texts = [hash, Buffer.from(hash.toString("hex")), Buffer.from(hash.toString("base64"))];
      return texts.some((text) => isMacOrSignature(trial, { base: text, key, name: hashOf(trial.method) }));
    },
  },
  {
    name: "pss_padding",
    says: "The signature is made by RSASSA-PSS",
    rule: "RFC5849-3.4.3-1",
    mend: "Sign by RSASSA-PKCS1-v1_5, the padding of PKCS #1 1.5",
    isMade({ method, signed }, { base, key }) {
      if (!isRsa(method) || isShared(key)) return false;
      const padding = constants.RSA_PKCS1_PSS_PADDING;
      return verify(hashOf(method), Buffer.from(base), { key, padding }, Buffer.from(signed.signature, "base64"));
    },
  },
];

interface Made {
  readonly base: string | Uint8Array;
  readonly key: VerifyingKey;
}

function isShared(key: SharedSecrets | KeyObject): key is SharedSecrets {
  return "consumerSecret" in key;
}

function macOf({ name, base, key }: Made & { readonly name: string; readonly key: SharedSecrets }): Buffer {
  return createHmac(name, secretsText(key)).update(base).digest();
}

/** Whether the signature is an HMAC that was written in another way. */
function macIs(trial: Trial, { base, key }: Made, write: (mac: Buffer) => readonly string[]): boolean {
  const { method, signed } = trial;
  if (isRsa(method) || method === "PLAINTEXT" || !isShared(key)) return false;
  return write(macOf({ name: hashOf(method), base, key })).some((text) => sameBytes(text, signed.signature));
}

/** Whether a signature would be right if it were made with this hash function over these bytes. */
function isMacOrSignature(trial: Trial, { base, key, name }: Made & { readonly name: string }): boolean {
  const { method, signed } = trial;
  if (!isRsa(method))
    return isShared(key) && sameBytes(macOf({ name, base, key }).toString("base64"), signed.signature);
  return !isShared(key) && verify(name, Buffer.from(base), key, Buffer.from(signed.signature, "base64"));
}

function isRight(trial: Trial, { signature, ...made }: Made & { readonly signature: string }): boolean {
  const { method } = trial;
  if (method === "PLAINTEXT") return isShared(made.key) && sameBytes(secretsText(made.key), signature);
  return isMacOrSignature({ ...trial, signed: { ...trial.signed, signature } }, { ...made, name: hashOf(method) });
}
