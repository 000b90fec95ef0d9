import type { RuleEntry } from "../rule_book.ts";

/** What section 8 demands of subject identifiers. */
export const SUBJECTS: readonly RuleEntry[] = [
  {
    id: "8-1",
    keyword: "MUST",
    who: "server",
    says: "Give a person one identifier for all clients that registered for public ones",
  },
  {
    id: "8.1-1",
    keyword: "MUST",
    who: "server",
    says: "Make pairwise identifiers that nobody else can trace to the person",
  },
  { id: "8.1-2", keyword: "MUST", who: "server", says: "Give a person another pairwise identifier for each sector" },
  { id: "8.1-3", keyword: "MUST", who: "server", says: "Give a person the same pairwise identifier each time" },
  {
    id: "8.1-4",
    keyword: "MUST",
    who: "server",
    says: "Demand sector_identifier_uri of a client with pairwise identifiers whose redirect URIs are of several hosts",
  },
];
