import { assert } from "chai";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { printRequest, sendRaw } from "../support/raw_http.ts";
import { printAnswer } from "./print_answer.ts";
import { openStage, type Stage } from "./stage.ts";
import { parseTranscript, printTranscript, type Transcript } from "./transcript.ts";

const FOLDER = join(import.meta.dirname, "transcripts");
/** A page that is the same for everybody, and made to be shown in a frame. */
const FOR_FRAMES = "check_session.http";
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

  const answers = files.map((name) => [name, parseTranscript(readFileSync(join(FOLDER, name), "utf8"))] as const);

  it("has no answer that repeats what only the one who asked may know", () => {
    for (const [name, { answer }] of answers)
      assert.notMatch(answer, /\{\{(?:secret|password|verifier|session|basic|wrong_basic|browser)\}\}/, name);
  });

  it("has no refusal that gives a token or a code away, or begins a session", () => {
    const refusals = answers.filter(([, { answer }]) => /^[45]/.test(answer));
    assert.isAtLeast(refusals.length, 30);
    for (const [name, { answer }] of refusals) assert.notMatch(answer, /token\}\}|code\}\}|\{\{new session\}\}/, name);
  });

  it("has no page that a cache may keep, another site may frame, or whose address other sites are told, but one", () => {
    const pages = answers.filter(([name, { answer }]) => answer.includes("\npage: ") && name !== FOR_FRAMES);
    assert.isAtLeast(pages.length, 15);
    for (const [name, { answer }] of pages) {
      const head = answer.split("\n\n")[0] ?? "";
      for (const line of ["Cache-Control: no-store", "X-Frame-Options: DENY", "Referrer-Policy: no-referrer"])
        assert.include(head, line, name);
    }
  });

  it("names no trace in a success, as the log has nothing of it", () => {
    for (const [name, { answer }] of answers.filter(([, { answer }]) => answer.startsWith("2")))
      assert.notInclude(answer, "Trace-Id", name);
  });
});
