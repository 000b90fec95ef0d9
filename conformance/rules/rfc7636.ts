import { FOR_EXTENSIONS, FOR_PEOPLE, OF_CLIENTS } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** Proof Key for Code Exchange. */
export const RFC7636: RuleBook = ruleBook("RFC7636", "https://www.rfc-editor.org/rfc/rfc7636#section-", [
  {
    id: "4.1-1",
    keyword: "MUST",
    who: "client",
    says: "Make a verifier of 43 to 128 unreserved characters",
  },
  {
    id: "4.1-2",
    keyword: "SHOULD",
    who: "client",
    says: "Make a verifier that nobody can guess",
    reason: OF_CLIENTS,
  },
  {
    id: "4.1-3",
    keyword: "RECOMMENDED",
    who: "client",
    says: "Make the verifier of 32 random octets in base64url",
    reason: OF_CLIENTS,
  },
  {
    id: "4.1-4",
    keyword: "MUST",
    who: "client",
    says: "Make another verifier for each authorization request",
  },

  { id: "4.2-1", keyword: "MUST", who: "client", says: "Use S256 if it can" },
  { id: "4.2-2", keyword: "MUST", who: "server", says: "Support S256" },
  {
    id: "4.2-3",
    keyword: "MUST",
    who: "client",
    says: "Use plain only if S256 is out of reach and the server is known to take plain",
    reason: OF_CLIENTS,
  },
  {
    id: "4.2-4",
    keyword: "MUST",
    who: "client",
    says: "Make the challenge of S256 as the base64url of the digest, without padding",
  },

  { id: "4.3-1", keyword: "REQUIRED", who: "client", says: "Send code_challenge to the authorization endpoint" },
  {
    id: "4.3-2",
    keyword: "MUST",
    who: "server",
    says: "Take a challenge without code_challenge_method to be plain",
  },
  {
    id: "4.3-3",
    keyword: "MUST",
    who: "client",
    says: "Name S256 as code_challenge_method, as leaving it out means plain",
    reason: OF_CLIENTS,
  },

  { id: "4.4-1", keyword: "MUST", who: "server", says: "Keep challenge and method with the code" },
  { id: "4.4-2", keyword: "MUST NOT", who: "server", says: "Let nobody read the challenge out of the code" },
  {
    id: "4.4.1-1",
    keyword: "MUST",
    who: "server",
    says: "Refuse with invalid_request when a challenge is required and missing",
  },
  {
    id: "4.4.1-2",
    keyword: "MUST",
    who: "server",
    says: "Refuse a code_challenge_method that it does not support with invalid_request",
  },
  {
    id: "4.4.1-3",
    keyword: "SHOULD",
    who: "server",
    says: "Say in error_description what is wrong with the challenge",
  },
  { id: "4.5-1", keyword: "REQUIRED", who: "server", says: "Demand code_verifier with a code that has a challenge" },
  {
    id: "4.5-2",
    keyword: "MUST",
    who: "server",
    says: "Verify by the method that the code was bound to, whatever else the token request says",
  },
  {
    id: "4.5-3",
    keyword: "REQUIRED",
    who: "client",
    says: "Send with the code the verifier that its challenge was made from",
  },

  {
    id: "4.6-1",
    keyword: "MUST",
    who: "server",
    says: "Hash the verifier and compare the result with the challenge where the method is S256",
  },
  {
    id: "4.6-2",
    keyword: "MUST",
    who: "server",
    says: "Compare verifier and challenge as they are where the method is plain",
  },
  {
    id: "4.6-3",
    keyword: "MUST",
    who: "server",
    says: "Answer invalid_grant when verifier and challenge do not belong together",
  },
  { id: "4.6-4", keyword: "MUST", who: "server", says: "Go on as usual when verifier and challenge belong together" },
  { id: "5-1", keyword: "MAY", who: "server", says: "Accept clients that do not use PKCE where a setting says so" },
  {
    id: "5-2",
    keyword: "SHOULD",
    who: "client",
    says: "Send challenge and verifier to every server",
  },
  {
    id: "6.2.1-1",
    keyword: "RECOMMENDED",
    who: "extension author",
    says: "Give a new method a name of eight characters at most",
    reason: FOR_EXTENSIONS,
  },
  {
    id: "7.1-1",
    keyword: "SHOULD",
    who: "client",
    says: "Put at least 256 bits of entropy into the verifier",
    reason: OF_CLIENTS,
  },
  {
    id: "7.2-1",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Accept S256, and plain only where a setting says so",
  },
  {
    id: "7.2-2",
    keyword: "MUST NOT",
    who: "client",
    says: "Never fall back to plain after S256 was refused",
    reason: OF_CLIENTS,
  },
  {
    id: "7.2-3",
    keyword: "MUST",
    who: "server",
    says: "Encrypt a plain challenge that is carried inside the code",
    reason: "Not done: the challenge stays on the server, the code carries nothing",
  },
  {
    id: "7.4-1",
    keyword: "SHOULD",
    who: "developer",
    says: "Read and follow the security analysis of OAuth as a whole",
    reason: FOR_PEOPLE,
  },
]);
