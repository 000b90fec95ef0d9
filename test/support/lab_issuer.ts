import {
  ALL_FAULTS,
  type Fault,
  type FaultUse,
  type JournalEntry,
  journal,
  labResource,
  type LiveIssuer,
  misbehaviour,
} from "../../src/lab/mod.ts";
import { type IssuerUnderTest, issuerUnderTest, type IssuerUnderTestOptions } from "./issuer_under_test.ts";

/** What is wrong about an issuer. */
export interface LabOptions {
  readonly faults?: readonly FaultUse[];
  /** Faults that are known by their names; all there are when not given. */
  readonly known?: readonly Fault[];
}

/** The parts that make an issuer one of the lab. */
export interface LabParts {
  readonly live: LiveIssuer;
  /** For whatever opens an issuer under test: `openidFlow({ ...parts.options })`. */
  readonly options: Pick<IssuerUnderTestOptions, "features">;
  /** What was written down, oldest first. */
  readonly journal: () => readonly JournalEntry[];
  /** Puts other faults to work; they count from the start. */
  readonly use: (faults: readonly FaultUse[]) => void;
}

/** 2026-01-01T00:00:00Z in milliseconds: each look at the clock of the machine is a millisecond later. */
const MACHINE = 1_767_225_600_000;

/** Makes the parts of a lab's issuer, in memory. */
export function labParts({ faults = [], known }: LabOptions = {}): LabParts {
  const entries: JournalEntry[] = [];
  const counts = new Map<number, number>();
  let uses = faults;
  let looks = 0;
  const live: LiveIssuer = {
    id: "under-test",
    markKey: Buffer.alloc(32, "marks of a test"),
    faults: () => uses,
    async count(_use, index) {
      const count = (counts.get(index) ?? 0) + 1;
      counts.set(index, count);
      return count;
    },
    async record(entry) {
      entries.push({ n: entries.length + 1, ...entry });
    },
    time: () => MACHINE + (looks += 1),
  };
  const byName = known === undefined ? ALL_FAULTS : new Map(known.map((fault) => [fault.name, fault]));
  return {
    live,
    options: {
      features: (standard) => [...standard, labResource(), misbehaviour(live, byName), journal(live)],
    },
    journal: () => entries,
    use(next) {
      uses = next;
      counts.clear();
    },
  };
}

/** An issuer under test that misbehaves and keeps a journal. */
export type LabIssuer = IssuerUnderTest & Pick<LabParts, "journal" | "use" | "live">;

/**
 * Opens an issuer of the lab for a test.
 *
 * @example
 * const lab = await labIssuer({ faults: [{ fault: "id_token_wrong_issuer" }] });
 * const flow = await codeFlow(lab);
 */
export async function labIssuer({
  faults,
  known,
  ...options
}: LabOptions & IssuerUnderTestOptions = {}): Promise<LabIssuer> {
  const parts = labParts({ ...(faults === undefined ? {} : { faults }), ...(known === undefined ? {} : { known }) });
  return { ...(await issuerUnderTest({ ...options, ...parts.options })), ...parts };
}
