import { hash, verify } from "@node-rs/argon2";
import { availableParallelism } from "node:os";

/** Hashes what people choose: slowly, off the event loop, and never more at once than there are cores. */
export interface SlowHash {
  /** Answers a PHC string. Throws `TooBusy` when too many wait already. */
  hash(secret: string): Promise<string>;
  /** Whether a secret belongs to a PHC string; false for a string that is none. */
  verify(phc: string, secret: string): Promise<boolean>;
  /** Spends the time of a `verify`, for a person who does not exist. */
  pretend(secret: string): Promise<false>;
  /** Whether a PHC string was made with other parameters than today's. */
  isOutdated(phc: string): boolean;
}

/** So many hashes are waiting that another one would only make all of them late. */
export class TooBusy extends Error {
  override readonly name = "TooBusy";

  constructor() {
    super("Cannot check the password now as too many are being checked");
  }
}

/** What a hash costs. @see OWASP Password Storage Cheat Sheet, argon2id */
export interface SlowHashOptions {
  /** Kibibytes. */
  readonly memoryCost?: number;
  readonly timeCost?: number;
  /** How many run at once. */
  readonly atOnce?: number;
  /** How many may wait. */
  readonly queue?: number;
}

/** Makes a gate that lets so many in at once, and turns away who would wait behind too many. */
function gate(atOnce: number, queue: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= queue) throw new TooBusy();
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else {
      running += 1;
    }
    try {
      return await work();
    } finally {
      // The place is handed on to the next in line, or given back.
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}

/** argon2id. */
export function argon2SlowHash(options: SlowHashOptions = {}): SlowHash {
  const { memoryCost = 19_456, timeCost = 2, atOnce = availableParallelism(), queue = 100 } = options;
  const cost = { memoryCost, timeCost, parallelism: 1 };
  const through = gate(atOnce, queue);
  const prefix = `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=1$`;
  // A well-formed hash of nothing: checking against it takes as long as checking against a real one.
  const nobody = `${prefix}${"A".repeat(22)}$${"A".repeat(43)}`;

  async function verifyHash(phc: string, secret: string): Promise<boolean> {
    if (!phc.startsWith("$argon2")) return false;
    return through(async () => {
      try {
        return await verify(phc, secret);
      } catch {
        // The record is damaged: no secret belongs to it.
        return false;
      }
    });
  }

  return {
    hash: (secret) => through(() => hash(secret, cost)),
    verify: verifyHash,
    async pretend(secret) {
      await verifyHash(nobody, secret);
      return false;
    },
    isOutdated: (phc) => !phc.startsWith(prefix),
  };
}
