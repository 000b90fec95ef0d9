interface ProfileNode {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
}

/** What the profiler of Node answers. */
export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples?: readonly number[];
  readonly timeDeltas?: readonly number[];
}

function placeOf({ functionName, url }: ProfileNode["callFrame"]): string {
  const file = url
    .replace(/^file:\/\//, "")
    .replace(`${process.cwd()}/`, "")
    .replace(/\?.*$/, "");
  return `${functionName === "" ? "(anonymous)" : functionName} ${file === "" ? "" : `(${file})`}`.trim();
}

/** The functions in which the most time was spent, as shares of what was busy. */
export function topOf(profile: Profile, count: number): readonly (readonly [string, number])[] {
  const names = new Map(profile.nodes.map((node) => [node.id, placeOf(node.callFrame)]));
  const spent = new Map<string, number>();
  let busy = 0;
  (profile.samples ?? []).forEach((id, index) => {
    const name = names.get(id) ?? "";
    const time = profile.timeDeltas?.[index] ?? 0;
    // `dispatch` is the profiler itself.
    if (name === "(idle)" || name === "(program)" || name === "dispatch") return;
    busy += time;
    spent.set(name, (spent.get(name) ?? 0) + time);
  });
  return [...spent]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([name, time]): readonly [string, number] => [name, time / busy]);
}

/** A function and what it allocated itself, as the sampling profiler of Node answers. */
export interface AllocationNode {
  readonly callFrame: { readonly functionName: string; readonly url: string };
  /** Bytes. */
  readonly selfSize: number;
  readonly children: readonly AllocationNode[];
}

/** The functions that allocated the most, in bytes, and the sum of all as `(total)`. */
export function topAllocators(head: AllocationNode, count: number): readonly (readonly [string, number])[] {
  const allocated = new Map<string, number>();
  let total = 0;
  function add({ callFrame, selfSize, children }: AllocationNode): void {
    const name = placeOf(callFrame);
    allocated.set(name, (allocated.get(name) ?? 0) + selfSize);
    total += selfSize;
    for (const child of children) add(child);
  }
  add(head);
  return [["(total)", total], ...[...allocated].sort(([, a], [, b]) => b - a).slice(0, count)];
}
