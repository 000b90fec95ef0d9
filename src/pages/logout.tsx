import { renderDocument } from "./_document.tsx";
import type { Frame } from "./frame.ts";

/** What the page that asks whether to log out shows. */
export interface LogoutModel extends Frame {
  /** Where its form is sent. */
  readonly action: string;
  readonly csrf: string;
  readonly username: string;
  /** The application that asks; nobody says who when not given. */
  readonly clientName?: string;
  /** What the form carries along. */
  readonly fields: readonly (readonly [name: string, value: string])[];
}

/** The page that asks whether to log out. Posts `action` (`stay` or `logout`), `csrf` and the fields. */
export function renderLogout(model: LogoutModel): string {
  const { action, csrf, username, clientName, fields } = model;
  return renderDocument(
    <section class="card">
      <h1>Log out?</h1>
      <p class="lead">
        {clientName === undefined ? "A link" : <bdi class="client">{clientName}</bdi>} asks to log you out here, where
        you are logged in as <bdi class="strong">{username}</bdi>. Applications that you use in this session will hear
        of it.
      </p>
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        {fields.map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        {/* Staying comes first, as the Enter key presses a form's first button. */}
        <div class="actions pair">
          <button type="submit" class="other" name="action" value="stay">
            Stay
          </button>
          <button type="submit" class="main" name="action" value="logout">
            Log out
          </button>
        </div>
      </form>
    </section>,
    { frame: model, title: "Log out", width: "narrow" },
  );
}
