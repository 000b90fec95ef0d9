import { createHash } from "node:crypto";
import { renderHtml } from "./_document.tsx";
import { isPostable } from "./_href.ts";

/**
 * The one script of all pages: it sends the form.
 *
 * Through the prototype, as a parameter that is named `submit` would hide the form's own function.
 */
export const FORM_POST_SCRIPT = "HTMLFormElement.prototype.submit.call(document.forms[0])";

/** What a Content-Security-Policy says in `script-src` so that only that script runs. */
export const FORM_POST_SCRIPT_HASH = `sha256-${createHash("sha256").update(FORM_POST_SCRIPT).digest("base64")}`;

/** An authorization response that a browser carries to the client by POST. */
export interface FormPostModel {
  /** The validated redirect URI. */
  readonly action: string;
  readonly parameters: readonly (readonly [string, string])[];
  /** Path prefix of the issuer; without it the page stands without the stylesheet. */
  readonly base?: string;
}

/**
 * The page of `response_mode=form_post`; without script a person presses Continue.
 *
 * @see OAuth 2.0 Form Post Response Mode 2
 * @throws {RangeError} When the address is neither on the web nor of a private-use scheme.
 */
export function renderFormPost({ action, parameters, base }: FormPostModel): string {
  if (!isPostable(action)) throw new RangeError("Cannot post a response as the address has no scheme that takes one");
  const body = (
    <body>
      <main class="page narrow">
        <section class="card">
          <h1>Going back to the application</h1>
          <p class="lead">If nothing happens, press Continue.</p>
          <form method="post" action={action}>
            {parameters.map(([name, value], index) => (
              <input key={index} type="hidden" name={name} value={value} />
            ))}
            <div class="actions">
              <button type="submit" class="main">
                Continue
              </button>
            </div>
          </form>
        </section>
      </main>
      <script dangerouslySetInnerHTML={{ __html: FORM_POST_SCRIPT }} />
    </body>
  );
  return renderHtml({ ...(base === undefined ? {} : { base }), title: "Going back", body });
}
