import { FOR_PEOPLE, OF_CLIENTS, TLS_IN_FRONT } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What section 4 advises, in words of its own without capitals: each counts as SHOULD. */
export const SECURITY: readonly RuleEntry[] = [
  {
    id: "4.1-1",
    keyword: "SHOULD",
    who: "client",
    says: "Keep the private key secret, as RSA signatures rest on it alone",
    reason: FOR_PEOPLE,
  },
  {
    id: "4.2-1",
    keyword: "SHOULD",
    who: "server",
    says: "Protect what is confidential by TLS, as signing hides nothing",
    reason: TLS_IN_FRONT,
  },
  {
    id: "4.3-1",
    keyword: "SHOULD",
    who: "server",
    says: "Prove by TLS who it is",
    reason: TLS_IN_FRONT,
  },
  {
    id: "4.4-1",
    keyword: "SHOULD",
    who: "server",
    says: "Keep answers out of caches where a request was authenticated without the Authorization header",
  },
  {
    id: "4.5-1",
    keyword: "SHOULD",
    who: "server",
    says: "Protect the secrets, which signatures need as they are, from whoever reads its store",
  },
  {
    id: "4.6-1",
    keyword: "SHOULD NOT",
    who: "server",
    says: "Know a client by its credentials alone",
    reason:
      "Not done: nothing but credentials tells clients apart here, for which OAuth 2.0 has PKCE and consent each time",
  },
  {
    id: "4.7-1",
    keyword: "SHOULD",
    who: "server",
    says: "Teach people about phishing, and let them see easily that a page is its own",
    reason: "Left to the deployment: its name and its certificate are what people know it by",
  },
  {
    id: "4.7-2",
    keyword: "SHOULD",
    who: "client",
    says: "Open the server where people can see whose page it is",
    reason: FOR_PEOPLE,
  },
  { id: "4.8-1", keyword: "SHOULD", who: "server", says: "Let people grant less than everything" },
  { id: "4.8-2", keyword: "SHOULD", who: "server", says: "Tell people what it is that they grant" },
  {
    id: "4.9-1",
    keyword: "SHOULD",
    who: "server",
    says: "Give out secrets that are long and random enough to outlive any search for them",
  },
  { id: "4.9-2", keyword: "SHOULD", who: "server", says: "Make secrets by a generator that is fit for cryptography" },
  {
    id: "4.10-1",
    keyword: "SHOULD",
    who: "server",
    says: "Let nobody fill its store with nonces without a signature that is right",
  },
  {
    id: "4.10-2",
    keyword: "SHOULD",
    who: "server",
    says: "Bound the work that a request can cause before its signature is found right",
  },
  { id: "4.11-1", keyword: "SHOULD", who: "server", says: "Let SHA-1 be given up where it is not strong enough" },
  {
    id: "4.12-1",
    keyword: "SHOULD",
    who: "server",
    says: "Protect by other means what the base string does not cover",
  },
  { id: "4.13-1", keyword: "SHOULD", who: "server", says: "Prevent that another site has a person approve something" },
  {
    id: "4.13-2",
    keyword: "SHOULD",
    who: "client",
    says: "Verify at its callback that the person there meant to come",
    reason: OF_CLIENTS,
  },
  { id: "4.14-1", keyword: "SHOULD", who: "server", says: "Keep its pages out of frames" },
  {
    id: "4.15-1",
    keyword: "MAY",
    who: "server",
    says: "Answer for a person who allowed the same before, though stolen credentials gain by it",
  },
];
