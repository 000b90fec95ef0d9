import { type Clock, silentLog } from "../../src/platform/mod.ts";
import { createProvider, type Provider, type ProviderSettings, type ProviderStores } from "../../src/server/mod.ts";
import { freePort } from "./free_port.ts";
import { TEST_SECRET_KEY } from "./running_server.ts";

/** An answer of the lab's API. */
export interface LabAnswer {
  readonly status: number;
  readonly headers: Headers;
  // What a test reads of it, it asserts.
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: any;
}

/** What is sent to the lab's API. */
export interface LabAsked {
  /** Sent as JSON; a text as it is. */
  readonly json?: unknown;
  readonly key?: string | undefined;
}

/** A throwaway issuer as the API tells of it when it is made. */
export interface MadeIssuer {
  readonly id: string;
  readonly key: string;
  readonly issuer: string;
  readonly expires_at: number;
  readonly users: readonly { readonly username: string; readonly password: string; readonly sub: string }[];
  readonly clients: readonly { readonly client_id: string; readonly client_secret?: string }[];
}

/** A server with a lab. */
export interface LabServer {
  readonly base: string;
  readonly provider: Provider;
  ask(method: string, path: string, asked?: LabAsked): Promise<LabAnswer>;
  /** Makes a throwaway issuer, which must succeed. */
  make(json?: unknown): Promise<MadeIssuer>;
  /** Asks about a throwaway issuer, with its key: `faults`. */
  of(made: MadeIssuer, method: string, below?: string, json?: unknown): Promise<LabAnswer>;
  close(): Promise<void>;
}

/** How the server differs from the standard one. */
export interface LabServerOptions {
  readonly stores?: ProviderStores;
  readonly settings?: ProviderSettings;
  /** Of the machine. */
  readonly clock?: Clock;
  /** The issuer of all of several servers; each has its own when not given. */
  readonly issuer?: string;
}

/** Opens a server with a lab on a free port of this machine. */
export async function labServer(options: LabServerOptions = {}): Promise<LabServer> {
  const { stores = "memory", settings = {}, clock, issuer } = options;
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const provider = await createProvider({
    issuer: issuer ?? base,
    stores,
    secretKey: TEST_SECRET_KEY,
    settings: { LAB: "on", ...settings },
    log: silentLog,
    ...(clock === undefined ? {} : { clock }),
  });
  await provider.listen({ port, host: "127.0.0.1" });

  async function ask(method: string, path: string, { json, key }: LabAsked = {}): Promise<LabAnswer> {
    const response = await fetch(base + path, {
      method,
      redirect: "manual",
      headers: {
        ...(json === undefined ? {} : { "content-type": "application/json" }),
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
      },
      ...(json === undefined ? {} : { body: typeof json === "string" ? json : JSON.stringify(json) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  return {
    base,
    provider,
    ask,
    async make(json = {}) {
      const { status, body } = await ask("POST", "/lab/api/issuers", { json });
      if (status !== 201) throw new TypeError(`Cannot make an issuer: ${JSON.stringify(body)}`);
      return body;
    },
    of: (made, method, below = "", json) =>
      ask(method, `/lab/api/issuers/${made.id}${below === "" ? "" : `/${below}`}`, { json, key: made.key }),
    close: () => provider.close(),
  };
}
