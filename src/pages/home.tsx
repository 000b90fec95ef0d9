import { renderDocument } from "./_document.tsx";
import { linkTo } from "./_href.ts";
import type { Frame } from "./frame.ts";

/** A page or an endpoint worth opening. */
export interface HomeLink {
  readonly href: string;
  readonly text: string;
  readonly says: string;
}

/** What the first page of an issuer shows. */
export interface HomeModel extends Frame {
  readonly issuer: string;
  readonly links: readonly HomeLink[];
  /** Said when tokens are kept in this process because there is no Redis. */
  readonly redisNote?: string;
}

/** The first page of an issuer: what this is, and where to go. */
export function renderHome(model: HomeModel): string {
  const { issuer, links, redisNote } = model;
  return renderDocument(
    <section class="card">
      <h1>The server is running</h1>
      <p class="lead">
        Touchstone lets people log in and applications ask for access: OAuth 2.0 and OpenID Connect, by the letter of
        the specifications.
      </p>
      <dl class="facts">
        <div>
          <dt>Issuer</dt>
          <dd>
            <code class="strong">{issuer}</code>
          </dd>
        </div>
      </dl>
      {redisNote === undefined ? null : <p class="note">{redisNote}</p>}
      {links.length === 0 ? null : <Links links={links} />}
    </section>,
    { frame: model, title: "Home", width: "wide" },
  );
}

function Links({ links }: { readonly links: readonly HomeLink[] }) {
  return (
    <nav aria-labelledby="places">
      <h2 id="places">Where to go</h2>
      <ul class="places">
        {links.map(({ href, text, says }, index) => (
          <li key={index}>
            <a {...linkTo(href)}>{text}</a>
            <p class="fine">{says}</p>
          </li>
        ))}
      </ul>
    </nav>
  );
}
