import { Alert, renderDocument } from "./_document.tsx";
import { type Fact, FineFacts } from "./facts.tsx";
import { Field, type FieldModel } from "./field.tsx";
import type { Frame } from "./frame.ts";

/** One of many. */
export interface RecordItem {
  /** What it is called, from anywhere. */
  readonly name: string;
  /** Path of its own page. */
  readonly href?: string;
  readonly badges?: readonly string[];
  readonly facts: readonly Fact[];
  /** A form that does something with it at once, or a page that asks before. */
  readonly action?: { readonly href: string; readonly text: string };
}

/** A list of things, with a way to look for some of them, and from page to page. */
export interface RecordListModel extends Frame {
  /** Heading and title, in our own words. */
  readonly title: string;
  readonly lead?: string;
  /** Where the search is sent, and its fields; it is sent with GET. Those in `more` are folded away while they are empty. */
  readonly search?: {
    readonly action: string;
    readonly fields: readonly FieldModel[];
    readonly more?: readonly FieldModel[];
    /** Text of its button; `Search` when not given. */
    readonly submit?: string;
  };
  readonly items: readonly RecordItem[];
  /** What is said when there are none. */
  readonly empty: string;
  /** Path of the first page, when this is not it. */
  readonly first?: string;
  /** Path of the next page, when there is one. */
  readonly next?: string;
  /** Where another one is made. */
  readonly add?: { readonly href: string; readonly text: string };
  /** What was just done. */
  readonly note?: string;
  readonly problem?: string;
}

/** A page that lists things. */
export function renderRecordList(model: RecordListModel): string {
  const { title, lead, search, items, empty, first, next, add, note, problem } = model;
  return renderDocument(
    <section class="card">
      <h1>{title}</h1>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
      {note === undefined ? null : (
        <p class="note" role="status">
          {note}
        </p>
      )}
      <Alert text={problem} />
      {add === undefined ? null : (
        <p>
          <a class="button" href={add.href}>
            {add.text}
          </a>
        </p>
      )}
      {search === undefined ? null : <Search {...search} />}
      <RecordItems items={items} empty={empty} />
      <Pager first={first} next={next} />
    </section>,
    { frame: model, title, width: "wide" },
  );
}

/** Things, a row each. */
export function RecordItems({ items, empty }: Pick<RecordListModel, "items" | "empty">) {
  if (items.length === 0) return <p class="soft">{empty}</p>;
  return (
    <ul class="rows">
      {items.map((item, index) => (
        <li key={index}>
          <Item {...item} />
        </li>
      ))}
    </ul>
  );
}

function Item({ name, href, badges = [], facts, action }: RecordItem) {
  const text = <bdi>{name.trim() === "" ? "(without a name)" : name}</bdi>;
  return (
    <>
      <div>
        <p class="strong">
          {href === undefined ? text : <a href={href}>{text}</a>}
          {badges.map((badge) => (
            <span class="badge" key={badge}>
              {badge}
            </span>
          ))}
        </p>
        <FineFacts facts={facts} />
      </div>
      {action === undefined ? null : (
        <a class="button danger" href={action.href}>
          {action.text}
          <span class="unseen"> {name}</span>
        </a>
      )}
    </>
  );
}

function Search({ action, fields, more = [], submit = "Search" }: NonNullable<RecordListModel["search"]>) {
  return (
    <form method="get" action={action} role="search" class="search">
      <SearchFields fields={fields} />
      {more.length === 0 ? null : (
        <details open={more.some(({ value = "", problem }) => value.length > 0 || problem !== undefined)}>
          <summary>More to look for</summary>
          <div class="search">
            <SearchFields fields={more} />
          </div>
        </details>
      )}
      <button type="submit" class="other">
        {submit}
      </button>
    </form>
  );
}

function SearchFields({ fields }: { readonly fields: readonly FieldModel[] }) {
  return (
    <>
      {fields.map((field) => (
        <Field key={field.name} {...field} required={false} />
      ))}
    </>
  );
}

function Pager({ first, next }: { readonly first: string | undefined; readonly next: string | undefined }) {
  return first === undefined && next === undefined ? null : (
    <nav class="pager" aria-label="Pages">
      {first === undefined ? null : <a href={first}>First page</a>}
      {next === undefined ? null : (
        <a href={next} rel="next">
          Next page
        </a>
      )}
    </nav>
  );
}
