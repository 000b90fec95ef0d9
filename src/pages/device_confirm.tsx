import { Alert, renderDocument } from "./_document.tsx";
import { UnverifiedNote } from "./client_about.tsx";
import { type ConsentScope, Scopes } from "./consent.tsx";
import type { Frame } from "./frame.ts";

/** What the page shows that asks whether a device may be connected. */
export interface DeviceConfirmModel extends Frame {
  /** Where the form is posted. */
  readonly action: string;
  readonly csrf: string;
  /** As the device shows it. */
  readonly userCode: string;
  readonly clientName: string;
  readonly clientId: string;
  /** Who registered the application. */
  readonly ownerName?: string;
  /** Whether it registered by itself, and nobody vouched for it. */
  readonly isUnverified?: boolean;
  readonly username: string;
  /** How long ago the device asked ("2 minutes ago"). */
  readonly begun: string;
  /** The network address that asked. */
  readonly address: string;
  /** Whether that is in the network of who reads the page. */
  readonly sameNetwork: boolean;
  readonly scopes: readonly ConsentScope[];
  /** How long one access token lives ("10 minutes"). */
  readonly accessLifetime: string;
  /** How long access can be renewed without the person ("30 days"); absent when it cannot. */
  readonly refreshLifetime?: string;
  readonly problem?: string;
}

/**
 * The page that asks whether a device may be connected: the code to compare, who asks, for what, since when, from where.
 *
 * Posts `action` (`allow` or `deny`), `csrf`, `user_code`, and one `scope` for each permission left ticked.
 */
export function renderDeviceConfirm(model: DeviceConfirmModel): string {
  const { action, csrf, userCode, clientName, username, scopes, problem } = model;
  return renderDocument(
    <section class="card">
      <h1>
        Connect <bdi class="client">{clientName}</bdi> on your device to your account?
      </h1>
      <p class="lead">
        You are logged in as <bdi class="strong">{username}</bdi>.
      </p>
      <Alert text={problem} />
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="user_code" value={userCode} />
        <p class="compare">
          <span class="fine">Your device must show this code</span>
          <strong class="letters">{userCode}</strong>
        </p>
        <p class="note">
          <strong>Allow this only if you began it yourself, on a device in front of you.</strong> If somebody sent you
          the code or a link to this page, choose Deny: it would give them your account.
        </p>
        <UnverifiedNote isUnverified={model.isUnverified} />
        <Scopes scopes={scopes} failed={problem !== undefined} />
        <Facts {...model} />
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
    { frame: model, title: "Connect a device", width: "medium" },
  );
}

function Facts({
  clientName,
  clientId,
  ownerName,
  begun,
  address,
  sameNetwork,
  accessLifetime,
  refreshLifetime,
}: DeviceConfirmModel) {
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
      <div>
        <dt>Begun</dt>
        <dd>
          {begun}, from{" "}
          {sameNetwork ? (
            "the network that you use now"
          ) : (
            <>
              another network than the one that you use now (<bdi>{address}</bdi>)
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>For how long</dt>
        <dd>
          {refreshLifetime === undefined
            ? `${accessLifetime}, then it has to ask again`
            : `${refreshLifetime}, also while you are away, with a key that is renewed every ${accessLifetime}`}
        </dd>
      </div>
    </dl>
  );
}
