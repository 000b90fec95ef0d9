import type { Feature } from "../../engine/mod.ts";
import type { ReceivedRequest, Scope } from "../../protocol/mod.ts";

/** What a request that was signed by OAuth 1.0a stands for. */
export interface SignedAccessPort {
  readonly scope: Scope;
  readonly clientId: string;
  /** The person; undefined = the consumer itself. */
  readonly subject?: { readonly sub: string; readonly username: string };
}

/** Reads requests that are signed by OAuth 1.0a. */
export interface SignedReaderPort {
  isSigned(request: Pick<ReceivedRequest, "authorization" | "query" | "form">): boolean;
  /** Throws the problems of OAuth 1.0a. */
  read(request: ReceivedRequest): Promise<SignedAccessPort>;
}

/** Options of {@link labResource}. */
export interface LabResourceOptions {
  /** Undefined = no signed request is taken. */
  readonly signed?: SignedReaderPort;
}

/** An API that the tokens of a throwaway issuer open: `/resource`. */
export function labResource(_options: LabResourceOptions = {}): Feature {
  return { name: "lab_resource", spec: "lab" };
}
