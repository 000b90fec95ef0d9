import { createHash } from "node:crypto";
import { renderDocument } from "./_document.tsx";
import { isPostable, linkTo } from "./_href.ts";
import type { Frame } from "./frame.ts";

/**
 * Goes on as soon as every frame is loaded, or could not be, and after three seconds in any case: the Refresh header
 * waits for what never comes.
 */
const GO_ON_SCRIPT = `
"use strict";
const next = document.getElementById("next").href;
const late = setTimeout(() => location.replace(next), 3000);
addEventListener("load", () => {
  clearTimeout(late);
  location.replace(next);
});
`;

/** What a Content-Security-Policy says in `script-src` so that only that script runs. */
export const GO_ON_SCRIPT_HASH = `sha256-${createHash("sha256").update(GO_ON_SCRIPT).digest("base64")}`;

/** What a person is told once their session has ended. */
export interface LoggedOutModel extends Frame {
  /** Where the browser goes next, and whose that is; nowhere when not given. */
  readonly next?: { readonly href: string; readonly clientName: string };
  /** Pages of applications that are loaded out of sight, so that these hear of it in the browser. */
  readonly frames: readonly string[];
}

/** The page that says that a person is logged out. */
export function renderLoggedOut(model: LoggedOutModel): string {
  const { base, next, frames } = model;
  return renderDocument(
    <section class="card">
      <h1>You are logged out</h1>
      <p class="lead">
        The session of this browser has ended. Applications that you allowed keep their access until you revoke it.
      </p>
      <div class="actions">
        {next === undefined ? (
          <a class="button" href={`${base}/login`}>
            Log in again
          </a>
        ) : (
          <a class="button" id="next" {...(isPostable(next.href) ? { href: next.href } : {})}>
            <span>
              Go back to <bdi>{next.clientName}</bdi>
            </span>
          </a>
        )}
      </div>
      {frames.map((address) => (
        <iframe
          key={address}
          hidden
          title="An application hears that you are logged out"
          sandbox="allow-scripts allow-same-origin allow-forms"
          {...srcOf(address)}
        />
      ))}
      {next === undefined || frames.length === 0 || !isPostable(next.href) ? null : (
        <script dangerouslySetInnerHTML={{ __html: GO_ON_SCRIPT }} />
      )}
    </section>,
    { frame: model, title: "You are logged out", width: "narrow" },
  );
}

/** Addresses on the web alone: whatever else stands there is never loaded. */
function srcOf(address: string): { readonly src?: string } {
  const { href } = linkTo(address);
  return href === undefined ? {} : { src: href };
}
