import { type Digest, digest, sha256 } from "../../src/platform/mod.ts";
import { mintToken } from "../../src/protocol/mod.ts";
import { seededRandom } from "../../src/platform/mod.ts";
import type { AccountRecord, ClientRecord, FamilyRecord, SecretRecord } from "../../src/stores/mod.ts";
import { leanClient, leanFamily, person } from "../contract/record_samples.ts";
import { START } from "./issuer_under_test.ts";

/** A client that no store knows. */
export function clientRecord(said: Partial<ClientRecord> = {}): ClientRecord {
  return { id: 7, ...leanClient(said) };
}

/** A person whom no store knows. */
export function accountRecord(said: Partial<AccountRecord> = {}): AccountRecord {
  return { id: 3, ...person(said) };
}

/** A family that no store knows, of the client 7 unless said otherwise, that has a refresh token. */
export function familyRecord(said: Partial<FamilyRecord> = {}): FamilyRecord {
  const refreshDigest: Digest = digest("refresh token");
  return leanFamily(7, { tag: "family00", createdAt: START, refreshDigest, ...said });
}

/** A fast secret at rest. */
export function fastSecret(text: string, said: Partial<SecretRecord> = {}): SecretRecord {
  return { kind: "sha256", hash: sha256(text).toString("base64url"), createdAt: START, ...said };
}

/** A well-formed token that nobody issued: the same for the same words. */
export function strangeToken(kind: "at" | "rt" | "ac" | "dc", seed = "stranger"): string {
  return mintToken(kind, { random: seededRandom(seed) });
}
