import type { Display } from "../protocol/mod.ts";

/** One of the places that the pages of a signed-in person lead to. */
export interface Section {
  readonly href: string;
  /** In our own words. */
  readonly text: string;
  /** Whether the page belongs to it. */
  readonly current?: boolean;
}

/** What the surroundings of every page need to know. */
export interface Frame {
  /** Path prefix of the issuer: "" or "/tenant". */
  readonly base: string;
  /** Name of the person whose session this is; shown in the header. */
  readonly signedInAs?: string;
  /** The anti-forgery token of every form on the page, the log-out form in the header included. */
  readonly csrf?: string;
  /** Where else one can go from here, below the header. */
  readonly sections?: readonly Section[];
  /** How the application wants the page to be shown; as a whole page when not given. */
  readonly display?: Display;
}
