import type { IncomingMessage } from "node:http";
import { OAuthError } from "../protocol/mod.ts";

/** How a body is looked at. */
export interface PeekBodyOptions {
  /** Bytes. */
  readonly longest: number;
}

/** Whether a request says that it has a body. @see RFC 9112 6.3 */
export function hasBody({ headers }: Pick<IncomingMessage, "headers">): boolean {
  const { "content-length": length } = headers;
  return headers["transfer-encoding"] !== undefined || (length !== undefined && length !== "0");
}

/**
 * Reads the body of a request and puts it back, so that whoever comes behind, whatever they parse it with, reads it as
 * if nobody had.
 *
 * @returns Undefined when it is longer; what was read of it is put back as well.
 * @throws {OAuthError} `parameter_rejected` when it ends before its headers say so, or the client goes away.
 * @throws {TypeError} When somebody has read it before.
 */
export async function peekBody(
  request: IncomingMessage,
  { longest }: PeekBodyOptions,
): Promise<Uint8Array | undefined> {
  if (!hasBody(request)) return Buffer.alloc(0);
  if (request.readableEnded)
    throw new TypeError("Cannot check a signature as the body was read before: use authenticate() before its parser");
  const told = request.headers["content-length"];
  const expected = told === undefined ? undefined : Number(told);
  if (expected !== undefined && expected > longest) return undefined;
  const body = await readAll(request, { longest, expected });
  return body.length > longest ? undefined : body;
}

/** What is expected of a body: undefined = it comes in chunks. */
interface ReadOptions extends PeekBodyOptions {
  readonly expected: number | undefined;
}

function readAll(request: IncomingMessage, { longest, expected }: ReadOptions): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;

  /** Whether nothing is left. Asked before the stream finds out by itself, as nothing can be put back from then on. */
  function isWhole(): boolean {
    return expected === undefined ? request.complete && request.readableLength === 0 : length >= expected;
  }

  /** Takes what has arrived; where that is all, it is put back at once, before the stream ends. */
  function take(): Buffer | undefined {
    while (length <= longest && !isWhole()) {
      const chunk: unknown = request.read();
      if (!(chunk instanceof Uint8Array)) return undefined;
      chunks.push(chunk);
      length += chunk.length;
    }
    const body = Buffer.concat(chunks);
    if (length > 0) request.unshift(body);
    return body;
  }

  return new Promise((resolve, reject) => {
    function stop(): void {
      request.off("readable", look).off("end", cut).off("error", cut).off("close", cut);
    }
    function look(): void {
      const body = take();
      if (body === undefined) return;
      stop();
      resolve(body);
    }
    function cut(): void {
      stop();
      reject(
        new OAuthError("parameter_rejected", "Cannot check the signature as the body ends before its headers say so", {
          rule: "RFC5849-3.2-9",
        }),
      );
    }
    request.on("readable", look).on("end", cut).on("error", cut).on("close", cut);
    look();
  });
}
