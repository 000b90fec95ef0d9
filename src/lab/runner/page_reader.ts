/** A button of a form that says something when it is pressed. */
export interface PageButton {
  readonly name: string;
  readonly value: string;
}

/** A form of a page, as a person without script would fill it in. */
export interface PageForm {
  readonly action: string;
  /** Values of its fields as the page came; ticked boxes alone. */
  readonly fields: readonly (readonly [string, string])[];
  readonly buttons: readonly PageButton[];
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&#x27;": "'",
};

function unescape(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}

function attribute(tag: string, name: string): string | undefined {
  const match = new RegExp(`\\s${name}="([^"]*)"`).exec(tag);
  return match?.[1] === undefined ? undefined : unescape(match[1]);
}

/** What a field of the page holds as it came. */
function valuesOf(tag: string, inside: string): readonly string[] {
  // The browser drops a line break that begins a text of several lines.
  if (tag.startsWith("<textarea")) return [unescape(inside.replace(/^\r?\n/, ""))];
  if (tag.startsWith("<select")) {
    const options = inside.match(/<option\b[^>]*>/g) ?? [];
    const chosen = options.find((option) => /\sselected\b/.test(option)) ?? options[0];
    return chosen === undefined ? [] : [attribute(chosen, "value") ?? ""];
  }
  const isBox = attribute(tag, "type") === "checkbox";
  if (isBox && !/\schecked\b/.test(tag)) return [];
  return [attribute(tag, "value") ?? (isBox ? "on" : "")];
}

const FIELD =
  /(<input\b(?:"[^"]*"|[^">])*>)|(<textarea\b[^>]*>)([\s\S]*?)<\/textarea>|(<select\b[^>]*>)([\s\S]*?)<\/select>/g;

function fieldsOf(markup: string): readonly (readonly [string, string])[] {
  return Array.from(markup.matchAll(FIELD)).flatMap(([, input, area, text, select, options]) => {
    const tag = input ?? area ?? select ?? "";
    const name = attribute(tag, "name");
    if (name === undefined) return [];
    return valuesOf(tag, text ?? options ?? "").map((value): readonly [string, string] => [name, value]);
  });
}

function buttonsOf(markup: string): readonly PageButton[] {
  return (markup.match(/<button\b(?:"[^"]*"|[^">])*>/g) ?? []).flatMap((tag) => {
    const name = attribute(tag, "name");
    return name === undefined ? [] : [{ name, value: attribute(tag, "value") ?? "" }];
  });
}

/**
 * The forms of one of our own pages, which are written by one hand: attributes in double quotes, nothing nested. It is
 * no reader of just any HTML.
 */
export function formsOf(markup: string): readonly PageForm[] {
  return [...markup.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/g)].map(([, tag = "", inside = ""]) => ({
    action: attribute(` ${tag}`, "action") ?? "",
    fields: fieldsOf(inside),
    buttons: buttonsOf(inside),
  }));
}

/** Addresses of the frames of a page. */
export function framesOf(markup: string): readonly string[] {
  return (markup.match(/<iframe\b(?:"[^"]*"|[^">])*>/g) ?? []).flatMap((tag) => attribute(tag, "src") ?? []);
}

/** Where the link leads that a page goes on to by itself; undefined when it has none. */
export function nextOf(markup: string): string | undefined {
  const link = (markup.match(/<a\b(?:"[^"]*"|[^">])*>/g) ?? []).find((tag) => attribute(tag, "id") === "next");
  return link === undefined ? undefined : attribute(link, "href");
}

/** The verification code that a page shows to a person, without blanks. @see RFC 5849 2.2 */
export function pinOf(markup: string): string | undefined {
  return /<output\b[^>]*>([\d ]+)<\/output>/.exec(markup)?.[1]?.replaceAll(" ", "");
}

/** Title of a page, for a person who wonders where the browser stands. */
export function titleOf(markup: string): string | undefined {
  const title = /<title>([^<]*)<\/title>/.exec(markup)?.[1];
  return title === undefined ? undefined : unescape(title);
}
