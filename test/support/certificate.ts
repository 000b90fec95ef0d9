import { generateKeyPairSync, sign } from "node:crypto";
import { isIP } from "node:net";

/** A key and a certificate that signs itself, both as PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** For when a certificate is valid. */
export interface CertificateOptions {
  /** As UTCTime, `YYMMDDHHMMSSZ`. */
  readonly until?: string;
}

const ECDSA_WITH_SHA256 = Buffer.from("06082a8648ce3d040302", "hex");
const COMMON_NAME = Buffer.from("0603550403", "hex");
const SUBJECT_ALT_NAME = Buffer.from("0603551d11", "hex");
const SEQUENCE = 0x30;
const SET = 0x31;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;

/**
 * Makes a certificate for names and addresses of IPv4, for servers of a test.
 *
 * @see RFC 5280 4.1
 */
export function selfSigned(
  names: readonly string[],
  { until = "491231235959Z" }: CertificateOptions = {},
): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
  const subject = der(SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, Buffer.from("test")))));
  const alternatives = der(SEQUENCE, ...names.map(alternative));
  const unsigned = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.of(2))),
    der(INTEGER, Buffer.of(1)),
    algorithm,
    subject,
    der(SEQUENCE, der(UTC_TIME, Buffer.from("000101000000Z")), der(UTC_TIME, Buffer.from(until))),
    subject,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, der(SEQUENCE, der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, alternatives)))),
  );
  const signature = der(BIT_STRING, Buffer.of(0), sign("sha256", unsigned, privateKey));
  const body = der(SEQUENCE, unsigned, algorithm, signature).toString("base64");
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${body.replaceAll(/.{64}/g, "$&\n")}\n-----END CERTIFICATE-----\n`,
  };
}

function alternative(name: string): Buffer {
  return isIP(name) === 4 ? der(0x87, Buffer.from(name.split(".").map(Number))) : der(0x82, Buffer.from(name));
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}
