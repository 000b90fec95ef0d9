import { Alert, renderDocument } from "./_document.tsx";
import { Field, type FieldModel } from "./field.tsx";
import type { Frame } from "./frame.ts";
import { Demand, type LabRule, type LabTone } from "./lab_report.tsx";

/** Something that will fail of a client, or may. */
export interface LabFinding {
  /** `redirect_uri_fragment`. */
  readonly name: string;
  /** `error`, `warning`. */
  readonly word: string;
  readonly tone: LabTone;
  /** What is wrong, a sentence without a full stop. */
  readonly says: string;
  /** The member of the document that it is about. */
  readonly member: string;
  readonly rule: LabRule;
  readonly mend: string;
  /** What comes of it for a run, a sentence. */
  readonly stops: string;
}

/** What the page shows on which a description of a client is read. */
export interface LabPreflightModel extends Frame {
  readonly csrf: string;
  /** Where the form is posted. */
  readonly action: string;
  /** The plan, and the document. */
  readonly fields: readonly FieldModel[];
  /** What may be filled in instead of a document; folded away while it is empty. */
  readonly more: readonly FieldModel[];
  /** What was found: nothing of it while nothing was sent. */
  readonly result?: { readonly headline: string; readonly findings: readonly LabFinding[] };
  readonly problem?: string;
}

/** The page on which one reads what will fail of a client before any run. */
export function renderLabPreflight(model: LabPreflightModel): string {
  const { csrf, action, fields, more, result, problem } = model;
  return renderDocument(
    <>
      <section class="card">
        <h1>Preflight</h1>
        <p class="lead">
          What will fail of a client before any run, as far as its registration or configuration tells: with the
          sentence of the specification, and how to mend it. Nothing of what you send is kept.
        </p>
        <Alert text={problem} />
        {result === undefined ? null : (
          <p class="strong" role="status">
            {result.headline}
          </p>
        )}
      </section>
      {result === undefined || result.findings.length === 0 ? null : (
        <section class="card" aria-labelledby="findings">
          <h2 id="findings">What to mend</h2>
          <ol class="cases">
            {result.findings.map((finding) => (
              <Finding key={finding.name} {...finding} />
            ))}
          </ol>
        </section>
      )}
      <section class="card" aria-labelledby="client">
        <h2 id="client">Your client</h2>
        <form method="post" action={action} class="paste">
          <input type="hidden" name="csrf" value={csrf} />
          {fields.map((field) => (
            <Field key={field.name} {...field} />
          ))}
          <details
            class="part"
            open={more.some(({ value = "", problem: wrong }) => value.length > 0 || wrong !== undefined)}
          >
            <summary>Or fill in what you know of it</summary>
            {more.map((field) => (
              <Field key={field.name} {...field} />
            ))}
          </details>
          <div class="actions">
            <button type="submit" class="main">
              Look at it
            </button>
          </div>
        </form>
      </section>
    </>,
    { frame: model, title: "Preflight", width: "wide" },
  );
}

function Finding({ name, word, tone, says, member, rule, mend, stops }: LabFinding) {
  return (
    <li aria-labelledby={`finding-${name}`}>
      <h3 id={`finding-${name}`}>
        <span class={`verdict ${tone}`}>{word}</span> {says}
      </h3>
      <p class="fine">
        In <code>{member}</code> · <code>{name}</code>
      </p>
      <Demand {...rule} />
      <p>
        <strong>How to mend it.</strong> {mend}
      </p>
      <p class="soft">{stops}</p>
    </li>
  );
}
