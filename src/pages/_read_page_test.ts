/** An element of a page that was read back. */
export interface PageElement {
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: (PageElement | string)[];
}

const VOID = new Set(["br", "hr", "img", "input", "link", "meta"]);
const TOKEN =
  /<!doctype html>|<(?<end>\/?)(?<tag>[a-z][a-z0-9]*)(?<attributes>(?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|(?<text>[^<]+)/y;

/** A page as a tree; throws at anything that is not the plain HTML that our pages are made of, such as a stray "<". */
export function readPage(html: string): PageElement {
  const root: PageElement = { tag: "document", attributes: new Map(), children: [] };
  const open = [root];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < html.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(html)?.groups;
    if (token === undefined) throw new SyntaxError(`Cannot read the page at '${html.slice(at, at + 40)}'`);
    take(token, open);
  }
  if (open.length !== 1) throw new SyntaxError(`Cannot end the page as '${open.at(-1)!.tag}' is open`);
  return root;
}

function take(token: Record<string, string | undefined>, open: PageElement[]): void {
  const { end, tag, attributes = "", text } = token;
  if (text !== undefined) open.at(-1)!.children.push(decode(text));
  if (tag === undefined) return;
  if (end === "/") {
    if (open.pop()!.tag !== tag) throw new SyntaxError(`Cannot close '${tag}' as another element is open`);
    return;
  }
  const element = { tag, attributes: readAttributes(attributes), children: [] };
  open.at(-1)!.children.push(element);
  if (!VOID.has(tag)) open.push(element);
}

function readAttributes(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/([a-z-]+)(?:="([^"]*)")?/g)].map((match) => [match[1]!, decode(match[2] ?? "")]));
}

function decode(text: string): string {
  const names = new Map([
    ["lt", "<"],
    ["gt", ">"],
    ["quot", '"'],
    ["#39", "'"],
    ["amp", "&"],
  ]);
  return text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => names.get(name)!);
}

/** The elements of a tree in the order of the document, of one tag or all. */
export function elements(tree: PageElement, tag?: string): PageElement[] {
  const below = tree.children.flatMap((child) => (typeof child === "string" ? [] : [child, ...elements(child)]));
  return tag === undefined ? below : below.filter((element) => element.tag === tag);
}

/** All text below an element. */
export function textOf(tree: PageElement): string {
  return tree.children.map((child) => (typeof child === "string" ? child : textOf(child))).join("");
}

/** The text of the page's main part. */
export function mainText(html: string): string {
  return elements(readPage(html), "main").map(textOf).join();
}

/** The elements of one tag on a page whose attributes have the given values. */
export function findAll(html: string, tag: string, attributes: Readonly<Record<string, string>> = {}): PageElement[] {
  const wanted = Object.entries(attributes);
  return elements(readPage(html), tag).filter((element) =>
    wanted.every(([name, value]) => element.attributes.get(name) === value),
  );
}

/** The one element of one tag that has the given attributes. */
export function findOne(html: string, tag: string, attributes: Readonly<Record<string, string>> = {}): PageElement {
  const found = findAll(html, tag, attributes);
  if (found.length !== 1)
    throw new RangeError(`Cannot find one '${tag}' with '${JSON.stringify(attributes)}' among ${found.length}`);
  return found[0]!;
}

/** What a browser would send for a page's form when the named button is pressed: names and values of its fields. */
export function fieldsOf(html: string, action: string): (readonly [string, string])[] {
  return elements(findOne(html, "form", { action }), "input")
    .filter(({ attributes }) => attributes.get("type") !== "checkbox" || attributes.has("checked"))
    .map(({ attributes }) => [attributes.get("name") ?? "", attributes.get("value") ?? ""] as const);
}
