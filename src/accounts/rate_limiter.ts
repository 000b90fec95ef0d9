import { type Clock, digest, type Instant, type Seconds } from "../platform/mod.ts";
import { printRate, type Rate } from "../protocol/mod.ts";
import { countKind, type Drawn, type EphemeralStore } from "../stores/mod.ts";

const QUOTA = countKind("q");

/** What a rate leaves to somebody who asked. */
export interface Allowance {
  /** Whether this once is within the rate; if so, it is counted. */
  readonly allowed: boolean;
  /** How often one may ask again before the time is over; a guess where several processes count. */
  readonly left: number;
  /** Until all of it may be asked again: whole seconds, never too few, so that whoever waits them out is let through. */
  readonly endsIn: Seconds;
}

/** Counts who does something how often, over all processes that share a store. */
export interface RateLimiter {
  readonly rate: Rate;
  /**
   * Counts once, if it is within the rate.
   *
   * It answers at once where this process knows the answer, and else after one command to the store.
   *
   * @throws {StoreUnavailable} When nobody can tell now.
   */
  take(who: string): Allowance | Promise<Allowance>;
}

/** What is counted, and where. */
export interface RateLimiterOptions {
  readonly ephemeral: EphemeralStore;
  readonly clock: Clock;
  readonly rate: Rate;
  /** Limiters of one name and one rate count together. */
  readonly name: string;
}

/** How many are remembered in this process; who is forgotten is asked of the store again, or leaves a lease unused. */
const REMEMBERED = 10_000;
/** A process leases at most this part of a rate at once: so much may go unused in it while another process refuses. */
const LEASED_PART = 100;
const MOST_LEASED = 100;
/** And at most this part of what is left, so that leases get smaller towards the end. */
const PART_OF_REST = 16;

interface Waiting {
  readonly resolve: (allowance: Allowance) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Makes a counter of one rate.
 *
 * The time of a rate begins with whoever asks first, and everything may be asked again when it is over: between two
 * such times, as long as one of them, nobody is let through more often than the rate says. (At the seam of the two it
 * can be twice: that much may come at the end of one and at the beginning of the next.) How much was granted is known
 * to the store alone, and native expiry ends it.
 *
 * Where a rate is large, a process leases some of it at once, and more each time, so that a busy one asks the store
 * for one in a hundred. Nobody is let through twice for it. A rate below 200 is exact to the last.
 */
export function openRateLimiter({ ephemeral, clock, rate, name }: RateLimiterOptions): RateLimiter {
  const most = Math.min(MOST_LEASED, Math.floor(rate.limit / LEASED_PART));
  const buckets = new Map<string, Bucket>();

  function draw(who: string, wanted: number): Promise<Drawn> {
    const key = digest(`${name}\n${printRate(rate)}\n${who}`);
    return ephemeral.draw(QUOTA, { key, ttl: rate.period, limit: rate.limit, wanted });
  }

  function bucketOf(who: string): Bucket {
    for (const oldest of buckets.keys()) {
      if (buckets.size < REMEMBERED) break;
      buckets.delete(oldest);
    }
    const bucket = new Bucket(clock, {
      most,
      draw: (wanted) => draw(who, wanted),
      idle: () => void buckets.delete(who),
    });
    buckets.set(who, bucket);
    return bucket;
  }

  return { rate, take: (who) => (buckets.get(who) ?? bucketOf(who)).take() };
}

interface BucketOptions {
  /** How much it leases at once at most. */
  readonly most: number;
  readonly draw: (wanted: number) => Promise<Drawn>;
  /** Called when it knows nothing that is worth to be remembered. */
  readonly idle: () => void;
}

/** What this process knows of one who asks. */
class Bucket {
  readonly #clock: Clock;
  readonly #options: BucketOptions;
  /** What was granted to this process and is not used. */
  #lease = 0;
  /** How much was leased the last time. */
  #leased = 0;
  #drawn: Drawn = { granted: 0, left: 1, endsIn: 0 };
  /** Before the store was asked, and after it answered: it counted at some moment in between. */
  #asked: Instant = 0;
  #answered: Instant = 0;
  #waiting: Waiting[] = [];
  #isDrawing = false;

  constructor(clock: Clock, options: BucketOptions) {
    this.#clock = clock;
    this.#options = options;
  }

  take(): Allowance | Promise<Allowance> {
    const now = this.#clock.now();
    if (this.#isCertain(now)) {
      if (this.#lease > 0) {
        this.#lease -= 1;
        return this.#allowance(true, now);
      }
      if (this.#drawn.left === 0) return this.#allowance(false, now);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      if (!this.#isDrawing) void this.#serve();
    });
  }

  /** Whether the time in which the store last counted is not over. The store's clock may be ahead by up to a second. */
  #isCertain(now: Instant): boolean {
    return now >= this.#asked && now < this.#asked + this.#drawn.endsIn - 1;
  }

  #allowance(allowed: boolean, now: Instant): Allowance {
    const { left, endsIn } = this.#drawn;
    // Of the second in which the store answered, all may have been left.
    const passed = Math.max(0, now - this.#answered - 1);
    return { allowed, left: this.#lease + left, endsIn: Math.max(1, endsIn - passed) };
  }

  /** Asks the store for all who wait, one draw after the other, until nobody does. */
  async #serve(): Promise<void> {
    this.#isDrawing = true;
    while (this.#waiting.length > 0) {
      const asking = this.#waiting.length;
      try {
        await this.#draw(asking);
        this.#settle();
      } catch (error) {
        for (const { reject } of this.#waiting.splice(0, asking)) reject(error);
      }
    }
    this.#isDrawing = false;
    // Where nothing is leased, all that is worth to be known is that nothing is left.
    if (this.#options.most <= 1 && this.#drawn.left > 0) this.#options.idle();
  }

  async #draw(asking: number): Promise<void> {
    const asked = this.#clock.now();
    // What was leased for a time that is over is lost, and so is the habit of leasing much.
    if (!this.#isCertain(asked)) this.#leased = 0;
    const { most, draw } = this.#options;
    const next = Math.min(most, this.#leased * 2, Math.floor(this.#drawn.left / PART_OF_REST));
    const drawn = await draw(Math.max(asking, next));
    this.#asked = asked;
    this.#answered = this.#clock.now();
    this.#drawn = drawn;
    this.#leased = Math.max(1, Math.min(most, drawn.granted));
    this.#lease = drawn.granted;
  }

  /** Lets in who came first; when nothing is left the others are refused, else they wait for the next draw. */
  #settle(): void {
    const now = this.#answered;
    for (const { resolve } of this.#waiting.splice(0, this.#lease)) {
      this.#lease -= 1;
      resolve(this.#allowance(true, now));
    }
    if (this.#drawn.left > 0) return;
    for (const { resolve } of this.#waiting.splice(0)) resolve(this.#allowance(false, now));
  }
}
