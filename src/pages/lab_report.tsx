import { renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import { type Fact, Facts } from "./facts.tsx";
import type { Frame } from "./frame.ts";

/** How a word of a verdict is shown: something to mend, something to look at, or neither. */
export type LabTone = "bad" | "poor" | "good";

/** One request of a client, or one that it was sent. */
export interface LabRequest {
  readonly number: number;
  /** `POST /token`. */
  readonly line: string;
  /** What came of it: `200`, `the connection was dropped`. */
  readonly outcome: string;
  /** What was wrong on purpose about the answer, sentences. */
  readonly wrong: readonly string[];
  /** Whether it proves the verdict. */
  readonly isProof: boolean;
  /** Parameters, header fields and the answer, as texts under their names; free of secrets. */
  readonly details: readonly { readonly name: string; readonly text: string }[];
}

/** The sentence of a specification. */
export interface LabRule {
  readonly id: string;
  readonly keyword?: string;
  /** The sentence, without a full stop; where it is told elsewhere it is left out. */
  readonly demands?: string;
  readonly href?: string;
}

/** What a client showed in one case. */
export interface LabCase {
  /** `id_token_wrong_issuer`. */
  readonly name: string;
  readonly title: string;
  readonly setup: string;
  readonly word: string;
  readonly tone: LabTone;
  /** What was seen, a sentence without a full stop. */
  readonly says: string;
  readonly rule?: LabRule;
  /** What the provider did wrong on purpose, sentences without a full stop. */
  readonly wrong: readonly string[];
  readonly mend?: string;
  /** Where in a client one should look. */
  readonly look?: string;
  readonly requests: readonly LabRequest[];
  /** The last lines that the client printed. */
  readonly output: readonly string[];
}

/** What a report shows. Nothing of it is secret. */
export interface LabReportModel extends Frame {
  /** True: a file of its own, with its stylesheet inside. */
  readonly standalone?: true;
  /** What was tested, in the words of whoever did. */
  readonly name: string;
  readonly planTitle: string;
  /** The outcome in one sentence. */
  readonly headline: string;
  readonly facts: readonly Fact[];
  readonly counts: readonly {
    readonly word: string;
    readonly count: number;
    readonly meaning: string;
    readonly tone: LabTone;
  }[];
  /** Shown whole, in this order. */
  readonly cases: readonly LabCase[];
  /** Shown in one line each, folded. */
  readonly folded: readonly { readonly title: string; readonly cases: readonly LabCase[] }[];
  /** The same for programs: addresses. */
  readonly downloads: readonly { readonly href: string; readonly text: string }[];
  /** The page that asks before all of it is deleted, for whoever may. */
  readonly remove?: string;
}

/** The report of a run, for somebody who never saw the tool. */
export function renderLabReport(model: LabReportModel): string {
  const { name, planTitle, headline, facts, counts, cases, folded, downloads, remove, standalone } = model;
  const content = (
    <>
      <section class="card">
        <h1>Report</h1>
        <p class="lead">
          <bdi>{name}</bdi>, {planTitle}
        </p>
        <p class="strong">{headline}</p>
        <ul class="counts">
          {counts.map(({ word, count, meaning, tone }) => (
            <li key={word} class={count === 0 ? undefined : tone}>
              <strong>{count}</strong> {word}
              <p class="fine">{meaning}</p>
            </li>
          ))}
        </ul>
        <Facts facts={facts} />
        {downloads.length === 0 && remove === undefined ? null : (
          <p class="does">
            {downloads.map(({ href, text }) => (
              <a key={href} class="button quiet" {...linkTo(href)}>
                {text}
              </a>
            ))}
            {remove === undefined ? null : (
              <a class="button danger" href={remove}>
                Delete the run
              </a>
            )}
          </p>
        )}
      </section>
      {cases.length === 0 ? null : (
        <section class="card" aria-labelledby="cases">
          <h2 id="cases">What to look at</h2>
          <ol class="cases">
            {cases.map((one, index) => (
              <Case key={`${one.setup} ${one.name}`} id={`case-${index + 1}`} {...one} />
            ))}
          </ol>
        </section>
      )}
      {folded
        .filter((group) => group.cases.length > 0)
        .map(({ title, cases: some }) => (
          <section key={title} class="card">
            <details>
              <summary>
                {title} ({some.length})
              </summary>
              <ul class="short">
                {some.map(({ name: id, setup, title: what, says }) => (
                  <li key={`${setup} ${id}`}>
                    <span>
                      {what} <code class="soft">{id}</code>
                    </span>
                    <span class="soft">{says}</span>
                  </li>
                ))}
              </ul>
            </details>
          </section>
        ))}
    </>
  );
  return renderDocument(content, {
    frame: model,
    title: "Report",
    width: "wide",
    ...(standalone === undefined ? {} : { standalone }),
  });
}

function Case(props: LabCase & { readonly id: string }) {
  const { id, name, title, setup, word, tone, says, rule, wrong, mend, look, requests, output } = props;
  return (
    <li aria-labelledby={id}>
      <h3 id={id}>
        <span class={`verdict ${tone}`}>{word}</span> {title}
      </h3>
      <p class="fine">
        <code>{name}</code> · {setup}
      </p>
      {wrong.length === 0 ? null : <p>On purpose, the provider was wrong here: {sentences(wrong)}</p>}
      <p class="strong">{says}.</p>
      {rule === undefined ? null : <Demand {...rule} />}
      {mend === undefined ? null : (
        <p>
          <strong>How to mend it.</strong> {mend}
        </p>
      )}
      {look === undefined ? null : (
        <p>
          <strong>Where to look in the client.</strong> {look}
        </p>
      )}
      {requests.length === 0 ? null : (
        <details open>
          <summary>The requests, in their order</summary>
          <Requests requests={requests} />
        </details>
      )}
      {output.length === 0 ? null : (
        <details>
          <summary>The last lines that the client printed</summary>
          <pre class="lines">{output.join("\n")}</pre>
        </details>
      )}
    </li>
  );
}

/** By which sentence of a specification something is judged. */
export function Demand({ id, keyword, demands, href }: LabRule) {
  const text = keyword === undefined ? id : `${id} (${keyword})`;
  return (
    <p class="demand">
      {demands === undefined ? null : `${demands}. `}
      <span class="fine block">{href === undefined ? text : <a {...linkTo(href)}>{text}</a>}</span>
    </p>
  );
}

/** Requests in their order, with what was wrong about an answer and what proves the verdict set off in words as well. */
export function Requests({ requests }: { readonly requests: readonly LabRequest[] }) {
  return (
    <ol class="requests">
      {requests.map(({ number, line, outcome, wrong, isProof, details }) => (
        <li key={number} class={isProof ? "proof" : wrong.length > 0 ? "wrong" : undefined}>
          <code>
            #{number} {line}
          </code>{" "}
          <span class="soft">→ {outcome}</span>
          {wrong.length === 0 ? null : <p>Wrong on purpose: {sentences(wrong)}</p>}
          {isProof ? <p>This proves the verdict.</p> : null}
          {details.length === 0 ? null : (
            <details>
              <summary>
                More <span class="unseen">of request {number}</span>
              </summary>
              {details.map(({ name, text }) => (
                <div key={name}>
                  <p class="fine">{name}</p>
                  <pre>{text}</pre>
                </div>
              ))}
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function sentences(all: readonly string[]): string {
  return all.map((one) => `${one}.`).join(" ");
}
