import { Alert, renderDocument } from "./_document.tsx";
import { type Fact, Facts } from "./facts.tsx";
import type { Frame } from "./frame.ts";

/** A question before something that cannot be taken back. */
export interface ConfirmModel extends Frame {
  /** Heading and title, in our own words: `Delete an application`. */
  readonly title: string;
  /** What will happen. */
  readonly says: string;
  /** What it happens to. */
  readonly facts: readonly Fact[];
  readonly csrf: string;
  /** Where the answer is posted. */
  readonly action: string;
  readonly hidden?: readonly (readonly [name: string, value: string])[];
  /** Text of the button that does it. */
  readonly submit: string;
  /** Where one goes who thinks better of it. */
  readonly back: string;
  readonly problem?: string;
}

/** A page that asks before something is done: posts `csrf` and the hidden fields. */
export function renderConfirm(model: ConfirmModel): string {
  const { title, says, facts, csrf, action, hidden = [], submit, back, problem } = model;
  return renderDocument(
    <section class="card">
      <h1>{title}</h1>
      <p class="lead">{says}</p>
      <Alert text={problem} />
      <Facts facts={facts} />
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        {hidden.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <div class="actions pair">
          <a class="button other" href={back}>
            Cancel
          </a>
          <button type="submit" class="danger">
            {submit}
          </button>
        </div>
      </form>
    </section>,
    { frame: model, title, width: "medium" },
  );
}
