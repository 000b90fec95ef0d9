import { createHmac, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Claims } from "../support/client_jwt.ts";
import type { JwtTarget, Oddity } from "./jwt_places.ts";

/** Text of a part of a JWT, or what it says. */
type Part = Claims | string;

/** What an attacker has at hand. */
export interface Kit {
  /** Header and claims of a right JWT. */
  readonly header: Claims;
  readonly claims: Claims;
  /** What only the holder of the right key can do: shows that more than the signature is looked at. */
  readonly by: (header: Part, claims: Part) => string;
  /** A right JWT. */
  readonly right: () => string;
  /** Whose public key everybody may know; undefined where there is a secret instead. */
  readonly publicKey?: KeyObject;
}

/** An attack, and where it makes no sense. */
export interface JwtAttack {
  readonly name: string;
  make(kit: Kit): string;
  /** True: against signatures by a key pair only. */
  readonly asymmetric?: true;
  /** What some places may do without harm. */
  readonly oddity?: Oddity;
}

/** The key pair of somebody else, on another curve, and of another kind. */
const STRANGER = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
const WIDER = generateKeyPairSync("ec", { namedCurve: "secp384r1" });
const RSA = generateKeyPairSync("rsa", { modulusLength: 2048 });
const DSA_DER = { dsaEncoding: "der" } as const;
const DSA_JOSE = { dsaEncoding: "ieee-p1363" } as const;

function part(value: Part): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

function unsigned(header: Part, claims: Part, signature = ""): string {
  return `${part(header)}.${part(claims)}.${signature}`;
}

function hmac(header: Part, claims: Part, secret: string | Buffer): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}

function ecdsa(header: Part, claims: Part, { key, hash = "sha256" }: { key: KeyObject; hash?: string }): string {
  const signed = `${part(header)}.${part(claims)}`;
  return `${signed}.${sign(hash, Buffer.from(signed), { key, ...DSA_JOSE }).toString("base64url")}`;
}

/** A kit for one attack. */
export function kitOf({ header, claims, key }: JwtTarget): Kit {
  const said = claims();
  const secret = key.type === "secret" ? key.export() : undefined;
  const signRight = (one: Part, two: Part) =>
    secret === undefined ? ecdsa(one, two, { key }) : hmac(one, two, secret);
  return {
    header,
    claims: said,
    by: signRight,
    right: () => signRight(header, said),
    ...(key.type === "secret" ? {} : { publicKey: createPublicKey(key) }),
  };
}

function parts(text: string): [string, string, string] {
  const [one = "", two = "", three = ""] = text.split(".");
  return [one, two, three];
}

function json(value: unknown): string {
  return JSON.stringify(value);
}

/** JSON whose first member is named twice. */
function twice(members: Claims, name: string, first: unknown): string {
  return `{${json(name)}:${json(first)},${json(members).slice(1)}`;
}

const NONES = ["none", "None", "NONE", "nOnE", "none ", " none", "none\0", "n\u006fne", "", "null", "HS256none"];
const KIDS = [
  "../../../../dev/null",
  "/dev/null",
  "' OR '1'='1",
  "k1' UNION SELECT 'AA'--",
  "__proto__",
  "$(id)",
  "k".repeat(5_000),
  "k1\0",
];
const ACCESS_TOKEN_TYPES = ["at+jwt", "application/at+jwt"];
const TYPES = ["dpop+jwt", "logout+jwt", "secevent+jwt", "token-introspection+jwt"];
const ODD_PARTS = ["[]", "null", '"text"', "7", "true", "", "{", "{}x", '{"alg":"ES256"', "\uFEFF{}"];

function attack(name: string, make: (kit: Kit) => string, said: Partial<JwtAttack> = {}): JwtAttack {
  return { name, make, ...said };
}

const ASYMMETRIC = { asymmetric: true } as const;

/** JWTs that nobody may take, wherever they come in. */
export const ATTACKS: readonly JwtAttack[] = [
  ...NONES.map((alg) =>
    attack(`alg ${json(alg)} and no signature`, ({ header, claims }) => unsigned({ ...header, alg }, claims)),
  ),
  ...NONES.map((alg) =>
    attack(`alg ${json(alg)} and the signature of another`, ({ header, claims, right }) =>
      unsigned({ ...header, alg }, claims, parts(right())[2]),
    ),
  ),
  ...[undefined, null, 7, ["ES256"], { alg: "ES256" }].map((alg) =>
    attack(`alg ${json(alg)}`, ({ header, claims, by }) => by({ ...header, alg }, claims)),
  ),
  attack("alg in small letters", ({ header, claims, by }) =>
    by({ ...header, alg: String(header["alg"]).toLowerCase() }, claims),
  ),

  attack("claims that were changed", ({ header, claims, right }) => {
    const [, , signature] = parts(right());
    return unsigned(header, { ...claims, admin: true }, signature);
  }),
  attack("a header that was changed", ({ header, claims, right }) =>
    unsigned({ ...header, x: 1 }, claims, parts(right())[2]),
  ),
  attack("header and claims swapped", ({ right }) => {
    const [one, two, three] = parts(right());
    return `${two}.${one}.${three}`;
  }),
  attack("parts in reverse", ({ right }) => parts(right()).toReversed().join(".")),
  attack("a part missing", ({ right }) => parts(right()).slice(0, 2).join(".")),
  attack("a part too many", ({ right }) => `${right()}.`),
  attack("five parts", ({ right }) => `${right()}.e30.e30`),
  attack("two of them", ({ right }) => `${right()} ${right()}`),
  attack("JSON instead of the compact form", ({ right }) => {
    const [one, two, three] = parts(right());
    return json({ protected: one, payload: two, signature: three });
  }),
  attack("a blank before it", ({ right }) => ` ${right()}`, { oddity: "blank" }),
  attack("padding behind it", ({ right }) => `${right()}=`),
  attack("base64 of the other alphabet", ({ header, claims, by }) => {
    const [one, two, three] = parts(by(header, { ...claims, filler: "~~~???>>>" }));
    return [one, Buffer.from(two, "base64url").toString("base64"), three].join(".");
  }),

  attack("an empty signature", ({ header, claims }) => unsigned(header, claims)),
  attack("half a signature", ({ right }) => right().slice(0, -20)),
  attack("a signature and more", ({ right }) => `${right()}AAAA`),
  attack(
    "a signature of zeros",
    ({ header, claims }) => unsigned(header, claims, Buffer.alloc(64).toString("base64url")),
    ASYMMETRIC,
  ),
  attack(
    "a signature of ones",
    ({ header, claims }) => unsigned(header, claims, Buffer.alloc(64, 0xff).toString("base64url")),
    ASYMMETRIC,
  ),
  attack(
    "a signature of r = n and s = n",
    ({ header, claims }) => {
      const n = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
      return unsigned(header, claims, Buffer.from(n + n, "hex").toString("base64url"));
    },
    ASYMMETRIC,
  ),
  attack("zeros as an HMAC", ({ header, claims }) => unsigned(header, claims, Buffer.alloc(32).toString("base64url"))),
  attack(
    "a signature in DER",
    ({ header, claims, by }) => {
      const text = by(header, claims);
      const signed = text.slice(0, text.lastIndexOf("."));
      const key = STRANGER.privateKey;
      return `${signed}.${sign("sha256", Buffer.from(signed), { key, ...DSA_DER }).toString("base64url")}`;
    },
    ASYMMETRIC,
  ),

  attack("the key of somebody else", ({ header, claims }) =>
    ecdsa({ ...header, alg: "ES256" }, claims, { key: STRANGER.privateKey }),
  ),
  attack("the key of somebody else without its name", ({ claims }) =>
    ecdsa({ alg: "ES256" }, claims, { key: STRANGER.privateKey }),
  ),
  attack("a key on another curve", ({ header, claims }) =>
    ecdsa({ ...header, alg: "ES384" }, claims, { key: WIDER.privateKey, hash: "sha384" }),
  ),
  attack("a key on another curve under the name of this one", ({ header, claims }) =>
    ecdsa({ ...header, alg: "ES256" }, claims, { key: WIDER.privateKey }),
  ),
  attack("a key of another kind", ({ header, claims }) => {
    const signed = `${part({ ...header, alg: "RS256" })}.${part(claims)}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), RSA.privateKey).toString("base64url")}`;
  }),
  attack("an HMAC under nothing", ({ header, claims }) => hmac({ ...header, alg: "HS256" }, claims, "")),
  attack("an HMAC under the client's name", ({ header, claims }) =>
    hmac({ ...header, alg: "HS256" }, claims, String(claims["sub"] ?? claims["iss"])),
  ),
  attack(
    "an HMAC under the public key as PEM",
    ({ header, claims, publicKey }) =>
      hmac({ ...header, alg: "HS256" }, claims, publicKey!.export({ type: "spki", format: "pem" })),
    ASYMMETRIC,
  ),
  attack(
    "an HMAC under the public key as DER",
    ({ header, claims, publicKey }) =>
      hmac({ ...header, alg: "HS256" }, claims, publicKey!.export({ type: "spki", format: "der" })),
    ASYMMETRIC,
  ),
  attack(
    "an HMAC under the public key as a JWK",
    ({ header, claims, publicKey }) =>
      hmac({ ...header, alg: "HS256" }, claims, json(publicKey!.export({ format: "jwk" }))),
    ASYMMETRIC,
  ),

  ...KIDS.map((kid) =>
    attack(`kid ${json(kid).slice(0, 30)} and a key of one's own`, ({ header, claims }) =>
      ecdsa({ ...header, alg: "ES256", kid }, claims, { key: STRANGER.privateKey }),
    ),
  ),
  ...KIDS.map((kid) =>
    attack(`kid ${json(kid).slice(0, 30)} and an HMAC under nothing`, ({ header, claims }) =>
      hmac({ ...header, alg: "HS256", kid }, claims, ""),
    ),
  ),
  ...[7, null, true, ["k1"], { k: 1 }].map((kid) =>
    attack(`kid ${json(kid)}, which is no text`, ({ header, claims, by }) => by({ ...header, kid }, claims)),
  ),
  attack("its key along (jwk)", ({ header, claims }) =>
    ecdsa({ ...header, alg: "ES256", jwk: STRANGER.publicKey.export({ format: "jwk" }) }, claims, {
      key: STRANGER.privateKey,
    }),
  ),
  attack("the right key along (jwk)", ({ header, claims, by }) =>
    by({ ...header, jwk: STRANGER.publicKey.export({ format: "jwk" }) }, claims),
  ),
  ...["jku", "x5u"].flatMap((name) => [
    attack(`where its key lies (${name})`, ({ header, claims }) =>
      ecdsa({ ...header, alg: "ES256", [name]: "https://evil.test/keys" }, claims, { key: STRANGER.privateKey }),
    ),
    attack(`where its key lies (${name}) beside the right signature`, ({ header, claims, by }) =>
      by({ ...header, [name]: "http://169.254.169.254/latest" }, claims),
    ),
  ]),
  attack("a certificate along (x5c)", ({ header, claims }) =>
    ecdsa({ ...header, alg: "ES256", x5c: ["AAAA"] }, claims, { key: STRANGER.privateKey }),
  ),

  ...[["exp"], ["b64"], [], "exp", null, ["__proto__"]].map((crit) =>
    attack(`crit ${json(crit)}`, ({ header, claims, by }) => by({ ...header, crit, exp: 1 }, claims)),
  ),
  attack("b64 false", ({ header, claims, by }) => by({ ...header, b64: false, crit: ["b64"] }, claims)),
  attack("b64 false that is not critical", ({ header, claims, by }) => by({ ...header, b64: false }, claims)),
  attack("compression", ({ header, claims, by }) => by({ ...header, zip: "DEF" }, claims)),

  attack("claims of 20 kB", ({ header, claims, by }) => by(header, { ...claims, filler: "a".repeat(20_000) })),
  attack("a header of 20 kB", ({ header, claims, by }) => by({ ...header, filler: "a".repeat(20_000) }, claims)),
  attack("claims that nest without end", ({ header }) => unsigned(header, `{"a":${"[".repeat(6_000)}`, "AAAA")),
  attack("a header that nests 5,000 deep", ({ claims }) =>
    unsigned(`{"alg":${"[".repeat(5_000)}${"]".repeat(5_000)}}`, claims, "AAAA"),
  ),

  ...ODD_PARTS.map((odd) => attack(`${json(odd)} for a header`, ({ claims, by }) => by(odd, claims))),
  ...ODD_PARTS.map((odd) => attack(`${json(odd)} for claims`, ({ header, by }) => by(header, odd))),
  attack("alg named twice", ({ header, claims, by }) => by(twice(header, "alg", "none"), claims)),
  attack("kid named twice", ({ header, claims, by }) => by(`{"kid":"a",${twice(header, "kid", "b").slice(1)}`, claims)),
  ...["iss", "aud", "exp", "iat"].map((name) =>
    attack(`${name} named twice`, ({ header, claims, by }) => by(header, twice(claims, name, "https://evil.test"))),
  ),
  attack("bytes that are no UTF-8", ({ header, claims }) => {
    const [one] = parts(unsigned(header, claims));
    return `${one}.${Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString("base64url")}.AAAA`;
  }),

  ...ACCESS_TOKEN_TYPES.map((typ) =>
    attack(`the type ${typ}`, ({ header, claims, by }) => by({ ...header, typ }, claims), { oddity: "typed" }),
  ),
  ...TYPES.map((typ) => attack(`the type ${typ}`, ({ header, claims, by }) => by({ ...header, typ }, claims))),
  ...[7, null, ["JWT"]].map((typ) =>
    attack(`the type ${json(typ)}`, ({ header, claims, by }) => by({ ...header, typ }, claims)),
  ),

  attack("an exp that has passed", ({ header, claims, by }) => by(header, { ...claims, exp: 1 }), {
    oddity: "expired",
  }),
  attack("an exp that is a text", ({ header, claims, by }) => by(header, { ...claims, exp: "9999999999" })),
  attack("an exp that is no number", ({ header, claims, by }) =>
    by(header, json({ ...claims, exp: 0 }).replace('"exp":0', '"exp":1e999')),
  ),
  attack("an nbf of next year", ({ header, claims, by }) => by(header, { ...claims, nbf: 1_798_761_600 })),
  attack("an iat of next year", ({ header, claims, by }) => by(header, { ...claims, iat: 1_798_761_600 })),
  attack("another iss", ({ header, claims, by }) => by(header, { ...claims, iss: "https://evil.test" })),
  attack("another aud", ({ header, claims, by }) => by(header, { ...claims, aud: "https://evil.test" })),
  attack("an aud that is an object", ({ header, claims, by }) => by(header, { ...claims, aud: { a: claims["aud"] } })),
  attack("an iss that is a list", ({ header, claims, by }) => by(header, { ...claims, iss: [claims["iss"]] })),
  attack("nothing but a signature", ({ header, by }) => by(header, {}), { oddity: "bare" }),
];
