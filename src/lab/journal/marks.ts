import { hmac } from "../../platform/mod.ts";

/** Says of a secret what may be told of it: how long it is, and a mark that only equal ones share. */
export type Mark = (secret: string) => string;

const MARK_CHARACTERS = 8;

/** Marks under a key, so that nobody who reads a journal can guess at what is short. */
export function marksUnder(key: Uint8Array): Mark {
  return (secret) =>
    secret === ""
      ? "[empty]"
      : `[${secret.length} characters, #${hmac(key, secret).toString("hex").slice(0, MARK_CHARACTERS)}]`;
}
