import { renderDocument } from "./_document.tsx";
import type { Frame } from "./frame.ts";

/** What the page shows on which a person chooses an account. */
export interface SelectAccountModel extends Frame {
  /** Where the form is posted. */
  readonly action: string;
  readonly csrf: string;
  /** The application that waits for the answer. */
  readonly clientName: string;
  /** Who is logged in. */
  readonly username: string;
}

/** The page on which a person chooses an account: posts `csrf`, and `action` (`continue`, `another` or `cancel`). */
export function renderSelectAccount(model: SelectAccountModel): string {
  const { action, csrf, clientName, username } = model;
  return renderDocument(
    <section class="card">
      <h1>Choose an account</h1>
      <p class="lead">
        to continue to <bdi class="client">{clientName}</bdi>
      </p>
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        <div class="actions">
          <button type="submit" class="main" name="action" value="continue">
            <span>
              Continue as <bdi>{username}</bdi>
            </span>
          </button>
          <button type="submit" class="other" name="action" value="another">
            Use another account
          </button>
          <button type="submit" class="other" name="action" value="cancel">
            Cancel
          </button>
        </div>
      </form>
    </section>,
    { frame: model, title: "Choose an account", width: "narrow" },
  );
}
