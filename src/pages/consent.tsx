import { Alert, renderDocument } from "./_document.tsx";
import { type ClientAbout, ClientLinks, ClientLogo, UnverifiedNote } from "./client_about.tsx";
import type { Frame } from "./frame.ts";

/** One permission that an application asks for. */
export interface ConsentScope {
  readonly name: string;
  /** What the permission means, for a person. */
  readonly sentence: string;
  readonly checked: boolean;
  /** Whether it was allowed to this application before. */
  readonly known: boolean;
}

/** What the consent page shows. */
export interface ConsentModel extends Frame {
  /** Where the form is posted. */
  readonly action: string;
  readonly csrf: string;
  readonly clientName: string;
  /** What the application says of itself. @see OpenID Connect Dynamic Client Registration 2 */
  readonly about?: ClientAbout;
  /** Whether it registered by itself, and nobody vouched for it. */
  readonly isUnverified?: boolean;
  /** Who registered the application. */
  readonly ownerName?: string;
  readonly clientId: string;
  /** The host, or the private-use scheme, that the browser is sent to afterwards. */
  readonly redirectHost: string;
  readonly username: string;
  readonly scopes: readonly ConsentScope[];
  /** How long one access token lives ("10 minutes"); absent when it lives until it is revoked. */
  readonly accessLifetime?: string;
  /** How long access can be renewed without the person ("30 days"); absent when it cannot. */
  readonly refreshLifetime?: string;
  /** Whether the answer may be kept for the next time. */
  readonly canRemember: boolean;
  readonly problem?: string;
}

/**
 * The consent page: who asks, for what, for how long, and where the browser goes next.
 *
 * Posts `action` (`allow` or `deny`), `csrf`, one `scope` for each permission left ticked, and `remember`.
 */
export function renderConsent(model: ConsentModel): string {
  const { action, csrf, clientName, username, problem } = model;
  return renderDocument(
    <section class="card">
      <ClientLogo {...model.about} />
      <h1>
        Allow <bdi class="client">{clientName}</bdi> to use your account?
      </h1>
      <p class="lead">
        You are logged in as <bdi class="strong">{username}</bdi>.
      </p>
      <Alert text={problem} />
      <UnverifiedNote isUnverified={model.isUnverified} />
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        <Scopes scopes={model.scopes} failed={problem !== undefined} />
        <Facts {...model} />
        {model.canRemember ? <Remember /> : null}
        {/* Denying comes first, so that the Enter key in a tick box, which presses a form's first button, never allows. */}
        <div class="actions pair">
          <button type="submit" class="other" name="action" value="deny">
            Deny
          </button>
          <button type="submit" class="main" name="action" value="allow">
            Allow
          </button>
        </div>
      </form>
    </section>,
    { frame: model, title: "Allow access", width: "medium" },
  );
}

/** The permissions that are asked for, each with its tick box. */
export function Scopes({ scopes, failed }: { readonly scopes: readonly ConsentScope[]; readonly failed: boolean }) {
  if (scopes.length === 0) return <p>It asks for no permission beyond knowing that you are here.</p>;
  return (
    <fieldset class="scopes" aria-describedby={failed ? "problem" : undefined}>
      <legend>It will be able to</legend>
      {scopes.map((scope, index) => (
        <div class="scope" key={scope.name}>
          <input type="checkbox" id={`scope-${index}`} name="scope" value={scope.name} checked={scope.checked} />
          <label for={`scope-${index}`}>
            <span class="sentence">{scope.sentence}</span>{" "}
            <span class="fine">
              <code>{scope.name}</code> {scope.known ? <span class="badge">allowed before</span> : null}
            </span>
          </label>
        </div>
      ))}
    </fieldset>
  );
}

function howLong({ accessLifetime, refreshLifetime }: ConsentModel): string {
  if (accessLifetime === undefined) return "As long as you do not revoke it, also while you are away";
  return refreshLifetime === undefined
    ? `${accessLifetime}, then it has to ask again`
    : `${refreshLifetime}, also while you are away, with a key that is renewed every ${accessLifetime}`;
}

function Facts(model: ConsentModel) {
  const { about, clientName, ownerName, clientId, redirectHost } = model;
  return (
    <dl class="facts">
      <div>
        <dt>Asked by</dt>
        <dd>
          <bdi>{clientName}</bdi>
          {ownerName === undefined ? null : (
            <>
              , registered by <bdi>{ownerName}</bdi>
            </>
          )}
          <code class="fine block">{clientId}</code>
        </dd>
      </div>
      <ClientLinks {...about} />
      <div>
        <dt>For how long</dt>
        <dd>{howLong(model)}</dd>
      </div>
      <div>
        <dt>You go next to</dt>
        <dd>
          <bdi class="strong">{redirectHost}</bdi>
        </dd>
      </div>
    </dl>
  );
}

function Remember() {
  return (
    <div class="tick">
      <input type="checkbox" id="remember" name="remember" value="yes" checked />
      <label for="remember">Remember this and do not ask me again</label>
    </div>
  );
}
