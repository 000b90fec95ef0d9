import { FOR_EXTENSIONS, FOR_PEOPLE, OF_CLIENTS, TLS_IN_FRONT } from "./_reason.ts";
import { ruleBook } from "./rule_book.ts";
import type { RuleBook } from "./rule_book.ts";

/** WebFinger. */
export const RFC7033: RuleBook = ruleBook("WEBFINGER", "https://www.rfc-editor.org/rfc/rfc7033#section-", [
  {
    id: "4-1",
    keyword: "MUST",
    who: "server",
    says: "Answer at /.well-known/webfinger of the host",
  },
  {
    id: "4-2",
    keyword: "MUST",
    who: "client",
    says: "Ask the host that the resource names, over https, and over nothing else",
  },
  {
    id: "4.1-1",
    keyword: "MUST",
    who: "server",
    says: "Take a resource that is percent-encoded, and any order of parameters",
  },
  {
    id: "4.1-2",
    keyword: "MUST",
    who: "client",
    says: "Ask with one resource, percent-encoded, its equals signs and ampersands as well",
    reason: OF_CLIENTS,
  },
  {
    id: "4.2-1",
    keyword: "MUST",
    who: "server",
    says: "Answer with a JSON resource descriptor whether it was asked for or nothing in particular was",
  },
  { id: "4.2-2", keyword: "MUST", who: "server", says: "Send the descriptor as application/jrd+json" },
  { id: "4.2-3", keyword: "MUST", who: "server", says: "Answer 400 where the resource is missing or malformed" },
  { id: "4.2-4", keyword: "MUST", who: "server", says: "Answer 404 where nothing is known of the resource" },
  {
    id: "4.2-5",
    keyword: "MUST",
    who: "server",
    says: "Redirect to https only",
    reason: "Choice: it never redirects, so that there is nothing to follow",
  },
  {
    id: "4.2-6",
    keyword: "MUST",
    who: "client",
    says: "Verify the certificate, and take the answer of a server that fails for none",
    reason: OF_CLIENTS,
  },
  {
    id: "4.2-7",
    keyword: "MUST",
    who: "client",
    says: "Follow a redirect to https alone, and verify the certificate there again",
  },
  {
    id: "4.3-1",
    keyword: "SHOULD",
    who: "server",
    says: "Answer only those links whose relation was asked for by rel, which may repeat",
  },
  {
    id: "4.3-2",
    keyword: "MUST",
    who: "server",
    says: "Answer with the descriptor all the same where no link has the relation that was asked for",
  },
  { id: "4.4-1", keyword: "MUST", who: "client", says: "Ignore members that it does not know" },
  { id: "4.4.1-1", keyword: "SHOULD", who: "server", says: "Name what was asked about as the subject" },
  {
    id: "4.4.4.1-1",
    keyword: "MUST",
    who: "server",
    says: "Give each link a relation, and one only, an address or a registered name",
  },
  { id: "4.4.4.3-1", keyword: "MUST", who: "server", says: "Give href as an address" },
  {
    id: "5-1",
    keyword: "MUST",
    who: "server",
    says: "Let scripts of other origins read the answer",
  },
  { id: "5-2", keyword: "SHOULD", who: "server", says: "Let scripts of every origin read it, by an asterisk" },
  {
    id: "8-1",
    keyword: "MUST",
    who: "extension author",
    says: "Say which URI schemes and relations an application of WebFinger uses",
    reason: FOR_EXTENSIONS,
  },
  { id: "9.1-1", keyword: "MUST", who: "server", says: "Answer over TLS", reason: TLS_IN_FRONT },
  {
    id: "9.2-1",
    keyword: "MUST NOT",
    who: "server",
    says: "Share nothing personal that its person did not choose to share",
  },
  {
    id: "9.2-2",
    keyword: "SHOULD",
    who: "developer",
    says: "Tell people what is shared about them",
    reason: FOR_PEOPLE,
  },
  {
    id: "9.3-1",
    keyword: "SHOULD",
    who: "server",
    says: "Give no list of accounts away to whoever asks about many names",
  },
]);
