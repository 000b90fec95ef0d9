import { ID_LENGTH } from "./definitions.ts";
import { throwawayUrl } from "./opened_issuers.ts";

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

/**
 * Finds the id of an issuer in the paths that are below it, and in the well-known ones that end with its path.
 *
 * @see RFC 8414 3.1
 * @param url The issuer identifier of the installation.
 */
export function idFinder(url: string): (path: string) => string | undefined {
  const { pathname } = new URL(throwawayUrl(url, ""));
  const pattern = new RegExp(
    String.raw`^(?:/\.well-known/[\w.-]+)?${escaped(pathname)}([0-9A-Za-z]{${ID_LENGTH}})(?:/|$)`,
  );
  return (path) => (path.includes(pathname) ? pattern.exec(path)?.[1] : undefined);
}
