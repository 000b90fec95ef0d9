import type { Proof } from "./proof.ts";

/** A text inside a cell of a table. */
export function tableCell(text: string): string {
  return text.replaceAll("|", "\\|");
}

/** A test as a link, from a page in `conformance/`. */
export function printProof({ file, title }: Proof): string {
  return `[${tableCell(title)}](../${file})`;
}
