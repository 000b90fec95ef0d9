import { checkMembers, isMeantForUs, type Issuer } from "../../engine/mod.ts";
import { fail, type JwtClaims, JwtRefused, peekJwt, type SigningAlg, verifyJwt } from "../../protocol/mod.ts";
import { type Document, memberOf } from "./document.ts";

/** Who is trusted to make software statements. */
export interface StatementIssuer {
  /** Its keys, by value or by reference, under the names that client metadata has for them. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly algs: readonly SigningAlg[];
}

/** They by the name that they have in `iss`. */
export type StatementIssuers = ReadonlyMap<string, StatementIssuer>;

/** What a statement is judged by. */
export interface StatementOptions {
  readonly issuer: Pick<Issuer, "url" | "metadata" | "clock" | "clientKeys">;
  readonly statementIssuers: StatementIssuers;
}

/** Claims of every JWT, which say nothing of a client. @see RFC 7519 4.1 */
const OF_THE_JWT: ReadonlySet<string> = new Set(["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]);

function refuse(why: string): never {
  return fail("invalid_software_statement", `Cannot register the client as its software statement ${why}`, {
    rule: "RFC7591-3.2.2-4",
  });
}

function refuseMaker(): never {
  return fail(
    "unapproved_software_statement",
    "Cannot register the client as its software statement is not of somebody who is trusted here to make them",
    { rule: "RFC7591-3.2.2-5" },
  );
}

async function verifiedClaims(text: string, { issuer, statementIssuers }: StatementOptions): Promise<JwtClaims> {
  const { iss: name } = peekJwt(text).claims;
  const maker = typeof name === "string" ? statementIssuers.get(name) : undefined;
  if (typeof name !== "string" || maker === undefined) return refuseMaker();
  const { claims } = await verifyJwt(text, {
    now: issuer.clock.now(),
    algs: maker.algs,
    issuer: name,
    // A statement is a part of the software, which lasts.
    mayLast: true,
    keyFor: async ({ alg, kid }) => (await issuer.clientKeys.find(maker, { alg, use: "sig", kid }))?.key,
  });
  if (claims["aud"] !== undefined && !isMeantForUs(claims, issuer)) return refuseMaker();
  return claims;
}

/**
 * The document with what its software statement says, which wins over what the document itself says.
 *
 * Decision 2026-11-21: a statement says what the software is, not who brings it, so that it vouches for nobody.
 *
 * @see RFC 7591 2.3, 3.1.1
 * @throws {OAuthError} invalid_software_statement or unapproved_software_statement.
 */
export async function withStatement(document: Document, options: StatementOptions): Promise<Document> {
  const statement = memberOf(document, "software_statement");
  if (statement === undefined) return document;
  if (typeof statement !== "string") return refuse("is not a text");
  try {
    const claims = await verifiedClaims(statement, options);
    const said = Object.entries(claims).filter(([name]) => !OF_THE_JWT.has(name) && name !== "software_statement");
    const whole = { ...document, ...Object.fromEntries(said) };
    checkMembers(whole);
    return whole;
  } catch (error) {
    if (error instanceof JwtRefused) return refuse("is no JWT that its maker signed and that holds now");
    throw error;
  }
}
