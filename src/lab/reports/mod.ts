/**
 * The report of a run in the forms that others read: people, programs, CI servers, code scanning.
 *
 * @module
 */
export { type HtmlReportOptions, reportHtml } from "./report_html.ts";
export { reportJson } from "./report_json.ts";
export { reportJunit } from "./report_junit.ts";
export { reportSarif } from "./report_sarif.ts";
