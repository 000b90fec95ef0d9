import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Stage } from "../golden/stage.ts";
import { parseTranscript, printTranscript } from "../golden/transcript.ts";
import type { FuzzRequest } from "./mutation.ts";

const TRANSCRIPTS = join(import.meta.dirname, "../golden/transcripts");

function pairsOf(text: string): FuzzRequest["query"] {
  if (text === "") return [];
  return text.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return equals === -1 ? [pair, ""] : [pair.slice(0, equals), pair.slice(equals + 1)];
  });
}

async function filled(text: string, { values }: Stage): Promise<string> {
  let whole = text;
  for (const [place, name = ""] of text.matchAll(/\{\{(\w+)\}\}/g)) {
    whole = whole.replaceAll(place, (await values[name]?.()) ?? "");
  }
  return whole;
}

/** The requests of the golden transcripts, with the values of one server. */
export async function corpusOf(stage: Stage): Promise<readonly FuzzRequest[]> {
  const requests: FuzzRequest[] = [];
  for (const name of readdirSync(TRANSCRIPTS).filter((file) => !/too_long/.test(file))) {
    const text = printTranscript({ ...parseTranscript(readFileSync(join(TRANSCRIPTS, name), "utf8")), answer: "" });
    const { line, headers, body } = parseTranscript(await filled(text, stage));
    const [method = "GET", target = "/"] = line.split(" ");
    const [path = "/", query = ""] = target.split("?", 2);
    requests.push({ method, path, query: pairsOf(query), form: pairsOf(body), headers: Object.entries(headers) });
  }
  return requests;
}
