import { checkMembers } from "../../engine/mod.ts";
import { fail, isJsonObject, parseJsonObject, type WireRequest } from "../../protocol/mod.ts";

/** An object of JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** Refuses a member of a body, by its place in it: `users[0].email`. */
export function refuseMember(place: string, says: string): never {
  return fail("invalid_request", `Cannot take ${place}: ${says}`);
}

/**
 * The body of a request, which is one object of JSON; nothing is an empty one.
 *
 * @throws {OAuthError} For anything else, for members that come twice, and for what is too deep or cannot be kept.
 */
export function readJson({ body }: Pick<WireRequest, "body">): Json {
  if (body === "") return {};
  const document = parseJsonObject(Buffer.from(body), { deep: true });
  if (document === undefined)
    return fail("invalid_request", "Cannot read the body as it is not one JSON object with each member once");
  checkMembers(document);
  return document;
}

/** An object whose members can be read one by one, each named in what is said of it. */
export interface Reader {
  /** Refuses members of other names. */
  only(...names: readonly string[]): void;
  text(name: string): string | undefined;
  whole(name: string, range: { readonly least: number; readonly most: number }): number | undefined;
  object(name: string): Json | undefined;
  list(name: string): readonly unknown[] | undefined;
}

/** Reads the members of an object; what is null was not sent. */
export function readerOf(document: Json, where = ""): Reader {
  const place = (name: string) => (where === "" ? name : `${where}.${name}`);
  const sent = (name: string) => (Object.hasOwn(document, name) ? (document[name] ?? undefined) : undefined);
  return {
    only(...names) {
      const other = Object.keys(document).find((name) => !names.includes(name));
      if (other !== undefined) refuseMember(place(other), `there is none of that name, but ${names.join(", ")}`);
    },
    text(name) {
      const value = sent(name);
      return value === undefined || typeof value === "string" ? value : refuseMember(place(name), "give a text");
    },
    whole(name, { least, most }) {
      const value = sent(name);
      if (value === undefined) return undefined;
      if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
      return refuseMember(place(name), `give a whole number from ${least} to ${most}`);
    },
    object(name) {
      const value = sent(name);
      return value === undefined || isJsonObject(value) ? value : refuseMember(place(name), "give an object");
    },
    list(name) {
      const value = sent(name);
      return value === undefined || Array.isArray(value) ? value : refuseMember(place(name), "give a list");
    },
  };
}

/** Objects in a list, each with its place. */
export function objectsIn(
  items: readonly unknown[],
  place: string,
): readonly { readonly document: Json; readonly place: string }[] {
  return items.map((document, index) => {
    const at = `${place}[${index}]`;
    return isJsonObject(document) ? { document, place: at } : refuseMember(at, "give an object");
  });
}
