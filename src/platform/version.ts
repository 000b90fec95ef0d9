import { readFileSync } from "node:fs";

function readVersion(): string {
  const file = new URL("../../package.json", import.meta.url);
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  return typeof content === "object" && content !== null && "version" in content ? String(content.version) : "unknown";
}

/** The version of this program, as its package says it. */
export const VERSION: string = readVersion();
