import { createHmac, createPublicKey } from "node:crypto";
import { unknownKid } from "./_unknown_kid.ts";
import type { Fault, Signing, WrongSignature } from "./fault.ts";

type Members = Readonly<Record<string, unknown>>;
type Signs = Exclude<WrongSignature, string>;

interface SignatureFault extends Pick<Fault, "says"> {
  /** Behind `id_token_`. */
  readonly name: string;
  readonly signature: WrongSignature;
}

function encode(members: Members): string {
  return Buffer.from(JSON.stringify(members)).toString("base64url");
}

/** A JWT whose header says HS256, under a secret. */
function hs256(secret: string, { header, claims }: { readonly header: Members; readonly claims: Members }): string {
  const signed = `${encode({ ...header, alg: "HS256" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

/** The published key as a PEM file has it. */
function pemOf(jwk: Members): string {
  return createPublicKey({ key: { ...jwk }, format: "jwk" })
    .export({ type: "spki", format: "pem" })
    .toString();
}

/** Takes a text made of the public key for the secret; a client whose ID tokens are under its own secret gets a right one. */
function confused(secretOf: (jwk: Members) => string): Signs {
  return (header, claims, signing) => {
    const { publicJwk } = signing;
    return publicJwk === undefined ? signing.right(header, claims) : hs256(secretOf(publicJwk), { header, claims });
  };
}

/** Signed rightly, under a header with other members. */
function headed(change: (header: Members) => Members): Signs {
  return (header, claims, signing) => signing.right(change(header), claims);
}

/** Signed by a stranger's key, under a header that tells where to find it. */
function brought(
  change: (header: Members, more: { readonly claims: Members; readonly signing: Signing }) => Members,
): Signs {
  return (header, claims, signing) => signing.other(change(header, { claims, signing }), claims);
}

function otherKid(header: Members): Members {
  return { ...header, kid: unknownKid(header) };
}

function withoutKid({ kid: _kid, ...header }: Members): Members {
  return header;
}

const WRONG: readonly SignatureFault[] = [
  {
    name: "bad_signature",
    says: "Each byte of the signature is another than it should be",
    signature: "bad_signature",
  },
  {
    name: "no_signature",
    says: "The signature is empty, though the header names the right algorithm",
    signature: async (header, claims, signing) => (await signing.right(header, claims)).replace(/[^.]*$/, ""),
  },
  {
    name: "other_key",
    says: "It is signed by a key that is not published, under the kid of one that is",
    signature: "other_key",
  },
  { name: "alg_none", says: "It is not signed, and alg is 'none'", signature: "none" },
  {
    name: "alg_none_in_capitals",
    says: "It is not signed, and alg is 'nOnE', which a filter for 'none' lets pass",
    signature: (header, claims) => `${encode({ ...withoutKid(header), alg: "nOnE" })}.${encode(claims)}.`,
  },
  {
    name: "hs256_public_pem",
    says: "alg is 'HS256', and the secret is the published key as a PEM file has it",
    signature: confused(pemOf),
  },
  {
    name: "hs256_public_jwk",
    says: "alg is 'HS256', and the secret is the published key as JSON",
    signature: confused((jwk) => JSON.stringify(jwk)),
  },
  {
    name: "unregistered_alg",
    says: "It is signed rightly by ES256, though the client is registered for RS256",
    signature: headed((header) => ({ ...withoutKid(header), alg: "ES256" })),
  },
  {
    name: "unknown_crit",
    says: "Its header demands (crit) that an extension is understood which nobody knows",
    signature: headed((header) => ({ ...header, crit: ["urn:lab:unknown"], "urn:lab:unknown": true })),
  },
  {
    name: "embedded_jwk",
    says: "It is signed by a stranger's key, which the header brings along (jwk)",
    signature: brought((header, { signing }) => ({ ...withoutKid(header), jwk: signing.otherJwk })),
  },
  {
    name: "foreign_jku",
    says: "It is signed by a stranger's key, and the header says where to fetch it (jku)",
    signature: brought((header, { claims }) => ({ ...header, jku: `${String(claims["iss"])}/keys-of-a-stranger` })),
  },
  {
    name: "unknown_kid",
    says: "It is signed rightly, but its kid is not in the key set, however often that is fetched",
    signature: headed(otherKid),
  },
  {
    name: "typ_access_token",
    says: "Its type (typ) is that of an access token, 'at+jwt'",
    signature: headed((header) => ({ ...header, typ: "at+jwt" })),
  },
  {
    name: "several_audiences_no_azp",
    says: "The aud names another client beside this one, and there is no azp",
    signature: (header, { azp: _azp, ...claims }, signing) => {
      const { aud } = claims;
      return signing.right(header, { ...claims, aud: typeof aud === "string" ? [aud, `${aud}1`] : aud });
    },
  },
  { name: "no_jwt", says: "It is a text that is no JWT", signature: () => "this-is-no-jwt" },
];

/** What is unusual and right. */
const RIGHT: readonly SignatureFault[] = [
  {
    name: "no_kid",
    says: "It is signed rightly, and its header has no kid",
    signature: headed(withoutKid),
  },
  {
    name: "typ_jwt",
    says: "Its header has typ 'JWT', as that of many providers has",
    signature: headed((header) => ({ ...header, typ: "JWT" })),
  },
  {
    name: "unknown_header_members",
    says: "Its header has members that no specification knows, which nobody demands to be understood",
    signature: headed((header) => ({ ...header, "urn:lab:unknown": true, lab: { inner: [1] } })),
  },
];

/** How an ID token can be signed wrongly, or rightly in an unusual way. */
export const SIGNATURE_FAULTS: readonly Fault[] = [...WRONG, ...RIGHT].map(({ name, says, signature }) => ({
  name: `id_token_${name}`,
  place: "token",
  says,
  signature,
}));
