import { printDifference, type SignatureCheck, type SignatureReport } from "../oauth1/mod.ts";
import { type Answer, printRows } from "./output.ts";
import { visible } from "./visible.ts";

/** Whether nothing is to be mended about the signature of a request. */
export function isAllRight({ report }: SignatureCheck): boolean {
  return report?.verdict === "right";
}

const VERDICTS: Readonly<Record<SignatureReport["verdict"], string>> = {
  right: "The signature is right",
  wrong: "The signature is wrong",
  unknown: "Whether the signature is right cannot be told",
};

/** What was found out of a signature, for a person and for a program. */
export function printSignature(check: SignatureCheck): Answer {
  return { text: sectionsOf(check).join("\n\n"), json: jsonOf(check) };
}

function sectionsOf({ report, unreadable, params, notes }: SignatureCheck): readonly string[] {
  const verdict = report === undefined ? "The request cannot be read as a signed one" : VERDICTS[report.verdict];
  const advice = report?.advice === undefined ? [] : [report.advice];
  return [
    verdict,
    ...(unreadable === undefined ? [] : [printRows([["why", unreadable.says], ...ruleRow(unreadable.rule)], "  ")]),
    ...(report?.mistake === undefined ? [] : [printRows(mistakeRows(report.mistake), "  ")]),
    ...(advice.length + notes.length === 0
      ? []
      : [[...advice, ...notes].map((text) => `- ${visible(text)}`).join("\n")]),
    ...(report?.difference === undefined ? [] : [differenceOf(report.difference)]),
    ...(report === undefined ? [] : [`Base string of the server\n  ${visible(report.ours)}`]),
    ...(report?.theirs === undefined ? [] : [`Base string of the client\n  ${visible(report.theirs)}`]),
    ...(params.length === 0 ? [] : [`Parameters\n${printRows(params.map(paramRow), "  ")}`]),
  ];
}

function ruleRow(rule: string | undefined): readonly (readonly [string, string])[] {
  return rule === undefined ? [] : [["rule", rule]];
}

function mistakeRows({ says, detail, mend, rule }: NonNullable<SignatureReport["mistake"]>) {
  const what = detail === undefined ? says : `${says}: ${detail}`;
  return [["mistake", what] as const, ["mend", mend] as const, ...ruleRow(rule)];
}

/** With a mark below the first character that differs; what could not be printed is spelled, so that it stays in line. */
function differenceOf({ ours, theirs, same, ...where }: NonNullable<SignatureReport["difference"]>): string {
  return printDifference({
    ...where,
    ours: visible(ours),
    theirs: visible(theirs),
    same: visible(ours.slice(0, same)).length,
  });
}

function paramRow({ name, value, from }: SignatureCheck["params"][number]): readonly [string, string] {
  return [name, `${value}  (${from})`];
}

function jsonOf({ report, unreadable, params, notes }: SignatureCheck): unknown {
  return {
    verdict: report?.verdict ?? "unreadable",
    signature_method: report?.method ?? null,
    consumer_key: report?.consumerKey ?? null,
    problem: unreadable === undefined ? null : { says: unreadable.says, rule: unreadable.rule ?? null },
    mistake: report?.mistake ?? null,
    advice: report?.advice ?? null,
    notes,
    difference: report?.difference ?? null,
    base_string: report?.ours ?? null,
    client_base_string: report?.theirs ?? null,
    parameters: params,
  };
}
