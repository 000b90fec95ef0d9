import { connect } from "node:net";

/** An answer as it stood on the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By their names in lower case; those that stand twice are joined by a line break. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** How long the server may be silent before that counts as the end, in milliseconds. */
const SILENCE = 5_000;

function headersOf(lines: readonly string[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]}\n${value}`;
  }
  return headers;
}

const LAST_CHUNK = "0\r\n\r\n";

/** Where a body ends; undefined when its last chunk has not come. */
function endOfBody(
  bytes: Buffer,
  { start, headers, head }: { readonly start: number; readonly headers: RawAnswer["headers"]; readonly head: boolean },
): number | undefined {
  if (head) return start;
  if (headers["transfer-encoding"] === undefined) return start + Number(headers["content-length"] ?? 0);
  const last = bytes.indexOf(LAST_CHUNK, start);
  return last === -1 ? undefined : last + LAST_CHUNK.length;
}

/** The first answer in what came, and the rest; undefined when it is not whole. */
function takeAnswer(bytes: Buffer, head: boolean): { readonly answer: RawAnswer; readonly rest: Buffer } | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = headersOf(lines);
  const stop = endOfBody(bytes, { start: end + 4, headers, head });
  if (stop === undefined || bytes.length < stop) return undefined;
  const answer = { status: Number(statusLine.split(" ")[1]), headers, body: bytes.toString("utf8", end + 4, stop) };
  return { answer, rest: bytes.subarray(stop) };
}

/** The answers in what a server sent, in order; those to HEAD have no body, whatever their headers say. */
function parseAnswers(bytes: Buffer, head: boolean): readonly RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let taken = takeAnswer(bytes, head); taken !== undefined; taken = takeAnswer(taken.rest, head)) {
    answers.push(taken.answer);
  }
  return answers;
}

/** When a connection ends, beside by the server. */
export interface SendRawOptions {
  /** After so many answers. */
  readonly answers?: number;
  /** True: nothing more is said after the bytes, so that the server does not wait for more. */
  readonly end?: boolean;
}

/** Sends bytes as they are and answers what comes back before the connection ends. */
export function sendRaw(
  port: number,
  text: string | Buffer,
  options: SendRawOptions = {},
): Promise<readonly RawAnswer[]> {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const head = bytes.subarray(0, 5).toString() === "HEAD ";
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, "127.0.0.1", () => (options.end === true ? socket.end(bytes) : socket.write(bytes)));
    socket.setTimeout(SILENCE, () => socket.destroy(new Error("the server says nothing")));
    socket.on("data", (chunk) => {
      chunks.push(chunk);
      if (options.answers !== undefined && parseAnswers(Buffer.concat(chunks), head).length >= options.answers)
        socket.end();
    });
    // A server that refuses the rest of a request may reset the connection after its answer.
    socket.on("error", (error) => (chunks.length === 0 ? reject(error) : undefined));
    socket.on("close", () => resolve(parseAnswers(Buffer.concat(chunks), head)));
  });
}

/** A request as text; the body's length is told unless a header tells of another. */
export function printRequest(
  line: string,
  { headers = {}, body = "" }: { readonly headers?: Readonly<Record<string, string>>; readonly body?: string } = {},
): string {
  const told = Object.keys(headers).some((name) => /^(?:content-length|transfer-encoding)$/i.test(name));
  const length = body === "" || told ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
  const all = Object.entries({ Host: "issuer.test", ...headers, ...length });
  return `${line} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${body}`;
}
