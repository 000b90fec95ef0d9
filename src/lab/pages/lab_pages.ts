import type { Endpoint } from "../../engine/mod.ts";
import { LAB_RUN_SCRIPT } from "../../pages/mod.ts";
import { raw } from "../../protocol/mod.ts";
import type { Runs } from "../runs/runs.ts";
import { askDelete, deleteRun } from "./delete_page.ts";
import { showPlan, showPlans } from "./plan_pages.ts";
import { preflightForm, showPreflight } from "./preflight_page.ts";
import { showReport } from "./report_page.ts";
import { runForms, showRun } from "./run_page.ts";
import { showFaults, showScenario, showScenarios } from "./scenario_pages.ts";
import { createRun, showStart, startAsked } from "./start_page.ts";

/** Its name changes with its bytes. */
const FOR_EVER = {
  "Content-Type": "text/javascript; charset=utf-8",
  "Cache-Control": "public, max-age=31536000, immutable",
  "X-Content-Type-Options": "nosniff",
  ETag: LAB_RUN_SCRIPT.etag,
};

/** The pages on which a person tests a client and reads of it: for whoever is there, signed in or not. */
export function labPages(runs: Runs): readonly Endpoint[] {
  const page = { methods: ["GET"], speaks: "page" } as const;
  return [
    {
      ...page,
      name: "lab_start",
      path: "/lab",
      place: { text: "Test your client", says: "A client is put to a provider that is wrong on purpose, and judged" },
      methods: ["GET", "POST"],
      handle: (exchange) =>
        exchange.request.method === "POST"
          ? createRun(runs, exchange)
          : showStart(runs, exchange, startAsked(exchange)),
    },
    { ...page, name: "lab_run_page", path: "/lab/runs/:id", handle: showRun(runs) },
    ...Object.entries(runForms(runs)).map(([name, handle]): Endpoint => ({
      name: `lab_run_${name}_form`,
      path: `/lab/runs/:id/${name}`,
      methods: ["POST"],
      speaks: "page",
      handle,
    })),
    {
      ...page,
      name: "lab_run_delete",
      path: "/lab/runs/:id/delete",
      methods: ["GET", "POST"],
      handle: (exchange) =>
        exchange.request.method === "POST" ? deleteRun(runs, exchange) : askDelete(runs, exchange),
    },
    {
      ...page,
      name: "lab_preflight_page",
      path: "/lab/preflight",
      methods: ["GET", "POST"],
      handle: (exchange) => (exchange.request.method === "POST" ? preflightForm(exchange) : showPreflight(exchange)),
    },
    { ...page, name: "lab_report", path: "/lab/reports/:id", handle: showReport(runs) },
    { ...page, name: "lab_scenarios_page", path: "/lab/scenarios", handle: showScenarios },
    { ...page, name: "lab_scenario_page", path: "/lab/scenarios/:name", handle: showScenario },
    { ...page, name: "lab_faults_page", path: "/lab/faults", handle: showFaults },
    { ...page, name: "lab_plans_page", path: "/lab/plans", handle: showPlans },
    { ...page, name: "lab_plan_page", path: "/lab/plans/:name", handle: showPlan },
    {
      ...page,
      name: "lab_run_script",
      path: LAB_RUN_SCRIPT.path,
      handle: () => raw(200, LAB_RUN_SCRIPT.text, { headers: FOR_EVER }),
    },
  ];
}
