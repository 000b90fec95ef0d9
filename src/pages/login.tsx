import { Alert, renderDocument } from "./_document.tsx";
import type { Frame } from "./frame.ts";

/** What the log-in page shows. */
export interface LoginModel extends Frame {
  /** Where the form is posted. */
  readonly action: string;
  readonly csrf: string;
  /** Where to go afterwards; carried in a hidden field. */
  readonly next?: string;
  /** What was typed before, after a failed try. */
  readonly username?: string;
  /** The application that waits for the answer. */
  readonly clientName?: string;
  /** What a person has to know before they type anything. */
  readonly note?: string;
  /** What went wrong with the last try, the same for unknown names and wrong passwords. */
  readonly problem?: string;
  /** Whether a person may give up, which sends `action=cancel`. */
  readonly cancel?: boolean;
  /** Whether a person may make an account instead, which sends `action=create`. */
  readonly signUp?: boolean;
}

/** The log-in page: posts `username`, `password`, `csrf` and `next`. */
export function renderLogin(model: LoginModel): string {
  const { clientName, note, problem } = model;
  return renderDocument(
    <section class="card">
      <h1>Log in</h1>
      {clientName === undefined ? null : (
        <p class="lead">
          to continue to <bdi class="client">{clientName}</bdi>
        </p>
      )}
      {note === undefined ? null : <p class="note">{note}</p>}
      <Alert text={problem} />
      <Fields {...model} />
    </section>,
    { frame: model, title: "Log in", width: "narrow" },
  );
}

function Fields({ action, csrf, next, username, problem, cancel, signUp }: LoginModel) {
  const failed = problem === undefined ? {} : ({ "aria-describedby": "problem", "aria-invalid": "true" } as const);
  // The first field that waits for the person: after a wrong password that is the password.
  const known = username !== undefined && username !== "";
  return (
    <form method="post" action={action}>
      <input type="hidden" name="csrf" value={csrf} />
      {next === undefined ? null : <input type="hidden" name="next" value={next} />}
      <div class="field">
        <label for="username">Username</label>
        <input
          id="username"
          name="username"
          type="text"
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus={!known}
          value={username ?? ""}
          {...failed}
        />
      </div>
      <div class="field">
        <label for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          required
          autofocus={known}
          {...failed}
        />
      </div>
      <div class="actions">
        <button type="submit" class="main">
          Log in
        </button>
        {signUp === true ? (
          <button type="submit" class="other" name="action" value="create" formNoValidate>
            Create an account
          </button>
        ) : null}
        {cancel === true ? (
          <button type="submit" class="other" name="action" value="cancel" formNoValidate>
            Cancel
          </button>
        ) : null}
      </div>
    </form>
  );
}
