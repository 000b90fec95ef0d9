import { webcrypto } from "node:crypto";
import { runInNewContext } from "node:vm";

/** Where the page of a client lives that loads the frame, unless said otherwise. */
export const FRAMING = "https://client.test";

/** What a browser shows the page that watches the session. */
export interface Shown {
  readonly protocol?: string;
  /** What `document.cookie` says. */
  readonly cookie?: string;
  /** Whether the browser takes cookies from a frame. */
  readonly takesCookies?: boolean;
  readonly hasStorageAccess?: boolean;
  /** Origins of the pages around; not told when undefined. */
  readonly around?: readonly string[] | undefined;
  readonly isTop?: boolean;
  readonly withoutSubtle?: boolean;
}

interface Said {
  readonly text: unknown;
  readonly to: unknown;
}

function documentOf({ cookie = "", takesCookies = true, hasStorageAccess }: Shown) {
  let jar = cookie === "" ? [] : cookie.split("; ");
  return {
    get cookie() {
      return jar.join("; ");
    },
    set cookie(line: string) {
      const [pair = ""] = line.split("; ");
      const name = pair.slice(0, pair.indexOf("=") + 1);
      jar = jar.filter((one) => !one.startsWith(name));
      if (takesCookies && !line.includes("Max-Age=0")) jar.push(pair);
    },
    ...(hasStorageAccess === undefined ? {} : { hasStorageAccess: async () => hasStorageAccess }),
  };
}

/** Runs the script of that page as a browser would that shows it so. */
export function openSessionFrame(script: string, shown: Shown = {}) {
  type Listener = (event: unknown) => Promise<void>;
  const listeners: Listener[] = [];
  const document = documentOf(shown);
  const { protocol = "https:", around = "around" in shown ? shown.around : [FRAMING] } = shown;
  const frame: Record<string, unknown> = {
    location: { protocol, ...(around === undefined ? {} : { ancestorOrigins: around }) },
    document,
    crypto: shown.withoutSubtle === true ? {} : webcrypto,
    TextEncoder,
    btoa,
    addEventListener: (type: string, listener: Listener) => {
      if (type === "message") listeners.push(listener);
    },
  };
  frame["self"] = frame;
  frame["parent"] = shown.isTop === true ? frame : {};
  const self: unknown = runInNewContext(`${script}; self`, frame);
  async function ask(data: unknown, event: { readonly origin?: string; readonly source?: unknown } = {}) {
    const said: Said[] = [];
    const source = { postMessage: (text: unknown, to: unknown) => void said.push({ text, to }) };
    for (const listener of listeners) await listener({ data, origin: FRAMING, source, ...event });
    return said;
  }
  return { document, self, ask, answer: async (data: unknown) => (await ask(data))[0]?.text };
}
