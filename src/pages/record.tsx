import { Alert, renderDocument } from "./_document.tsx";
import { type Fact, Facts } from "./facts.tsx";
import type { Frame } from "./frame.ts";
import { type RecordItem, RecordItems } from "./record_list.tsx";

/** Something that can be done with a record: a page that leads on, or a form that is posted at once. */
export type RecordAction =
  | { readonly kind: "link"; readonly href: string; readonly text: string; readonly isDanger?: boolean }
  | {
      readonly kind: "form";
      readonly action: string;
      readonly text: string;
      readonly hidden?: readonly (readonly [name: string, value: string])[];
      readonly isDanger?: boolean;
    };

/** Other records that belong to one. */
export interface RecordGroup {
  /** In our own words. */
  readonly title: string;
  readonly items: readonly RecordItem[];
  /** What is said when there are none. */
  readonly empty: string;
  /** Where all of them are, when these are only some. */
  readonly all?: string;
}

/** What is known of one thing, and what can be done with it. */
export interface RecordModel extends Frame {
  /** Title of the window, in our own words: `Application`. */
  readonly title: string;
  /** Heading: what it is called, from anywhere. */
  readonly name: string;
  readonly badges?: readonly string[];
  readonly csrf: string;
  readonly facts: readonly Fact[];
  readonly groups?: readonly RecordGroup[];
  readonly actions: readonly RecordAction[];
  /** What was just done. */
  readonly note?: string;
  readonly problem?: string;
}

/** A page about one thing. */
export function renderRecord(model: RecordModel): string {
  const { title, name, badges = [], csrf, facts, groups = [], actions, note, problem } = model;
  return renderDocument(
    <>
      <section class="card">
        <h1>
          <bdi>{name}</bdi>
          {badges.map((badge) => (
            <span class="badge" key={badge}>
              {badge}
            </span>
          ))}
        </h1>
        {note === undefined ? null : (
          <p class="note" role="status">
            {note}
          </p>
        )}
        <Alert text={problem} />
        <Facts facts={facts} />
        {actions.length === 0 ? null : (
          <div class="does">
            {actions.map((action) => (
              <Action key={action.text} {...action} csrf={csrf} />
            ))}
          </div>
        )}
      </section>
      {groups.map((group, index) => (
        <Group key={group.title} {...group} id={`group-${index}`} />
      ))}
    </>,
    { frame: model, title, width: "wide" },
  );
}

function Action(does: RecordAction & { readonly csrf: string }) {
  const { text, isDanger, csrf } = does;
  const look = isDanger === true ? "danger" : "other";
  if (does.kind === "link") {
    return (
      <a class={`button ${look}`} href={does.href}>
        {text}
      </a>
    );
  }
  return (
    <form method="post" action={does.action}>
      <input type="hidden" name="csrf" value={csrf} />
      {(does.hidden ?? []).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <button type="submit" class={look}>
        {text}
      </button>
    </form>
  );
}

function Group({ title, items, empty, all, id }: RecordGroup & { readonly id: string }) {
  return (
    <section class="card" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <RecordItems items={items} empty={empty} />
      {all === undefined ? null : (
        <p>
          <a href={all}>
            All of them<span class="unseen">: {title}</span>
          </a>
        </p>
      )}
    </section>
  );
}
