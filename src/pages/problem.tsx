import { renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import type { Frame } from "./frame.ts";

/** The sentence of a specification that a request broke. */
export interface BrokenRule {
  readonly id: string;
  /** The section that holds the sentence. */
  readonly url: string;
  /** The sentence in our words, where it is at hand; the link tells it otherwise. */
  readonly says?: string;
}

/** What the error page shows. */
export interface ProblemModel extends Frame {
  readonly status: number;
  /** The error code, as a client would read it. */
  readonly error: string;
  readonly description: string;
  readonly rule?: BrokenRule;
  /** By which the log and the owner of the client find this refusal; absent where the log has nothing of it. */
  readonly trace?: string;
  /** What the person can do now; a sentence that fits the status stands in when absent. */
  readonly next?: string;
}

/** The error page: what happened, what to do next, and for a developer the broken rule and the trace. */
export function renderProblem(model: ProblemModel): string {
  const { heading, next } = wordsFor(model.status);
  return renderDocument(
    <section class="card">
      <h1>{heading}</h1>
      <p class="lead">{sentence(model.description)}</p>
      <h2>What you can do</h2>
      <p>{sentence(model.next ?? next)}</p>
      {model.rule === undefined && model.trace === undefined ? null : <ForDevelopers {...model} />}
    </section>,
    { frame: model, title: heading, width: "medium" },
  );
}

function ForDevelopers({ status, error, rule, trace }: ProblemModel) {
  return (
    <section class="developers" aria-labelledby="developers">
      <h2 id="developers">For the developer of the application</h2>
      {rule === undefined ? null : <Rule {...rule} />}
      <dl class="facts">
        <div>
          <dt>Error</dt>
          <dd>
            <code>{error}</code> with status {status}
          </dd>
        </div>
        {trace === undefined ? null : (
          <div>
            <dt>Trace</dt>
            <dd>
              <code class="strong">{trace}</code>
              <span class="fine block">
                Name it when you ask the operator of this server: the log knows the details by it.
              </span>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Rule({ id, url, says }: BrokenRule) {
  const link = linkTo(url);
  return (
    <div class="rule">
      <p class="fine">The rule behind this</p>
      {says === undefined ? null : <p class="says">{sentence(says)}</p>}
      <p>
        {link.href === undefined ? (
          <code>{id}</code>
        ) : (
          <a {...link} rel="noopener noreferrer">
            Read <code>{id}</code> in the specification
          </a>
        )}
      </p>
    </div>
  );
}

/** Error descriptions end without a full stop on the wire; on a page a sentence has one. */
function sentence(text: string): string {
  return /[\p{L}\p{N}'")\]’”]$/u.test(text) ? `${text}.` : text;
}

interface Words {
  readonly heading: string;
  readonly next: string;
}

const BACK =
  "Go back to the application that sent you here and try once more. If it happens again, tell the people who run that application";

function wordsFor(status: number): Words {
  if (status === 403) return { heading: "This is not allowed", next: "Go back, load the page again and try once more" };
  if (status === 404)
    return { heading: "There is no such page", next: "Check the address, or begin at the first page of this server" };
  if (status === 429) return { heading: "Too many tries", next: "Wait a few minutes, then try once more" };
  if (status === 503)
    return { heading: "Out of service for a moment", next: "Nothing of yours is lost. Try again in a minute" };
  if (status >= 500)
    return {
      heading: "Something broke on our side",
      next: "Try again in a minute. If it happens again, tell the operator of this server the trace below",
    };
  return { heading: "This request cannot go on", next: BACK };
}
