import { assert } from "chai";
import { digest } from "../../src/platform/mod.ts";
import { mintToken, type Reply } from "../../src/protocol/mod.ts";
import {
  type Asked,
  type IssuerUnderTest,
  issuerUnderTest,
  type IssuerUnderTestOptions,
} from "../support/issuer_under_test.ts";
import { bodyOf } from "../support/replies.ts";

/** A document of JSON. */
export type Document = Readonly<Record<string, unknown>>;

/** The least that a web application registers. */
export const WEB_APP: Document = { redirect_uris: ["https://app.test/cb"] };

/** An issuer at which anybody may register, or only who has a token. */
export function registrar(
  mode: "open" | "token" = "open",
  { settings = {}, ...options }: IssuerUnderTestOptions = {},
): Promise<IssuerUnderTest> {
  return issuerUnderTest({ ...options, settings: { CLIENT_REGISTRATION: mode, ...settings } });
}

/** An initial access token on record. */
export async function initialToken(
  { issuer }: IssuerUnderTest,
  said: { readonly usesLeft?: number; readonly expiresAt?: number } = {},
): Promise<string> {
  const token = mintToken("it", issuer);
  await issuer.durable.initialTokens.add({
    usesLeft: 1,
    createdAt: issuer.clock.now(),
    ...said,
    digest: digest(token),
  });
  return token;
}

/** Sends a registration. */
export function register(under: IssuerUnderTest, json: unknown = WEB_APP, asked: Asked = {}): Promise<Reply> {
  return under.post("/register", { json, ...asked });
}

/** A client that registered by itself. */
export interface Registered {
  readonly id: string;
  readonly path: string;
  readonly token: string;
  readonly told: Document;
}

/** What an answer tells of a client that registered. */
export function registeredIn(reply: Reply): Registered {
  const told = bodyOf(reply);
  assert.include([200, 201], reply.status, JSON.stringify(told));
  const id = String(told["client_id"]);
  return { id, path: `/register/${id}`, token: String(told["registration_access_token"]), told };
}

/** Registers a client for which somebody vouched, and answers what it is told. */
export async function registered(under: IssuerUnderTest, said: Document = {}): Promise<Registered> {
  const bearer = await initialToken(under);
  return registeredIn(await register(under, { ...WEB_APP, ...said }, { bearer }));
}

/** How many clients are on record. */
export async function clientCount({ issuer }: IssuerUnderTest): Promise<number> {
  return (await issuer.durable.clients.list({ limit: 1_000 })).length;
}
