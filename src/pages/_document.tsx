import type { ComponentChildren } from "preact";
import { renderToString } from "preact-render-to-string";
import { BRAND_MARK } from "./brand_mark.ts";
import type { Frame } from "./frame.ts";
import { STYLESHEET } from "./stylesheet.ts";

/** What makes a page of its content. */
export interface DocumentOptions {
  readonly frame: Frame;
  /** Title of the window, before the name of the house; never a text from outside, which could imitate another site. */
  readonly title: string;
  /** How wide the page may become: a form, a decision, or a page to read. */
  readonly width: "narrow" | "medium" | "wide";
  /** True: a file of its own, which asks for nothing; its stylesheet is inside. */
  readonly standalone?: true;
}

/** A whole HTML document around the content of a page. */
export function renderDocument(content: ComponentChildren, options: DocumentOptions): string {
  const { frame, title, width, standalone } = options;
  const { display = "page" } = frame;
  // A small window has room for the question alone.
  const isSmall = display === "popup";
  const body = (
    <body class={display === "page" ? undefined : display}>
      <a class="skip" href="#main">
        Skip to the content
      </a>
      {isSmall || standalone === true ? null : <Header {...frame} />}
      {isSmall ? null : <Sections {...frame} />}
      <main id="main" class={`page ${width}`}>
        {content}
      </main>
      {isSmall ? null : (
        <footer class="foot">
          <p>Touchstone, a reference provider for OAuth and OpenID Connect</p>
        </footer>
      )}
    </body>
  );
  return renderHtml(standalone === true ? { styled: true, title, body } : { base: frame.base, title, body });
}

/** The outermost shell: doctype, language, head. */
export function renderHtml(parts: {
  readonly base?: string;
  /** True: the stylesheet is inside of the document. */
  readonly styled?: true;
  readonly title: string;
  readonly body: ComponentChildren;
}): string {
  const { base, styled, title, body } = parts;
  const html = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="robots" content="noindex" />
        <title>{`${title} · Touchstone`}</title>
        {base === undefined ? null : <Assets base={base} />}
        {styled === true ? <style dangerouslySetInnerHTML={{ __html: STYLESHEET.text }} /> : null}
      </head>
      {body}
    </html>
  );
  return `<!doctype html>\n${renderToString(html)}\n`;
}

function Assets({ base }: { readonly base: string }) {
  return (
    <>
      <link rel="icon" type="image/svg+xml" href={base + BRAND_MARK.path} />
      <link rel="stylesheet" href={base + STYLESHEET.path} />
    </>
  );
}

function Header({ base, signedInAs, csrf }: Frame) {
  return (
    <header class="top">
      <a class="brand" href={`${base}/`}>
        <img src={base + BRAND_MARK.path} alt="" width="30" height="30" />
        <span>Touchstone</span>
      </a>
      {signedInAs === undefined ? null : (
        <div class="who">
          <a class="name" href={`${base}/account`}>
            <span class="unseen">Your account: </span>
            <bdi>{signedInAs}</bdi>
          </a>
          {csrf === undefined ? null : (
            <form method="post" action={`${base}/logout`}>
              <input type="hidden" name="csrf" value={csrf} />
              <button type="submit" class="quiet">
                Log out
              </button>
            </form>
          )}
        </div>
      )}
    </header>
  );
}

function Sections({ sections = [] }: Frame) {
  return sections.length === 0 ? null : (
    <nav class="sections" aria-label="Sections">
      <ul>
        {sections.map(({ href, text, current }) => (
          <li key={href}>
            <a href={href} aria-current={current === true ? "page" : undefined}>
              {text}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** What went wrong with the last try, said at once by a screen reader; fields point to it by the id "problem". */
export function Alert({ text }: { readonly text: string | undefined }) {
  return text === undefined ? null : (
    <p id="problem" class="alert" role="alert">
      {text}
    </p>
  );
}
