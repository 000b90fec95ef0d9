import { existsSync, readFileSync } from "node:fs";

/** A test that shows something. */
export interface Proof {
  /** From the root of the project. */
  readonly file: string;
  /** Its title, as the file has it, without the rules that it cites. */
  readonly title: string;
}

const ROOT = new URL("../../", import.meta.url);

/** Makes proofs of the titles of one file. */
export function provedBy(file: string, ...titles: readonly string[]): readonly Proof[] {
  return titles.map((title) => ({ file, title }));
}

/** The text of a file of the project; empty where there is none. */
export function textOfProject(file: string): string {
  const url = new URL(file, ROOT);
  return existsSync(url) ? readFileSync(url, "utf8") : "";
}

/** Whether the file of a proof has its title, as a text of its own. */
export function isThere({ file, title }: Proof): boolean {
  const text = textOfProject(file);
  return [`"${title}"`, `\`${title}\``, `'${title}'`].some((quoted) => text.includes(quoted));
}
