import type { PageOptions } from "./durable.ts";

/** Records that are read at a time. */
const PAGE = 500;

/** Reads a list to its end, page by page. */
export async function* everyRecord<T extends { readonly id: number }>(
  list: (page: PageOptions) => Promise<readonly T[]>,
): AsyncGenerator<T, void> {
  let after = 0;
  for (;;) {
    const page = await list({ after, limit: PAGE });
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    after = last.id;
  }
}
