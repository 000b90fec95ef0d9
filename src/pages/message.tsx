import { renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import type { Frame } from "./frame.ts";

/** What a plain message says. */
export interface MessageModel extends Frame {
  /** The heading, in our own words. */
  readonly title: string;
  readonly text: string;
  /** Where to go from here. */
  readonly link?: { readonly href: string; readonly text: string };
}

/** A page with one thing to say, such as that a person is logged out. */
export function renderMessage(model: MessageModel): string {
  const { title, text, link } = model;
  return renderDocument(
    <section class="card">
      <h1>{title}</h1>
      <p class="lead">{text}</p>
      {link === undefined ? null : (
        <div class="actions">
          <a class="button" {...linkTo(link.href)}>
            {link.text}
          </a>
        </div>
      )}
    </section>,
    { frame: model, title, width: "narrow" },
  );
}
