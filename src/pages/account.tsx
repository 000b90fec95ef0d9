import { renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import type { Frame } from "./frame.ts";
import { type OwnSession, Sessions } from "./sessions.tsx";

/** An application that holds access to an account. */
export interface AuthorizedApplication {
  readonly clientName: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** When access was given, as text. */
  readonly since: string;
  /** What names this access when it is revoked. */
  readonly tag: string;
  /** Where the application begins a login, if it says so. */
  readonly open?: string;
}

/** What the page of a logged-in person shows. */
export interface AccountModel extends Frame {
  readonly csrf: string;
  readonly username: string;
  readonly email: string;
  readonly isStaff: boolean;
  /** When the account was made, as text. */
  readonly since: string;
  readonly authorized: readonly AuthorizedApplication[];
  readonly sessions: readonly OwnSession[];
  /** What was just done. */
  readonly note?: string;
}

/**
 * A person's own page: who they are, which applications hold access, each with a form that posts `csrf` and `tag`, and
 * where they are logged in.
 */
export function renderAccount(model: AccountModel): string {
  return renderDocument(
    <>
      <section class="card">
        <h1>Your account</h1>
        {model.note === undefined ? null : (
          <p class="note" role="status">
            {model.note}
          </p>
        )}
        <Person {...model} />
        <div class="does">
          <a class="button other" href={`${model.base}/account/password`}>
            Change password
          </a>
          <a class="button other" href={`${model.base}/account/consents`}>
            Remembered consents
          </a>
        </div>
      </section>
      <section class="card" aria-labelledby="applications">
        <h2 id="applications">Applications with access</h2>
        <Applications {...model} />
      </section>
      <section class="card" aria-labelledby="sessions">
        <h2 id="sessions">Where you are logged in</h2>
        <Sessions {...model} />
      </section>
    </>,
    { frame: { ...model, signedInAs: model.signedInAs ?? model.username }, title: "Your account", width: "wide" },
  );
}

function Person({ username, email, isStaff, since }: AccountModel) {
  return (
    <dl class="facts">
      <div>
        <dt>Username</dt>
        <dd>
          <bdi class="strong">{username}</bdi>
          {isStaff ? <span class="badge">staff</span> : null}
        </dd>
      </div>
      <div>
        <dt>Email</dt>
        <dd>{email === "" ? "None" : <bdi>{email}</bdi>}</dd>
      </div>
      <div>
        <dt>Here since</dt>
        <dd>{since}</dd>
      </div>
    </dl>
  );
}

function Applications({ authorized, base, csrf }: AccountModel) {
  if (authorized.length === 0) return <p class="soft">No application can use your account.</p>;
  return (
    <>
      <p class="soft">Whatever you remove stops working at once.</p>
      <ul class="rows">
        {authorized.map((application) => (
          <li key={application.tag}>
            <Application {...application} />
            <Open {...application} />
            <form method="post" action={`${base}/account/revoke`}>
              <input type="hidden" name="csrf" value={csrf} />
              <input type="hidden" name="tag" value={application.tag} />
              <button type="submit" class="danger">
                Remove access
                <span class="unseen"> of {application.clientName}</span>
              </button>
            </form>
          </li>
        ))}
      </ul>
    </>
  );
}

function Open({ open, clientName }: AuthorizedApplication) {
  const { href } = linkTo(open ?? "");
  return href === undefined ? null : (
    <a class="button other" href={href}>
      Open<span class="unseen"> {clientName}</span>
    </a>
  );
}

function Application({ clientName, clientId, scopes, since }: AuthorizedApplication) {
  return (
    <div>
      <h3>
        <bdi>{clientName}</bdi>
      </h3>
      <p class="fine">
        Since {since} · <code>{clientId}</code>
      </p>
      {scopes.length === 0 ? null : (
        <ul class="words" aria-label="Permissions">
          {scopes.map((scope) => (
            <li key={scope}>
              <code>{scope}</code>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
