import { Alert, renderDocument } from "./_document.tsx";
import { Field, type FieldModel } from "./field.tsx";
import { FORM_CHECK_SCRIPT } from "./form_check_script.ts";
import type { Frame } from "./frame.ts";

/** Fields that belong together. */
export interface FormPart {
  /** Heading of the part; undefined = it needs none. */
  readonly title?: string;
  readonly says?: string;
  readonly fields: readonly FieldModel[];
  /** Whether it is folded away under its title until somebody opens it; never where one of its fields is wrong. */
  readonly folded?: boolean;
}

/** A form that is the page. */
export interface FormModel extends Frame {
  /** Heading and title, in our own words. */
  readonly title: string;
  readonly lead?: string;
  readonly csrf: string;
  /** Where it is posted. */
  readonly action: string;
  readonly parts: readonly FormPart[];
  /** Text of the button that sends it. */
  readonly submit: string;
  /** A second button, which sends the form with a field of its own: `[name, value, text]`. */
  readonly other?: readonly [name: string, value: string, text: string];
  /** Whether a script presses the second button whenever something changed, and shows the warnings that come of it. */
  readonly isLive?: boolean;
  /** Where one goes who gives up. */
  readonly back: string;
  /** Further hidden fields. */
  readonly hidden?: readonly (readonly [name: string, value: string])[];
  /** What is wrong with the whole of it; where a field is wrong and this is not given, the page says that nothing was saved. */
  readonly problem?: string;
  /** Text of the window and of our own. */
  readonly note?: string;
}

const NOTHING_SAVED = "Nothing was saved yet. Look at the fields that say why.";

/** A page on which a person fills something in: posts `csrf`, the hidden fields and its own. */
export function renderForm(model: FormModel): string {
  const { title, lead, csrf, action, parts, submit, other, isLive, back, hidden = [], problem, note } = model;
  const failed = parts.some(({ fields }) => fields.some((field) => field.problem !== undefined));
  return renderDocument(
    <section class="card">
      <h1>{title}</h1>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
      {note === undefined ? null : <p class="note">{note}</p>}
      <Alert text={problem ?? (failed ? NOTHING_SAVED : undefined)} />
      <form method="post" action={action} novalidate={failed} data-check={isLive === true ? other?.[0] : undefined}>
        <input type="hidden" name="csrf" value={csrf} />
        {hidden.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {parts.map((part, index) => (
          <Part key={index} {...part} />
        ))}
        <div class="actions">
          <button type="submit" class="main">
            {submit}
          </button>
          {other === undefined ? null : (
            <button type="submit" class="other" name={other[0]} value={other[1]}>
              {other[2]}
            </button>
          )}
          <a class="button other" href={back}>
            Cancel
          </a>
        </div>
      </form>
      {isLive === true ? <script type="module" src={model.base + FORM_CHECK_SCRIPT.path} /> : null}
    </section>,
    { frame: model, title, width: "medium" },
  );
}

function Part({ title, says, fields, folded }: FormPart) {
  const content = (
    <>
      {says === undefined ? null : <p class="soft">{says}</p>}
      {fields.map((field) => (
        <Field key={field.name} {...field} />
      ))}
    </>
  );
  if (folded === true && title !== undefined) {
    return (
      <details class="part" open={fields.some(({ problem, warning }) => (problem ?? warning) !== undefined)}>
        <summary>{title}</summary>
        {content}
      </details>
    );
  }
  return (
    <div class="part">
      {title === undefined ? null : <h2>{title}</h2>}
      {content}
    </div>
  );
}
