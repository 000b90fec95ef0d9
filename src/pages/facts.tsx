/** One thing that is known of something. */
export interface Fact {
  /** In our own words. */
  readonly name: string;
  /** From anywhere; empty = there is none, and the page says so. */
  readonly value: string;
  /** Whether it is read by machines: an id, an address. */
  readonly isCode?: boolean;
  /** Path of the page that tells more. */
  readonly href?: string;
}

/** What is known of something, a line each. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return facts.length === 0 ? null : (
    <dl class="facts">
      {facts.map((fact) => (
        <div key={fact.name}>
          <dt>{fact.name}</dt>
          <dd>
            <Value {...fact} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** The same in one line of small print. */
export function FineFacts({ facts }: { readonly facts: readonly Fact[] }) {
  return facts.length === 0 ? null : (
    <p class="fine">
      {facts.map((fact, index) => (
        <span key={fact.name}>
          {index === 0 ? "" : " · "}
          {fact.name} <Value {...fact} />
        </span>
      ))}
    </p>
  );
}

function Value({ value, isCode, href }: Fact) {
  if (value.trim() === "") return <span class="soft">none</span>;
  const text = isCode === true ? <code>{value}</code> : <bdi>{value}</bdi>;
  return href === undefined ? text : <a href={href}>{text}</a>;
}
