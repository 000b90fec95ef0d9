import { plainAddress } from "../platform/mod.ts";

/** The four groups of an IPv6 address that name its network; what they leave out is zero. */
function firstGroups(address: string): readonly string[] {
  const [head = "", tail] = address.split("::");
  const before = head.split(":").filter((group) => group !== "");
  if (tail === undefined) return before.slice(0, 4);
  const after = tail.split(":").filter((group) => group !== "");
  // The last two groups may be written as an IPv4 address.
  const zeros = 8 - before.length - after.length - (tail.includes(".") ? 1 : 0);
  return [...before, ...Array.from({ length: Math.max(0, zeros) }, () => "0"), ...after].slice(0, 4);
}

/**
 * The part of an address that one network holds, however it is written: a /64 of IPv6, all of an IPv4.
 *
 * Whoever has one address of a /64 has all of them, so that counting addresses would not slow anybody down.
 */
export function networkOf(address: string): string {
  const plain = plainAddress(address);
  if (!plain.includes(":")) return plain;
  return firstGroups(plain)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":");
}
