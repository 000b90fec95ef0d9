import { Alert, renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import { Field, type FieldModel } from "./field.tsx";
import type { Frame } from "./frame.ts";
import type { BrokenRule } from "./problem.tsx";

/** A piece of a text, and whether it differs from the text beside it. */
export interface MarkedText {
  readonly text: string;
  readonly differs: boolean;
}

/** A text as the server has it, and as the client does. */
export interface ComparedText {
  /** In our own words: `Address`. */
  readonly name: string;
  readonly ours: readonly MarkedText[];
  /** Undefined = nobody knows, or it is the same. */
  readonly theirs?: readonly MarkedText[];
}

/** A parameter as it was received; secrets are masked. */
export interface ReceivedValue {
  readonly name: string;
  readonly value: string;
  /** Where it stood: `header`, `form`, `query`. */
  readonly from: string;
}

/** What is wrong with a signature, and how to mend it. */
export interface SignatureFault {
  readonly says: string;
  readonly mend?: string;
  readonly rule?: BrokenRule;
}

/** What was found out about a signed request. Nothing of it is secret. */
export interface CheckedSignature {
  /** The outcome, in our own words: a sentence. */
  readonly verdict: string;
  /** How it is shown: as something good, as something bad, or as neither. */
  readonly isRight?: boolean;
  readonly fault?: SignatureFault;
  /** Sentences. */
  readonly notes: readonly string[];
  /** Where the base strings differ first: a sentence, and both texts there. */
  readonly difference?: { readonly says: string } & Required<Omit<ComparedText, "name">>;
  /** The base string, in its parts. */
  readonly parts: readonly ComparedText[];
  readonly params: readonly ReceivedValue[];
}

/** A request of an application that was refused. */
export interface RefusedSignature {
  readonly applicationName: string;
  /** When, as text. */
  readonly at: string;
  readonly request: string;
  readonly checked: CheckedSignature;
}

/** What the page shows on which people find out why a signature is wrong. */
export interface SignatureCheckModel extends Frame {
  readonly csrf: string;
  /** Where the form is posted. */
  readonly action: string;
  readonly fields: readonly FieldModel[];
  /** What came of the request that was pasted. */
  readonly checked?: CheckedSignature;
  /** The last refused request of the application that was chosen: `none` where there was none. */
  readonly refused?: RefusedSignature | { readonly applicationName: string };
  /** One's own applications that sign requests. */
  readonly applications: readonly { readonly name: string; readonly href: string }[];
  readonly problem?: string;
}

/** The page on which people paste a signed request to learn why its signature is wrong. */
export function renderSignatureCheck(model: SignatureCheckModel): string {
  const { checked, refused, applications, problem } = model;
  return renderDocument(
    <>
      <section class="card">
        <h1>Why is a signature wrong?</h1>
        {checked === undefined ? (
          <p class="lead">
            Paste a request that was signed by OAuth 1.0a. You see what the server signs, and what the client did
            otherwise.
          </p>
        ) : null}
        <Alert text={problem} />
        {checked === undefined ? null : <Checked {...checked} id="checked" heading="h2" />}
        {checked === undefined ? <RequestForm {...model} /> : null}
      </section>
      {checked === undefined ? null : (
        <section class="card" aria-labelledby="another">
          <h2 id="another">Check another request</h2>
          <RequestForm {...model} />
        </section>
      )}
      {refused === undefined ? null : <Refused {...refused} />}
      {applications.length === 0 ? null : <Applications applications={applications} />}
    </>,
    { frame: model, title: "Check a signature", width: "wide" },
  );
}

function RequestForm({ csrf, action, fields }: SignatureCheckModel) {
  return (
    <form method="post" action={action}>
      <input type="hidden" name="csrf" value={csrf} />
      {fields.map((field) => (
        <Field key={field.name} {...field} />
      ))}
      <div class="actions">
        <button type="submit" class="main">
          Check the signature
        </button>
      </div>
    </form>
  );
}

function Refused(refused: NonNullable<SignatureCheckModel["refused"]>) {
  return (
    <section class="card" aria-labelledby="refused">
      <h2 id="refused">
        The last refused request of <bdi>{refused.applicationName}</bdi>
      </h2>
      {"checked" in refused ? (
        <>
          <p class="soft">
            {refused.at}: <code>{refused.request}</code>
          </p>
          <Checked {...refused.checked} id="refused-checked" heading="h3" />
        </>
      ) : (
        <p class="soft">No request was refused for its signature within the last day.</p>
      )}
    </section>
  );
}

function Applications({ applications }: Pick<SignatureCheckModel, "applications">) {
  return (
    <section class="card" aria-labelledby="own">
      <h2 id="own">Your applications that sign requests</h2>
      <p class="soft">The last request of each that was refused for its signature is kept for a day.</p>
      <ul class="rows">
        {applications.map(({ name, href }) => (
          <li key={href}>
            <a href={href}>
              <bdi>{name.trim() === "" ? "(without a name)" : name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Checked(checked: CheckedSignature & { readonly id: string; readonly heading: "h2" | "h3" }) {
  const { verdict, isRight, fault, notes, difference, parts, params, id, heading: Heading } = checked;
  return (
    <>
      <p class={isRight === false ? "alert" : "note"} role="status">
        {verdict}
      </p>
      {fault === undefined ? null : <Fault {...fault} />}
      {notes.length === 0 ? null : (
        <ul class="notes">
          {notes.map((note) => (
            <li key={note}>
              <bdi>{note}</bdi>.
            </li>
          ))}
        </ul>
      )}
      {difference === undefined ? null : (
        <section aria-labelledby={`${id}-difference`}>
          <Heading id={`${id}-difference`}>Where the base strings differ first</Heading>
          <p>
            <bdi>{difference.says}</bdi>.
          </p>
          <Texts ours={difference.ours} theirs={difference.theirs} />
        </section>
      )}
      {parts.length === 0 ? null : (
        <section aria-labelledby={`${id}-base`}>
          <Heading id={`${id}-base`}>The base string, in its parts</Heading>
          {parts.map(({ name, ...texts }) => (
            <div key={name} class="compared">
              <p class="strong">{name}</p>
              <Texts {...texts} />
            </div>
          ))}
        </section>
      )}
      {params.length === 0 ? null : (
        <section aria-labelledby={`${id}-params`}>
          <Heading id={`${id}-params`}>Parameters as they were received</Heading>
          <Received params={params} />
        </section>
      )}
    </>
  );
}

function Fault({ says, mend, rule }: SignatureFault) {
  const link = rule === undefined ? undefined : linkTo(rule.url);
  return (
    <div class="rule">
      <p class="says">
        <bdi>{says}</bdi>.
      </p>
      {mend === undefined ? null : (
        <p>
          <bdi>{mend}</bdi>.
        </p>
      )}
      {rule === undefined || link === undefined ? null : (
        <p>
          {link.href === undefined ? (
            <code>{rule.id}</code>
          ) : (
            <a {...link} rel="noopener noreferrer">
              Read <code>{rule.id}</code> in the specification
            </a>
          )}
        </p>
      )}
    </div>
  );
}

function Texts({ ours, theirs }: Pick<ComparedText, "ours" | "theirs">) {
  if (theirs === undefined) return <Marked spans={ours} />;
  return (
    <dl class="facts">
      <div>
        <dt>Server</dt>
        <dd>
          <Marked spans={ours} />
        </dd>
      </div>
      <div>
        <dt>Client</dt>
        <dd>
          <Marked spans={theirs} />
        </dd>
      </div>
    </dl>
  );
}

function Marked({ spans }: { readonly spans: readonly MarkedText[] }) {
  if (spans.every(({ text }) => text === "")) return <span class="soft">nothing</span>;
  return (
    <code class="base">
      {spans.map(({ text, differs }, index) =>
        differs ? (
          <mark key={index}>
            <bdi>{text}</bdi>
          </mark>
        ) : (
          <bdi key={index}>{text}</bdi>
        ),
      )}
    </code>
  );
}

function Received({ params }: Pick<CheckedSignature, "params">) {
  return (
    <dl class="facts">
      {params.map(({ name, value, from }, index) => (
        <div key={index}>
          <dt>
            <code>{name === "" ? "(without a name)" : name}</code>
          </dt>
          <dd>
            {value === "" ? <span class="soft">nothing</span> : <code>{value}</code>}{" "}
            <span class="fine">from the {from}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}
