/** One exchange on the wire as text that reads as documentation: what it shows, the request, the answer. */
export interface Transcript {
  /** The first line: a sentence, and where a specification demands it. */
  readonly says: string;
  /** Method and address. */
  readonly line: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Status, headers and body as they are printed; empty when nobody has looked at one yet. */
  readonly answer: string;
}

const STATUS = /^[1-5]\d\d$/;

function headersOf(lines: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(": ");
      if (colon === -1) throw new SyntaxError(`Cannot read '${line}' as a header`);
      return [line.slice(0, colon), line.slice(colon + 2)];
    }),
  );
}

/** Throws SyntaxError when the text has no sentence or no request. */
export function parseTranscript(text: string): Transcript {
  const [first = "", ...rest] = text.trimEnd().split("\n");
  if (!first.startsWith("# ")) throw new SyntaxError("Cannot read a transcript that does not say what it shows");
  const at = rest.findIndex((line) => STATUS.test(line));
  const request = (at === -1 ? rest : rest.slice(0, at)).join("\n").trim();
  const [head = "", ...bodies] = request.split("\n\n");
  const [line = "", ...headers] = head.split("\n");
  if (!/^[A-Z]+ (?:\/|\{\{)/.test(line)) throw new SyntaxError(`Cannot read '${line}' as a request`);
  const answer = at === -1 ? "" : rest.slice(at).join("\n");
  return { says: first.slice(2), line, headers: headersOf(headers), body: bodies.join("\n\n"), answer };
}

/** The text of a transcript, which ends with a line break. */
export function printTranscript({ says, line, headers, body, answer }: Transcript): string {
  const head = [line, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join("\n");
  return `${[`# ${says}\n${head}`, ...(body === "" ? [] : [body]), answer].join("\n\n")}\n`;
}
