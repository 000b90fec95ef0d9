import { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import Koa, { type Context } from "koa";
import type { AccountRecord } from "../stores/mod.ts";
import type { Access } from "./access.ts";

/** The parts of a request that a test is about. */
export interface RequestParts {
  readonly method?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A context of Koa's without a socket. */
export function contextOf({ method = "GET", url = "/", headers = {} }: RequestParts = {}): Context {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method, url, headers: { host: "api.test", ...headers } });
  return new Koa().createContext(request, new ServerResponse(request));
}

/** A person. */
export function accountOf(said: Partial<AccountRecord> = {}): AccountRecord {
  return {
    id: 1,
    sub: "5f0c2a0e-8f5e-4b3a-9d57-0f0b1c2d3e4f",
    username: "ann",
    email: "",
    firstName: "",
    lastName: "",
    passwordHash: "",
    isStaff: false,
    isActive: true,
    createdAt: 0,
    updatedAt: 0,
    ...said,
  };
}

/** The access of a token with a scope, of a person or of nobody. */
export function bearing(scope: readonly string[], account?: AccountRecord): Access {
  const token = { tokenType: "Bearer", scope, clientId: "c", expiresAt: 2_000_000_000 } as const;
  return { kind: "token", token, account: async () => account };
}
