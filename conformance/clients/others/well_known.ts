import type { ClientConfig } from "../../../src/lab/mod.ts";
import { Refused } from "../refused.ts";

/** Addresses that a library without discovery is configured with, as a person would copy them. */
export interface Addresses {
  readonly authorization: string;
  readonly token: string;
  readonly revocation: string;
}

/** Reads them for a library that does not: what it does itself is tested, and not this. */
export async function addressesOf({ issuer }: ClientConfig): Promise<Addresses> {
  const { origin, pathname } = new URL(issuer);
  const answer = await fetch(`${origin}/.well-known/oauth-authorization-server${pathname}`);
  const said: unknown = await answer.json();
  const text = (name: string): string => {
    const value: unknown = typeof said === "object" && said !== null ? Reflect.get(said, name) : undefined;
    if (typeof value !== "string") throw new Refused(`the metadata have no ${name}`);
    return value;
  };
  if (text("issuer") !== issuer) throw new Refused("the metadata is of another issuer");
  return {
    authorization: text("authorization_endpoint"),
    token: text("token_endpoint"),
    revocation: text("revocation_endpoint"),
  };
}

/** Opens the resource as any program does. */
export async function openResource({ resource }: ClientConfig, token: string): Promise<number> {
  const answer = await fetch(resource, { headers: { authorization: `Bearer ${token}` } });
  await answer.arrayBuffer();
  return answer.status;
}

/** Opens it, and refuses when it does not answer. */
export async function mustOpen(config: ClientConfig, token: string): Promise<void> {
  const status = await openResource(config, token);
  if (status !== 200) throw new Refused(`the resource says ${status}`);
}
