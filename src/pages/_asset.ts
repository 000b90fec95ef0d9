import { createHash } from "node:crypto";

/** A file whose name changes with its bytes, so that a browser may keep it for ever. */
export interface NamedByContent {
  readonly path: string;
  readonly etag: string;
}

/** The path below the issuer and the entity tag of a text that is served as a file, both from its SHA-256. */
export function nameByContent(
  text: string,
  { name, ending }: { readonly name: string; readonly ending: string },
): NamedByContent {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  return { path: `/assets/${name}.${hash}.${ending}`, etag: `"${hash}"` };
}
