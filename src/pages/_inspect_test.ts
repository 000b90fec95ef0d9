import { elements, type PageElement, readPage, textOf } from "./_read_page_test.ts";

/** Controls that have their name from a label. */
const LABELLED = new Set(["input", "textarea", "select"]);
const FOCUSABLE = new Set(["a", "button", ...LABELLED]);
const REFERENCES = ["for", "aria-describedby", "aria-labelledby", "aria-controls"];
const LANDMARKS = ["header", "main", "footer"];
/** What may stand inside a list, and what a list may stand around. */
const PARTS: ReadonlyMap<string, readonly string[]> = new Map([
  ["ul", ["li"]],
  ["dl", ["div"]],
]);

type Check = (page: PageElement) => readonly (string | undefined)[];

function isHidden({ attributes }: PageElement): boolean {
  return attributes.get("type") === "hidden";
}

function idsOf(page: PageElement): readonly string[] {
  return elements(page).flatMap(({ attributes }) => attributes.get("id") ?? []);
}

function repeated(texts: readonly string[]): readonly string[] {
  return texts.filter((text, index) => texts.indexOf(text) !== index);
}

const hasUniqueIds: Check = (page) => repeated(idsOf(page)).map((id) => `the id '${id}' stands twice`);

const resolvesReferences: Check = (page) => {
  const ids = new Set(idsOf(page));
  return elements(page).flatMap(({ tag, attributes }) =>
    REFERENCES.flatMap((name) => attributes.get(name)?.split(" ") ?? [])
      .concat(/^#(.+)$/.exec(attributes.get("href") ?? "")?.[1] ?? [])
      .map((id) => (ids.has(id) ? undefined : `'${tag}' refers to '${id}', which is not there`)),
  );
};

const hasHeadings: Check = (page) => {
  const levels = elements(page).flatMap(({ tag }) => (/^h[1-6]$/.test(tag) ? [Number(tag[1])] : []));
  return [
    levels.filter((level) => level === 1).length === 1 ? undefined : "there is not one first heading",
    ...levels.map((level, index) =>
      level > (levels[index - 1] ?? 0) + 1 ? `a level before h${level} is skipped` : undefined,
    ),
  ];
};

const namesFocusable: Check = (page) => {
  const labels = new Map(elements(page, "label").map((label) => [label.attributes.get("for"), textOf(label).trim()]));
  return elements(page)
    .filter((element) => FOCUSABLE.has(element.tag) && !isHidden(element))
    .map((element) => {
      const label = LABELLED.has(element.tag) ? labels.get(element.attributes.get("id")) : textOf(element).trim();
      return label === undefined || label === "" ? `'${element.tag}' has no name` : undefined;
    });
};

const keepsFocusOrder: Check = (page) => {
  const order = elements(page).flatMap(({ attributes }) => attributes.get("tabindex") ?? []);
  const first = elements(page).filter(({ attributes }) => attributes.has("autofocus"));
  return [
    ...order.map((index) => `'tabindex' of ${index} changes the order`),
    first.length > 1 ? "two elements want the cursor" : undefined,
    first.some(isHidden) ? "the cursor goes where nobody sees it" : undefined,
  ];
};

const hasWholeLists: Check = (page) =>
  elements(page).flatMap(({ tag, children }) => {
    const allowed = PARTS.get(tag);
    if (allowed === undefined) return [];
    const tags = children.map((child) => (typeof child === "string" ? child : child.tag));
    const strange = tags.filter((child) => !allowed.includes(child)).map((child) => `'${child}' stands in '${tag}'`);
    return tags.length === 0 ? [`'${tag}' is empty`] : strange;
  });

const nestsNoControls: Check = (page) =>
  elements(page)
    .filter(({ tag }) => tag === "a" || tag === "button" || tag === "form")
    .flatMap((outer) =>
      elements(outer)
        .filter(({ tag }) => tag === outer.tag || (outer.tag !== "form" && FOCUSABLE.has(tag)))
        .map(({ tag }) => `'${tag}' stands in '${outer.tag}'`),
    );

const hasOneOfEachLandmark: Check = (page) =>
  LANDMARKS.map((tag) => (elements(page, tag).length > 1 ? `'${tag}' stands twice` : undefined)).concat(
    elements(page, "main").length === 0 ? "there is no main part" : undefined,
  );

/** What only a script sends cannot be sent without it, and has no address. */
const postsForms: Check = (page) =>
  elements(page, "form")
    .filter(({ attributes }) => !attributes.has("data-script"))
    .flatMap(({ attributes, children }) => [
      attributes.get("method") === (attributes.get("role") === "search" ? "get" : "post")
        ? undefined
        : "a form is not posted",
      (attributes.get("action") ?? "") === "" ? "a form has no address" : undefined,
      children.length === 0 ? "a form is empty" : undefined,
    ]);

const CHECKS: readonly Check[] = [
  hasUniqueIds,
  resolvesReferences,
  hasHeadings,
  namesFocusable,
  keepsFocusOrder,
  hasWholeLists,
  nestsNoControls,
  hasOneOfEachLandmark,
  postsForms,
];

/** What would be in the way of somebody with a keyboard or a screen reader on a page; nothing when all is well. */
export function complaintsAbout(html: string): readonly string[] {
  const page = readPage(html);
  return CHECKS.flatMap((check) => check(page)).filter((complaint) => complaint !== undefined);
}

/** The elements that the Tab key reaches, in its order: `a Log in again`, `input username`, `button Log in`. */
export function tabOrder(html: string): readonly string[] {
  return elements(readPage(html))
    .filter((element) => FOCUSABLE.has(element.tag) && !isHidden(element))
    .filter(({ tag, attributes }) => tag !== "a" || attributes.has("href"))
    .map((element) => `${element.tag} ${nameOf(element)}`);
}

function nameOf(element: PageElement): string {
  return LABELLED.has(element.tag) ? (element.attributes.get("id") ?? "") : textOf(element).trim();
}
