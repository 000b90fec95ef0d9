import type { Exchange } from "../../engine/mod.ts";
import { html, NO_STORE, raw, type Reply } from "../../protocol/mod.ts";
import { renderLabReport } from "../../pages/mod.ts";
import { segmentsBelow } from "../api/access.ts";
import { reportModel } from "../reports/report_html.ts";
import { reportJson } from "../reports/report_json.ts";
import { reportJunit } from "../reports/report_junit.ts";
import { reportSarif } from "../reports/report_sarif.ts";
import type { RunReport } from "../runs/run_report.ts";
import type { Runs } from "../runs/runs.ts";
import { accessTo, mayChange, showLab } from "./visitor.ts";

/** A form of the report that programs read. */
interface Form {
  /** Behind the id of the run. */
  readonly ending: string;
  readonly text: string;
  readonly type: string;
  readonly print: (report: RunReport) => string;
}

const FORMS: readonly Form[] = [
  { ending: ".json", text: "JSON", type: "application/json", print: reportJson },
  { ending: ".junit.xml", text: "JUnit", type: "application/xml; charset=utf-8", print: reportJunit },
  { ending: ".sarif", text: "SARIF", type: "application/sarif+json", print: reportSarif },
];

/** The report of a run, for whoever knows its address; with an ending, for programs. */
export function showReport(runs: Runs): (exchange: Exchange) => Promise<Reply> {
  return async (exchange) => {
    const [name = ""] = segmentsBelow(exchange, "/lab/reports/");
    const form = FORMS.find(({ ending }) => name.endsWith(ending));
    const id = form === undefined ? name : name.slice(0, -form.ending.length);
    const report = await runs.report(id);
    if (form !== undefined) {
      const headers = { ...NO_STORE, "Content-Type": form.type, "X-Content-Type-Options": "nosniff" };
      return raw(200, form.print(report), { headers });
    }
    const here = `${exchange.issuer.base}/lab`;
    const isOwn = await mayChange(runs, accessTo(id, exchange));
    const goesOn = report.finishedAt === undefined && isOwn;
    const downloads = [
      ...(goesOn ? [{ href: `${here}/runs/${id}`, text: "Go on with the run" }] : []),
      ...FORMS.map(({ ending, text }) => ({ href: `${here}/reports/${id}${ending}`, text })),
    ];
    return showLab(exchange, (frame) =>
      html(
        200,
        renderLabReport({
          ...reportModel(report, { frame, downloads }),
          ...(isOwn ? { remove: `${here}/runs/${id}/delete` } : {}),
        }),
        { headers: NO_STORE },
      ),
    );
  };
}
