import { Alert, renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import { type Fact, Facts } from "./facts.tsx";
import type { Frame } from "./frame.ts";
import { type LabRequest, type LabTone, Requests } from "./lab_report.tsx";
import { LAB_RUN_SCRIPT } from "./lab_run_script.ts";

/** Something that a client is told: a name of the protocol, and its value. */
export interface LabSetting {
  /** In our own words. */
  readonly name: string;
  readonly value: string;
}

/** The attempt that goes on. */
export interface LabAttempt {
  /** As it is planned: `id_token_wrong_issuer`. */
  readonly name: string;
  readonly title: string;
  /** What is tried: sentences, which whoever wants to be surprised need not read. */
  readonly tried: readonly string[];
  /** What to do, one sentence each without a full stop. */
  readonly steps: readonly string[];
  /** What is to be done otherwise than usual, sentences. */
  readonly otherwise: readonly string[];
  /** Addresses to open by now. */
  readonly visits: readonly string[];
  /** What the client has to know. */
  readonly settings: readonly LabSetting[];
  /** Who signs in. */
  readonly person: readonly LabSetting[];
  readonly requests: readonly LabRequest[];
  /** How many requests there were, and what the client said of itself: sentences. */
  readonly soFar: string;
  /** What a person can have the provider do: hidden fields and texts of buttons. */
  readonly acts: readonly { readonly value: string; readonly text: string }[];
  /** What a person can say of the client; nothing where the time of the attempt is over. */
  readonly outcomes: readonly { readonly value: string; readonly text: string; readonly says: string }[];
  /** The attempt, as forms send it. */
  readonly attempt: string;
  /** Where the page looks for requests again and again without a script, or stops to. */
  readonly reload: { readonly href: string; readonly text: string };
}

/** Something that the run has to try. */
export interface LabPlanned {
  readonly name: string;
  readonly title: string;
  /** The page of the scenario. */
  readonly href?: string;
  /** What came of it, when it ended. */
  readonly verdict?: { readonly word: string; readonly tone: LabTone; readonly says: string };
  /** Where it goes on, when it was begun and has not ended. */
  readonly goesOn?: string;
}

/** What the page of a run shows to whoever has its key. */
export interface LabRunModel extends Frame {
  readonly csrf: string;
  /** What is tested, from outside. */
  readonly name: string;
  readonly planTitle: string;
  /** How many of all cases were tried. */
  readonly progress: { readonly done: number; readonly all: number };
  readonly facts: readonly Fact[];
  /** What was just done. */
  readonly note?: string;
  readonly problem?: string;
  readonly current?: LabAttempt;
  /** The first that was not tried yet. */
  readonly next?: { readonly name: string; readonly title: string };
  readonly groups: readonly {
    readonly title: string;
    /** What is to be known of all of them. */
    readonly says?: string;
    readonly attempts: readonly LabPlanned[];
  }[];
  /** Where forms are posted; the word for what they do is behind it. */
  readonly action: string;
  readonly report: string;
}

/** The page of a run: what to enter, what to do, what the client asks for, and what came of each case. */
export function renderLabRun(model: LabRunModel): string {
  const { csrf, name, planTitle, progress, facts, note, problem, current, next, groups, action, report } = model;
  return renderDocument(
    <>
      <section class="card">
        <h1>
          Run of <bdi>{name}</bdi>
        </h1>
        <p class="lead">{planTitle}</p>
        <p>
          <label for="tried">
            {progress.done} of {progress.all} tried
          </label>
          <progress class="made" id="tried" value={progress.done} max={Math.max(1, progress.all)} />
        </p>
        {note === undefined ? null : (
          <p class="note" role="status">
            {note}
          </p>
        )}
        <Alert text={problem} />
        <Facts facts={facts} />
        <div class="does">
          {next === undefined ? null : (
            <form method="post" action={`${action}/begin`}>
              <input type="hidden" name="csrf" value={csrf} />
              <input type="hidden" name="name" value={next.name} />
              <button type="submit" class="main">
                Begin the next: {next.title}
              </button>
            </form>
          )}
          <a class="button other" {...linkTo(report)}>
            Look at the report so far
          </a>
          <form method="post" action={`${action}/finish`}>
            <input type="hidden" name="csrf" value={csrf} />
            <button type="submit" class="other">
              Finish the run
            </button>
          </form>
        </div>
        <p class="fine">
          You need not try all: what you leave out is told as not exercised. Whoever knows the address of the report can
          read it. Finishing judges everything for good, and cannot be undone.
        </p>
      </section>
      {current === undefined ? null : <Current {...current} csrf={csrf} action={action} />}
      {groups.map((group, index) => (
        <section key={group.title} class="card" aria-labelledby={`group-${index}`}>
          <h2 id={`group-${index}`}>{group.title}</h2>
          {group.says === undefined ? null : <p class="soft">{group.says}</p>}
          <ul class="rows">
            {group.attempts.map((one) => (
              <li key={one.name}>
                <Planned {...one} csrf={csrf} action={action} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <script type="module" src={model.base + LAB_RUN_SCRIPT.path} />
    </>,
    { frame: model, title: "Run", width: "wide" },
  );
}

type Posting = Pick<LabRunModel, "csrf" | "action">;

function Planned({ name, title, href, verdict, goesOn, csrf, action }: LabPlanned & Posting) {
  return (
    <>
      <div>
        <p class="strong">
          {href === undefined ? title : <a href={href}>{title}</a>}{" "}
          {verdict === undefined ? null : <span class={`verdict ${verdict.tone}`}>{verdict.word}</span>}
          {goesOn === undefined ? null : <span class="verdict poor">going on</span>}
        </p>
        {verdict === undefined ? null : <p class="soft">{verdict.says}.</p>}
      </div>
      {goesOn === undefined ? (
        <form method="post" action={`${action}/begin`}>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="name" value={name} />
          <button type="submit" class="other">
            {verdict === undefined ? "Begin" : "Begin again"}
            <span class="unseen">: {title}</span>
          </button>
        </form>
      ) : (
        <a class="button other" href={goesOn}>
          Go on<span class="unseen">: {title}</span>
        </a>
      )}
    </>
  );
}

function Current(props: LabAttempt & Posting) {
  const { title, tried, steps, otherwise, settings, person, acts, outcomes, attempt, csrf, action } = props;
  return (
    <section class="card current" id="now" aria-labelledby="now-title">
      <h2 id="now-title">Now: {title}</h2>
      {otherwise.length === 0 ? null : (
        <div class="note">
          {otherwise.map((one) => (
            <p key={one}>{one}.</p>
          ))}
        </div>
      )}
      <h3>What to do</h3>
      <ol class="notes steps">
        {steps.map((step) => (
          <li key={step}>{step}.</li>
        ))}
      </ol>
      <h3>What your client has to know</h3>
      <Settings settings={settings} prefix="told" />
      <h3>Who signs in</h3>
      <Settings settings={person} prefix="person" />
      <Visits {...props} />
      {acts.map(({ value, text }) => (
        <form key={value} method="post" action={`${action}/act`}>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="attempt" value={attempt} />
          <button type="submit" class="other" name="act" value={value}>
            {text}
          </button>
        </form>
      ))}
      <h3>What your client asked for</h3>
      <SoFar {...props} />
      {tried.length === 0 ? null : (
        <details>
          <summary>What is tried here</summary>
          {tried.map((one) => (
            <p key={one}>{one}.</p>
          ))}
        </details>
      )}
      {outcomes.length === 0 ? null : (
        <>
          <h3>What did your client do?</h3>
          <form method="post" action={`${action}/end`} class="outcomes">
            <input type="hidden" name="csrf" value={csrf} />
            <input type="hidden" name="attempt" value={attempt} />
            {outcomes.map(({ value, text, says }) => (
              <p key={value}>
                <button type="submit" class="other" name="outcome" value={value} aria-describedby={`says-${value}`}>
                  {text}
                </button>{" "}
                <span class="soft" id={`says-${value}`}>
                  {says}.
                </span>
              </p>
            ))}
          </form>
        </>
      )}
    </section>
  );
}

function Settings({ settings, prefix }: { readonly settings: readonly LabSetting[]; readonly prefix: string }) {
  return (
    <dl class="facts told">
      {settings.map(({ name, value }, index) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <code class="pick" id={`${prefix}-${index}`}>
              {value}
            </code>{" "}
            <button type="button" class="quiet" hidden data-copy={`${prefix}-${index}`}>
              Copy<span class="unseen"> {name}</span>
            </button>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Visits({ visits }: Pick<LabAttempt, "visits">) {
  return (
    <div id="visits">
      {visits.map((address) => (
        <p key={address}>
          Open this in your browser:{" "}
          <a {...linkTo(address)} target="_blank" rel="noopener noreferrer">
            {address}
          </a>
        </p>
      ))}
    </div>
  );
}

function SoFar({ requests, soFar, reload }: Pick<LabAttempt, "requests" | "soFar" | "reload">) {
  return (
    <>
      <p id="so-far" role="status">
        {soFar}
      </p>
      <noscript>
        <p>
          <a href={reload.href}>{reload.text}</a>
        </p>
      </noscript>
      <div id="requests">
        <Requests requests={requests} />
      </div>
    </>
  );
}
