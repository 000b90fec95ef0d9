import { fail, JwtRefused, peekJwt } from "../../protocol/mod.ts";
import { type Document, memberOf } from "./document.ts";

function checkReadable(value: unknown): void {
  try {
    if (typeof value === "string") {
      peekJwt(value);
      return;
    }
  } catch (error) {
    if (!(error instanceof JwtRefused)) throw error;
  }
  fail("invalid_software_statement", "Cannot register the client as its software statement is no signed JWT", {
    rule: "RFC7591-3.2.2-4",
  });
}

/**
 * Refuses a document that carries a software statement.
 *
 * Decision 2026-11-21: no party is trusted to make them yet, and to ignore one would register less than was vouched for.
 *
 * @see RFC 7591 2.3, 3.2.2
 */
export function checkSoftwareStatement(document: Document): void {
  const statement = memberOf(document, "software_statement");
  if (statement === undefined) return;
  checkReadable(statement);
  fail("unapproved_software_statement", "Cannot register the client as nobody is trusted here to make statements", {
    rule: "RFC7591-3.2.2-5",
  });
}
