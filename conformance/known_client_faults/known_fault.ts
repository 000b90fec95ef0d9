/** Something that another tester provokes, or that a real client got wrong. */
export interface KnownFault {
  /** As its source calls it. */
  readonly name: string;
  /** What is done to the client, and what it must do then, in our words. */
  readonly says: string;
  /** Names of scenarios, lints and controls of the lab (`control-oidc-code`) that show it; none where it is left out. */
  readonly shownBy: readonly string[];
  /** Why the lab has no case for it. */
  readonly because?: string;
  /** Where it is told of, beside the source of its group. */
  readonly links?: readonly string[];
}

/** Rows of one source. */
export interface KnownFaultGroup {
  readonly title: string;
  /** What the source is called where a scenario names a row: `OIDF invalid-iss`. */
  readonly label: string;
  /** Where the source is; where its rows have links of their own, none. */
  readonly link?: string;
  /** What there is to know of all of its rows, whole sentences. */
  readonly says: string;
  readonly rows: readonly KnownFault[];
}

type Said = readonly [name: string, says: string];

/** What the lab has a case for. */
export function shown(said: Said, ...shownBy: readonly string[]): KnownFault {
  const [name, says] = said;
  return { name, says, shownBy };
}

/** What the lab has no case for, for a reason. */
export function leftOut(said: Said, because: string): KnownFault {
  const [name, says] = said;
  return { name, says, shownBy: [], because };
}
