import type { Exchange } from "./exchange.ts";

/** A path of this issuer, or its account page: never another site, whatever a parameter says. */
export function ownPath(next: string | undefined, { issuer }: Exchange): string {
  const home = `${issuer.base}/account`;
  // Letters, digits and - . _ ~ / ? = & % + * alone: neither a second slash nor a backslash can lead elsewhere.
  if (next === undefined || !/^\/(?!\/)[\w\-.~/?=&%+*]*$/.test(next) || next.includes("//")) return home;
  return next.startsWith(`${issuer.base}/`) ? next : home;
}
