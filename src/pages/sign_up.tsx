import { Alert, renderDocument } from "./_document.tsx";
import { Field } from "./field.tsx";
import type { Frame } from "./frame.ts";

/** The fields of the form, by the names under which they are posted. */
export type SignUpField = "username" | "email" | "password" | "repeated";

/** What the page shows on which a person makes an account. */
export interface SignUpModel extends Frame {
  /** Where the form is posted. */
  readonly action: string;
  readonly csrf: string;
  /** The application that waits for the answer, which one may give up; nobody waits when not given. */
  readonly clientName?: string;
  /** Where to go afterwards; carried in a hidden field. */
  readonly next?: string;
  /** What was typed before; never a password. */
  readonly username?: string;
  readonly email?: string;
  /** What is wrong, all at once, by field. */
  readonly problems?: Readonly<Partial<Record<SignUpField, string>>>;
  /** What is wrong with the whole of it. */
  readonly problem?: string;
}

/** The page on which a person makes an account: posts `csrf`, the fields, and `action` for who logs in or gives up. */
export function renderSignUp(model: SignUpModel): string {
  const { action, csrf, next, clientName, problems = {}, problem, username, email } = model;
  const failed = Object.keys(problems).length > 0;
  return renderDocument(
    <section class="card">
      <h1>Create an account</h1>
      {clientName === undefined ? null : (
        <p class="lead">
          to continue to <bdi class="client">{clientName}</bdi>
        </p>
      )}
      <Alert text={problem ?? (failed ? "Nothing was created yet. Look at the fields that say why." : undefined)} />
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        {next === undefined ? null : <input type="hidden" name="next" value={next} />}
        <Field
          name="username"
          label="Username"
          kind="text"
          autocomplete="username"
          hint="Letters, digits and any of @ . + - _"
          value={username ?? ""}
          problem={problems.username}
          autofocus={!failed || problems.username !== undefined}
        />
        <Field
          name="email"
          label="Email (optional)"
          kind="email"
          autocomplete="email"
          value={email ?? ""}
          problem={problems.email}
          required={false}
        />
        <Field
          name="password"
          label="Password"
          kind="password"
          autocomplete="new-password"
          hint="At least 8 characters"
          problem={problems.password}
        />
        <Field
          name="repeated"
          label="Password again"
          kind="password"
          autocomplete="new-password"
          problem={problems.repeated}
        />
        <div class="actions">
          <button type="submit" class="main">
            Create account
          </button>
          <button type="submit" class="other" name="action" value="login" formNoValidate>
            I have an account
          </button>
          {clientName === undefined ? null : (
            <button type="submit" class="other" name="action" value="cancel" formNoValidate>
              Cancel
            </button>
          )}
        </div>
      </form>
    </section>,
    { frame: model, title: "Create an account", width: "narrow" },
  );
}
