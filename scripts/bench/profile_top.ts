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
