import type { Exchange } from "../../engine/mod.ts";
import { fail, Params } from "../../protocol/mod.ts";

/** How many things are on a page. */
export const PAGE_SIZE = 50;

/** What was typed into a field of a search; undefined = anything will do. */
export function typedIn({ request }: Pick<Exchange, "request">, name: string): string | undefined {
  const text = request.query.get(name)?.trim();
  return text === "" ? undefined : text;
}

/** Whole numbers at which a page begins, as the address of a page has them: `17` or `1767225600.17`. */
export function placeIn(exchange: Pick<Exchange, "request">, count: number): readonly number[] | undefined {
  const text = typedIn(exchange, "before");
  if (text === undefined) return undefined;
  const numbers = text.split(".");
  if (numbers.length !== count || !numbers.every((number) => /^\d{1,15}$/.test(number)))
    fail("invalid_request", "Cannot show that page as its address is broken: go back and search again");
  return numbers.map(Number);
}

/** Path and query of a search, of which what is undefined is left out. */
export function searchHref(path: string, query: Readonly<Record<string, string | undefined>>): string {
  const asked = Object.entries(query).flatMap(([name, value]): (readonly [string, string])[] =>
    value === undefined ? [] : [[name, value]],
  );
  return asked.length === 0 ? path : `${path}?${Params.of(asked).toString()}`;
}

/** The things of one page, where one more was asked for than it holds, and the last of them when others follow. */
export function onePage<T>(found: readonly T[]): { readonly items: readonly T[]; readonly last: T | undefined } {
  const items = found.slice(0, PAGE_SIZE);
  return { items, last: found.length > PAGE_SIZE ? items.at(-1) : undefined };
}
