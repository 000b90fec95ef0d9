import type { KeyInfo } from "../../keys/mod.ts";
import type { Config } from "../config.ts";
import type { Check, Fault } from "./check.ts";

/** What a Postgres says of itself. */
export interface PostgresFacts {
  /** `server_version_num`: 150004 is 15.4. */
  readonly version: number;
  /** How far its clock is ahead of this machine's, in seconds. */
  readonly ahead: number;
  readonly pendingMigrations: readonly string[];
}

/** What a Redis says of itself. */
export interface RedisFacts {
  readonly ahead: number;
  /** By which it drops records when it is full; undefined = none. */
  readonly evictionPolicy?: string | undefined;
  /** Whether it writes every command down. */
  readonly appendsOnly: boolean;
}

/** What the records say of an installation. */
export interface RecordFacts {
  readonly keys: readonly KeyInfo[];
  /** Whether the private halves can be read; undefined = nobody tried. */
  readonly keysOpen?: boolean;
  readonly hasStaff: boolean;
  /** Well-known secrets of the demonstration that work: whose. */
  readonly openSecrets: readonly string[];
  /** Authorizations that cleartokens would remove. */
  readonly ended: number;
}

/** A store that was asked: what it said, or why it said nothing. */
export type Asked<Facts> = { readonly facts: Facts } | { readonly away: string };

/** What is known of the servers and the records. */
export interface ServiceGround {
  readonly config: Config;
  readonly now: number;
  readonly postgres: Asked<PostgresFacts>;
  /** Undefined = there is none. */
  readonly redis?: Asked<RedisFacts> | undefined;
  /** Undefined = they could not be read. */
  readonly records?: RecordFacts | undefined;
}

/** Seconds that clocks may be apart before somebody should know. */
const MOST_APART = 2;
const OLDEST_POSTGRES = 150_000;
const DAY = 86_400;
const MANY = 100_000;

function postgresFault(ground: ServiceGround, find: (facts: PostgresFacts) => Fault | undefined): Fault | undefined {
  return "facts" in ground.postgres ? find(ground.postgres.facts) : undefined;
}

function redisFault({ redis }: ServiceGround, find: (facts: RedisFacts) => Fault | undefined): Fault | undefined {
  return redis !== undefined && "facts" in redis ? find(redis.facts) : undefined;
}

function recordFault({ records }: ServiceGround, find: (facts: RecordFacts) => Fault | undefined): Fault | undefined {
  return records === undefined ? undefined : find(records);
}

function skewFault(what: string, { ahead }: { readonly ahead: number }): Fault | undefined {
  if (Math.abs(ahead) <= MOST_APART) return undefined;
  const apart = `${Math.abs(ahead).toFixed(1)} seconds ${ahead > 0 ? "ahead of" : "behind"}`;
  return {
    says: `The clock of ${what} is ${apart} this machine's: what one holds for alive the other holds for expired`,
    hint: "Keep the clocks of all machines by NTP",
  };
}

/** When the next signing key of an algorithm begins to sign, where that is near; undefined = it is not, or never. */
function rotationOf(key: KeyInfo, { config, now }: ServiceGround): number | undefined {
  if (key.state === "next") return key.activeFrom - now;
  if (key.state !== "active" || key.goneAt !== undefined || config.KEY_ROTATION_SECONDS === 0) return undefined;
  return key.activeFrom + config.KEY_ROTATION_SECONDS - now;
}

function nearRotation(ground: ServiceGround): Fault | undefined {
  const keys = ground.records?.keys ?? [];
  const near = keys.flatMap((key) => {
    const left = rotationOf(key, ground);
    return left !== undefined && left > 0 && left <= 7 * DAY ? [{ alg: key.alg, days: Math.ceil(left / DAY) }] : [];
  });
  if (near.length === 0) return undefined;
  return {
    says: `New keys sign soon: ${near.map(({ alg, days }) => `${alg} within ${days} ${days === 1 ? "day" : "days"}`).join(", ")}`,
    hint: "Nothing to do, where clients read the key set again when they meet a key that they do not know",
  };
}

function overdueRotation(ground: ServiceGround): Fault | undefined {
  const overdue = (ground.records?.keys ?? []).filter((key) => {
    const left = rotationOf(key, ground);
    return key.state === "active" && left !== undefined && left < -DAY;
  });
  if (overdue.length === 0) return undefined;
  return {
    says: `Keys should have been replaced by now: ${overdue.map(({ alg, kid }) => `${alg} (${kid})`).join(", ")}`,
    hint: "A server that runs replaces them by itself: is one running? Else: touchstone key rotate",
  };
}

/** What is asked of the servers and of what they hold. */
export const SERVICE_CHECKS: readonly Check<ServiceGround>[] = [
  {
    id: "E401",
    asks: "Does Postgres answer",
    find: ({ postgres }) =>
      "away" in postgres
        ? { says: `Postgres does not answer (${postgres.away})`, hint: "Is DATABASE_URL right, and the server up?" }
        : undefined,
  },
  {
    id: "E402",
    asks: "Is the schema up to date",
    find: (ground) =>
      postgresFault(ground, ({ pendingMigrations: pending }) =>
        pending.length === 0
          ? undefined
          : { says: `Migrations are still to be run: ${pending.join(", ")}`, hint: "Run touchstone migrate" },
      ),
  },
  {
    id: "E403",
    asks: "Does Redis answer",
    find: ({ redis }) =>
      redis !== undefined && "away" in redis
        ? { says: `Redis does not answer (${redis.away})`, hint: "Is REDIS_URL right, and the server up?" }
        : undefined,
  },
  {
    id: "W404",
    asks: "Does Redis keep what is alive when it is full",
    find: (ground) =>
      redisFault(ground, ({ evictionPolicy }) =>
        evictionPolicy === undefined
          ? undefined
          : {
              says: `Redis drops records that are alive when it is full (${evictionPolicy}): a code that was used may be taken again`,
              hint: "Set maxmemory-policy of Redis to noeviction",
            },
      ),
  },
  {
    id: "W405",
    asks: "Does Redis outlive a restart with what it holds",
    find: (ground) =>
      redisFault(ground, ({ appendsOnly }) =>
        appendsOnly
          ? undefined
          : {
              says: "Redis forgets tokens, codes and interactions of the last minutes when it restarts (no append-only file)",
              hint: "Set appendonly of Redis to yes; revocations are safe without it",
            },
      ),
  },
  {
    id: "W406",
    asks: "Does the clock of Postgres agree with this machine's",
    find: (ground) => postgresFault(ground, (facts) => skewFault("Postgres", facts)),
  },
  {
    id: "W407",
    asks: "Does the clock of Redis agree with this machine's",
    find: (ground) => redisFault(ground, (facts) => skewFault("Redis", facts)),
  },
  {
    id: "E408",
    asks: "Is Postgres new enough",
    find: (ground) =>
      postgresFault(ground, ({ version }) =>
        version >= OLDEST_POSTGRES
          ? undefined
          : {
              says: `Postgres ${Math.floor(version / 10_000)} is too old`,
              hint: "Use Postgres 15 or newer",
            },
      ),
  },
  {
    id: "E410",
    asks: "Can the private keys be read",
    find: (ground) =>
      recordFault(ground, ({ keysOpen }) =>
        keysOpen === false
          ? {
              says: "The private keys were sealed under another SECRET_KEY: no server can sign",
              hint: "Give the SECRET_KEY under which they were made; if it is lost: touchstone key retire KID --force",
            }
          : undefined,
      ),
  },
  { id: "I411", asks: "Do new keys sign within a week", source: "OpenID Connect Core 10.1.1", find: nearRotation },
  { id: "W412", asks: "Were keys replaced when their time came", find: overdueRotation },
  {
    id: "I413",
    asks: "Is there somebody who may administer",
    find: (ground) =>
      recordFault(ground, ({ hasStaff }) =>
        hasStaff ? undefined : { says: "There is no staff user", hint: "Run touchstone createsuperuser" },
      ),
  },
  {
    id: "I414",
    asks: "Is what ended cleared away",
    find: (ground) =>
      recordFault(ground, ({ ended }) =>
        ended <= MANY
          ? undefined
          : {
              says: `${ended} authorizations that ended are still kept`,
              hint: "Run touchstone cleartokens by schedule",
            },
      ),
  },
  {
    id: "E415",
    deploy: true,
    asks: "Are the well-known secrets of the demonstration gone",
    find: (ground) =>
      recordFault(ground, ({ openSecrets }) =>
        openSecrets.length === 0
          ? undefined
          : {
              says: "Secrets of the demonstration work that everybody can read in the documentation",
              hint: "Remove the demonstration, or change them: touchstone changepassword, touchstone client rotate-secret",
              about: openSecrets,
            },
      ),
  },
];
