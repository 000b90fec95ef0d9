/** How the runner heard of an address. */
export type Channel = "printed" | "opened";

/**
 * Which addresses are still to be opened: many a client prints what it opens as well, and wants it opened once, while
 * another sends its person the same way twice.
 */
export interface Visits {
  /** Whether to open it now; when true, `ended` must follow. */
  begin(address: string, channel: Channel): boolean;
  ended(address: string): void;
}

interface Heard {
  printed: number;
  opened: number;
  visits: number;
  isBeingVisited: boolean;
}

/**
 * Nothing was opened yet. An address is opened once for each time that it came by one way, not counting what comes
 * that way while it is being opened.
 */
export function visits(): Visits {
  const all = new Map<string, Heard>();
  return {
    begin(address, channel) {
      const heard = all.get(address) ?? { printed: 0, opened: 0, visits: 0, isBeingVisited: false };
      all.set(address, heard);
      if (heard.isBeingVisited && heard[channel] > 0) return false;
      heard[channel] += 1;
      if (heard[channel] <= heard.visits || heard.isBeingVisited) return false;
      heard.visits += 1;
      heard.isBeingVisited = true;
      return true;
    },
    ended(address) {
      const heard = all.get(address);
      if (heard !== undefined) heard.isBeingVisited = false;
    },
  };
}
