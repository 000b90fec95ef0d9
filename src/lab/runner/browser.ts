/** Who sits before the browser, and what they do. */
export interface BrowserOptions {
  readonly issuer: string;
  readonly person: { readonly username: string; readonly password: string };
  /** Says no where it is asked whether it allows something. */
  readonly denies: boolean;
  /** Delivers each answer a second time. */
  readonly deliversTwice: boolean;
  /** The code of a device that the client showed; undefined when it showed none. */
  readonly userCode: () => Promise<string | undefined>;
  /** Called with each answer that the provider sends the browser away with, as a line for the client. */
  readonly answered: (answer: string) => void;
  /** Aborted when the attempt is over. */
  readonly signal: AbortSignal;
}

/** An answer for the client: parameters in the address, or in a form that is posted to it. */
export interface Answer {
  readonly url: URL;
  readonly body?: URLSearchParams;
}

/** Where a visit ended. */
export interface Visited {
  readonly url: string;
  /** 0 when nobody answered. */
  readonly status: number;
  readonly title?: string;
}

/** A browser with a person before it, and cookies of its own. */
export interface Browser {
  /** Opens an address, and does what a person does until there is nothing more to do. Never throws. */
  visit(address: string): Promise<Visited>;
  /** Delivers an answer that no page of the provider leads to. Never throws. */
  deliver(answer: Answer): Promise<void>;
  close(): Promise<void>;
}

/** Opens a browser for one attempt. */
export type OpenBrowser = (options: BrowserOptions) => Promise<Browser>;
