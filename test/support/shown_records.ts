/** One thing of a list, as a page shows it. */
export interface ShownItem {
  readonly name: string;
  readonly href: string | undefined;
  readonly badges: readonly string[];
  /** Facts in small print, as a text. */
  readonly text: string;
  /** Where its links lead. */
  readonly links: readonly string[];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', "#39": "'" };

function textOf(markup: string): string {
  const text = markup.replaceAll(/<[^>]+>/g, "");
  return text.replaceAll(/&(amp|lt|gt|quot|#39);/g, (whole, name: string) => ENTITIES[name] ?? whole).trim();
}

function linksIn(markup: string): readonly string[] {
  return [...markup.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
}

/** What a page about one thing tells of it, by name. */
export function readFacts(markup: string): Readonly<Record<string, string>> {
  const pairs = [...markup.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/gs)];
  return Object.fromEntries(pairs.map(([, name = "", value = ""]) => [textOf(name), textOf(value)]));
}

/** The things that a page lists, in order. */
export function readItems(markup: string): readonly ShownItem[] {
  const [, list = ""] = /<ul class="rows">(.*?)<\/ul>/s.exec(markup) ?? [];
  return [...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item = ""]) => {
    const [, head = ""] = /<p class="strong">(.*?)<\/p>/s.exec(item) ?? [];
    const [, fine = ""] = /<p class="fine">(.*?)<\/p>/s.exec(item) ?? [];
    const badges = [...head.matchAll(/<span class="badge">(.*?)<\/span>/gs)].map(([, text = ""]) => textOf(text));
    const name = textOf(/<bdi>(.*?)<\/bdi>/s.exec(head)?.[1] ?? "");
    return { name, href: linksIn(head)[0], badges, text: textOf(fine), links: linksIn(item) };
  });
}
