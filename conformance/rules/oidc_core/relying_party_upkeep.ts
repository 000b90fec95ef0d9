import { OF_CLIENTS } from "../_reason.ts";
import type { RuleEntry } from "../rule_book.ts";

/** What the other sections demand of clients: claims, keys, refreshed ID tokens and nonces. */
export const RELYING_PARTY_UPKEEP: readonly RuleEntry[] = [
  {
    id: "5.1-2",
    keyword: "MUST NOT",
    who: "client",
    says: "Take neither email nor preferred_username for something that one person alone has",
    reason: OF_CLIENTS,
  },
  {
    id: "5.7-1",
    keyword: "MUST",
    who: "client",
    says: "Know a person again by iss and sub together, and by no other claim",
    reason: OF_CLIENTS,
  },
  {
    id: "10.1-3",
    keyword: "MUST NOT",
    who: "client",
    says: "Agree on no HMAC as a public client, which can keep no secret",
  },
  {
    id: "10.1-4",
    keyword: "MUST",
    who: "client",
    says: "Verify by the key that kid names where the key set holds several",
  },
  {
    id: "10.1-5",
    keyword: "MUST",
    who: "client",
    says: "Verify by the one key that there is where neither the ID token nor the key set needs a kid",
  },
  {
    id: "10.1-6",
    keyword: "MUST",
    who: "client",
    says: "Sign for the provider by an algorithm that the provider supports, and that was agreed on",
  },
  {
    id: "10.1-7",
    keyword: "MUST",
    who: "client",
    says: "Name the signing key by kid where its own key set holds several",
  },
  {
    id: "10.1.1-1",
    keyword: "MUST",
    who: "client",
    says: "Fetch the keys of the issuer again when a token names a kid that it does not know",
  },
  {
    id: "12.2-5",
    keyword: "MUST",
    who: "client",
    says: "Refuse a refreshed ID token of another iss",
  },
  {
    id: "12.2-6",
    keyword: "MUST",
    who: "client",
    says: "Refuse a refreshed ID token of another sub",
  },
  {
    id: "12.2-7",
    keyword: "MUST",
    who: "client",
    says: "Refuse a refreshed ID token whose aud has lost what the first one named",
  },
  {
    id: "12.2-8",
    keyword: "MUST",
    who: "client",
    says: "Expect the iat of a refreshed ID token to be that of the refresh",
    reason: OF_CLIENTS,
  },
  {
    id: "12.2-9",
    keyword: "MUST",
    who: "client",
    says: "Expect the auth_time of a refreshed ID token to be that of the sign-in at first",
  },
  {
    id: "12.2-10",
    keyword: "MUST",
    who: "client",
    says: "Refuse a refreshed ID token with another azp than the first one had",
  },
  {
    id: "12.2-11",
    keyword: "MUST",
    who: "client",
    says: "Refuse a refreshed ID token whose nonce, where it has one, is not that of the first",
  },
  {
    id: "12.2-12",
    keyword: "MUST",
    who: "client",
    says: "Go on without an ID token where a refresh brings none",
  },
  {
    id: "15.5.2-1",
    keyword: "MUST",
    who: "client",
    says: "Make each nonce anew, bound to the session and impossible to guess",
  },
  {
    id: "16.17-1",
    keyword: "MUST",
    who: "client",
    says: "Check the certificate of the server wherever it speaks TLS",
    reason: OF_CLIENTS,
  },
];
