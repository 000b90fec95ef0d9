import { type Digest, digest } from "../../src/platform/mod.ts";
import type {
  AccountRecord,
  ClientRecord,
  DurableStore,
  FamilyRecord,
  InitialTokenRecord,
  KeyRecord,
  SessionRecord,
} from "../../src/stores/mod.ts";

let last = 0;

/** A text that no other call gives. */
export function unique(word: string): string {
  last += 1;
  return `${word}-${last}`;
}

/** A digest that no other call gives. */
export function uniqueDigest(): Digest {
  return digest(unique("secret"));
}

/** A client with only what a client must have. */
export function leanClient(members: Partial<ClientRecord> = {}): Omit<ClientRecord, "id"> {
  return {
    clientId: unique("client"),
    name: "A client",
    type: "public",
    secrets: [],
    grantTypes: [],
    redirectUris: [],
    skipAuthorization: false,
    metadata: {},
    createdAt: 1_700_000_000,
    updatedAt: 1_700_000_000,
    ...members,
  };
}

/** A client that has everything but an owner. */
export function fullClient(): Omit<ClientRecord, "id"> {
  return leanClient({
    name: "Ein 'Client' \\ \"with\" {signs}, 𐍈",
    type: "confidential",
    secrets: [
      { kind: "sha256", hash: "one", createdAt: 1, expiresAt: 2 },
      { kind: "argon2id", hash: "two", createdAt: 3 },
    ],
    grantTypes: ["authorization_code", "refresh_token"],
    redirectUris: ["https://a.test/cb?x={1,2}", 'com.example.app:/cb"quoted"'],
    scope: ["read", "write"],
    defaultScope: [],
    authMethod: "client_secret_basic",
    skipAuthorization: true,
    accessTokenLifetime: 600,
    refreshTokenLifetime: 86_400,
    registrationDigest: uniqueDigest(),
    isUnverified: true,
    metadata: { nested: { list: [1, null, "x"], flag: true } },
    updatedAt: 1_700_000_001,
  });
}

/** A person. */
export function person(members: Partial<AccountRecord> = {}): Omit<AccountRecord, "id"> {
  return {
    sub: unique("sub"),
    username: unique("user"),
    email: "user@example.test",
    firstName: "Ada",
    lastName: "O'Hara",
    passwordHash: "$argon2id$…",
    isStaff: false,
    isActive: true,
    createdAt: 1_700_000_000,
    updatedAt: 1_700_000_000,
    ...members,
  };
}

/** A family of a client with only what it must have. */
export function leanFamily(client: number, members: Partial<FamilyRecord> = {}): FamilyRecord {
  return {
    tag: unique("tag"),
    client,
    grantType: "authorization_code",
    scope: ["read"],
    generation: 0,
    bindings: {},
    createdAt: 1_700_000_000,
    ...members,
  };
}

/** A session of a person with nothing optional. */
export function leanSession(accountId: number, members: Partial<SessionRecord> = {}): SessionRecord {
  const now = 1_700_000_000;
  return {
    sid: unique("sid"),
    digest: uniqueDigest(),
    accountId,
    authTime: now,
    amr: ["pwd"],
    clients: [],
    createdAt: now,
    expiresAt: now + 60,
    ...members,
  };
}

/** A key that no other call gives, of an algorithm of its own. */
export function keyRecord(given: Partial<KeyRecord> = {}): KeyRecord {
  return {
    kid: unique("kid"),
    alg: unique("alg"),
    use: "sig",
    generation: 1,
    publicJwk: { kty: "EC", crv: "P-256", x: "x", y: "y" },
    sealedPrivate: "s1.sealed",
    createdAt: 1_700_000_000,
    activeFrom: 1_700_086_400,
    ...given,
  };
}

/** An initial access token that can be used once. */
export function initialToken(given: Partial<InitialTokenRecord> = {}): InitialTokenRecord {
  return { digest: uniqueDigest(), usesLeft: 1, createdAt: 1_700_000_000, ...given };
}

/** A client and a person on record. */
export async function clientAndPerson(
  store: DurableStore,
): Promise<{ readonly client: number; readonly accountId: number }> {
  const [client, account] = [await store.clients.add(leanClient()), await store.accounts.add(person())];
  return { client: client.id, accountId: account.id };
}
