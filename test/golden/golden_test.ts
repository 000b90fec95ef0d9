import { assert } from "chai";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printRequest, sendRaw } from "../support/raw_http.ts";
import { printAnswer } from "./print_answer.ts";
import { openStage, type Stage } from "./stage.ts";
import { parseTranscript, printTranscript, type Transcript } from "./transcript.ts";

const FOLDER = join(import.meta.dirname, "transcripts");
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

/** Makes the values that a transcript names, and notes them. */
async function valuesOf(text: string, { values }: Stage): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  for (const [, name = ""] of text.matchAll(/\{\{(\w+)\}\}/g)) {
    const make = values[name] ?? assert.fail(`no value is called ${name}`);
    known.set(name, await make());
  }
  return known;
}

function filled(text: string, known: ReadonlyMap<string, string>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => known.get(name) ?? whole);
}

async function replay(transcript: Transcript, stage: Stage): Promise<string> {
  const asText = printTranscript({ ...transcript, answer: "" });
  const known = await valuesOf(asText, stage);
  const headers = Object.entries(transcript.headers).map(([name, value]) => [name, filled(value, known)] as const);
  const request = printRequest(filled(transcript.line, known), {
    headers: { ...Object.fromEntries(headers), Connection: "close" },
    body: filled(transcript.body, known),
  });
  const [answer] = await sendRaw(stage.server.port, request);
  assert(answer !== undefined, "there is no answer");
  return printAnswer(answer, known);
}

describe("the wire, as the transcripts have it", () => {
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".http"));

  it("is there for each grant, each endpoint and each main refusal", () => assert.isAtLeast(files.length, 30));

  for (const name of files) {
    const path = join(FOLDER, name);
    const transcript = parseTranscript(readFileSync(path, "utf8"));

    it(`${name}: ${transcript.says}`, async () => {
      const stage = await openStage();
      try {
        const answer = await replay(transcript, stage);
        if (UPDATE) writeFileSync(path, printTranscript({ ...transcript, answer }));
        else assert.equal(answer, transcript.answer, "accept a change with UPDATE_GOLDEN=1");
      } finally {
        await stage.server.stop();
      }
    });
  }
});
