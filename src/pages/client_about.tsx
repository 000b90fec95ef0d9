import { linkTo } from "./_href.ts";

/** What an application says of itself, by addresses of its own. */
export interface ClientAbout {
  /** Its picture: https, as it would else not be shown on this page. */
  readonly logoUri?: string;
  readonly clientUri?: string;
  readonly policyUri?: string;
  readonly tosUri?: string;
}

/** Warns of an application that registered by itself, and of which nothing but what it says is known. */
export function UnverifiedNote({ isUnverified }: { readonly isUnverified: boolean | undefined }) {
  if (isUnverified !== true) return null;
  return (
    <p class="note">
      <strong>Nobody here has checked this application.</strong> It registered by itself and may call itself whatever it
      likes. Allow it only if you know who runs it.
    </p>
  );
}

/** The picture of an application, which says nothing that its name does not. */
export function ClientLogo({ logoUri }: ClientAbout) {
  if (logoUri === undefined) return null;
  return <img class="logo" src={logoUri} alt="" width="48" height="48" referrerpolicy="no-referrer" />;
}

/** Links to what an application says of itself; they open beside the page, so that the question stays. */
export function ClientLinks({ clientUri, policyUri, tosUri }: ClientAbout) {
  const links = [
    ["Its own page", clientUri],
    ["How it uses your data", policyUri],
    ["Its terms", tosUri],
  ] as const;
  const given = links.flatMap(([words, address]) => (address === undefined ? [] : [{ words, address }]));
  if (given.length === 0) return null;
  return (
    <div>
      <dt>It says</dt>
      <dd>
        {given.map(({ words, address }) => (
          <a class="block" key={words} {...linkTo(address)} target="_blank" rel="noopener noreferrer">
            {words}
          </a>
        ))}
      </dd>
    </div>
  );
}
