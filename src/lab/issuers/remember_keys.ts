import type { Seconds } from "../../platform/mod.ts";
import type { EphemeralStore, Kind } from "../../stores/mod.ts";

/** Where a record is: below which prefix, of which kind, under which key. */
type Place = readonly [prefix: string, code: string, key: string];

function byteKind<T>(code: string): Kind<T> {
  return {
    code,
    encode: (value) => Buffer.from(JSON.stringify(value)),
    decode: (bytes): T => JSON.parse(Buffer.from(bytes).toString("utf8")),
  };
}

const PLACES: Kind<Place> = byteKind("lk");
/** The one list of a store. */
const ALL = "";
/** More than an issuer that is tested ever writes; what is beyond that expires by itself. */
const MOST = 20_000;
/** Places that this process remembers to have noted, so that what is written again is not noted again. */
const KNOWN = 5_000;

/** A store of which nothing is left when its time has come. */
export interface RememberedStore {
  readonly store: EphemeralStore;
  /** Removes all that was ever written, whichever process wrote it. */
  forgetAll(): Promise<void>;
  /** What was noted may have been removed by another process. */
  distrust(): void;
}

/** What {@link rememberKeys} works on. */
export interface RememberKeysOptions {
  /** Narrowed to the one whose records they are. */
  readonly store: EphemeralStore;
  /** How long what is noted has to be known from now on. */
  readonly ttl: () => Seconds;
}

/**
 * Notes the place of each record before it is written, so that all of them can be removed at once: an ephemeral store
 * lists nothing by itself.
 */
export function rememberKeys({ store: whole, ttl }: RememberKeysOptions): RememberedStore {
  const known = new Set<string>();

  async function note(place: Place): Promise<void> {
    const name = place.join(" ");
    if (known.has(name)) return;
    await whole.append(PLACES, { key: ALL, value: place, ttl: ttl(), limit: MOST });
    if (known.size >= KNOWN) known.clear();
    known.add(name);
  }

  function noted(store: EphemeralStore, prefix: string): EphemeralStore {
    /** Writes once the place is known, and never the other way round: what nobody knows of would stay. */
    async function after<T>(code: string, key: string, write: () => Promise<T>): Promise<T> {
      await note([prefix, code, key]);
      return write();
    }
    return {
      put: (kind, entry) => after(kind.code, entry.key, () => store.put(kind, entry)),
      get: (kind, key) => store.get(kind, key),
      getPair: (pair) => store.getPair(pair),
      take: (kind, key) => store.take(kind, key),
      claim: (kind, entry) => after(kind.code, entry.key, () => store.claim(kind, entry)),
      count: (kind, entry) => after(kind.code, entry.key, () => store.count(kind, entry)),
      draw: (kind, draw) => after(kind.code, draw.key, () => store.draw(kind, draw)),
      append: (kind, entry) => after(kind.code, entry.key, () => store.append(kind, entry)),
      list: (kind, key) => store.list(kind, key),
      forget: (kind, keys) => store.forget(kind, keys),
      within: (narrower) => noted(store.within(narrower), prefix + narrower),
      ready: () => store.ready(),
      epoch: () => store.epoch(),
      onNewLife: (restore) => store.onNewLife(restore),
      close: async () => undefined,
    };
  }

  return {
    store: noted(whole, ""),
    async forgetAll() {
      known.clear();
      const groups = new Map<string, { readonly place: Place; readonly keys: Set<string> }>();
      for (const place of await whole.list(PLACES, ALL)) {
        const [prefix, code, key] = place;
        const group = groups.get(`${prefix} ${code}`) ?? { place, keys: new Set() };
        group.keys.add(key);
        groups.set(`${prefix} ${code}`, group);
      }
      for (const { place, keys } of groups.values()) {
        const [prefix, code] = place;
        await (prefix === "" ? whole : whole.within(prefix)).forget(byteKind(code), [...keys]);
      }
      await whole.forget(PLACES, [ALL]);
    },
    distrust: () => known.clear(),
  };
}
