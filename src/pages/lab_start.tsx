import { Alert, renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import { Field, type FieldModel } from "./field.tsx";
import type { Frame } from "./frame.ts";
import type { HomeLink } from "./home.tsx";
import { type RecordItem, RecordItems } from "./record_list.tsx";

/** What the first page of the lab shows. */
export interface LabStartModel extends Frame {
  readonly csrf: string;
  /** Where the form is posted that begins a run. */
  readonly action: string;
  readonly fields: readonly FieldModel[];
  /** Fields that some plans alone need; folded away while nobody filled them in. */
  readonly more: readonly FieldModel[];
  readonly plans: readonly RecordItem[];
  /** What this browser began before. */
  readonly runs: readonly RecordItem[];
  /** What else there is. */
  readonly links: readonly HomeLink[];
  /** What was just done. */
  readonly note?: string;
  readonly problem?: string;
}

/** The first page of the lab: what it is, and where a person begins to test a client. */
export function renderLabStart(model: LabStartModel): string {
  const { csrf, action, fields, more, plans, runs, links, note, problem } = model;
  return renderDocument(
    <>
      <section class="card">
        <h1>Test your client</h1>
        {note === undefined ? null : (
          <p class="note" role="status">
            {note}
          </p>
        )}
        <p class="lead">
          This provider can be wrong on purpose, in one named way at a time. It watches what your client does about it,
          and tells you by which sentence of which specification it does wrong.
        </p>
        <ol class="notes steps">
          <li>Choose the plan that fits your client, how much of it you want to try, and say where it listens.</li>
          <li>For each case, enter what you are shown into your client, and log in by it.</li>
          <li>Say what your client did. At the end there is a report, which you may share.</li>
        </ol>
        <Alert text={problem} />
        <form method="post" action={action}>
          <input type="hidden" name="csrf" value={csrf} />
          {fields.map((field) => (
            <Field key={field.name} {...field} />
          ))}
          <details
            class="part"
            open={more.some(({ value = "", problem: wrong }) => value !== "" || wrong !== undefined)}
          >
            <summary>Addresses for logout, and for logins that others begin</summary>
            {more.map((field) => (
              <Field key={field.name} {...field} />
            ))}
          </details>
          <div class="actions">
            <button type="submit" class="main">
              Create the run
            </button>
          </div>
        </form>
      </section>
      {runs.length === 0 ? null : (
        <section class="card" aria-labelledby="runs">
          <h2 id="runs">Your runs in this browser</h2>
          <RecordItems items={runs} empty="" />
        </section>
      )}
      <section class="card" aria-labelledby="plans">
        <h2 id="plans">Plans</h2>
        <RecordItems items={plans} empty="There is no plan." />
      </section>
      {links.length === 0 ? null : (
        <section class="card" aria-labelledby="else">
          <h2 id="else">More</h2>
          <ul class="places">
            {links.map(({ href, text, says }) => (
              <li key={href}>
                <a {...linkTo(href)}>{text}</a>
                <p class="soft">{says}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>,
    { frame: model, title: "Test your client", width: "wide" },
  );
}
