import type { Feature } from "../engine/mod.ts";
import { VERSION } from "../platform/mod.ts";
import { catalogue } from "./api/catalogue.ts";
import { issuerEndpoints } from "./api/issuers_endpoints.ts";
import { preflightEndpoint } from "./api/preflight.ts";
import { runEndpoints } from "./api/runs_endpoints.ts";
import type { LabGround } from "./issuers/ground.ts";
import { openThrowaways } from "./issuers/open_throwaways.ts";
import type { Throwaways } from "./issuers/throwaways.ts";
import { labWebfinger } from "./issuers/webfinger.ts";
import { lint } from "./judge/lints.ts";
import { labPages } from "./pages/lab_pages.ts";
import { openRuns } from "./runs/open_runs.ts";
import type { Runs } from "./runs/runs.ts";
import { ALL_SCENARIOS } from "./scenarios/all_scenarios.ts";

/** The lab of an installation. */
export interface Lab {
  /** What the issuer of the installation has more. */
  readonly feature: Feature;
  readonly throwaways: Throwaways;
  readonly runs: Runs;
}

/** Opens the lab: its throwaway issuers, and the endpoints by which they are made, changed and looked at. */
export async function openLab(ground: LabGround): Promise<Lab> {
  const throwaways = await openThrowaways(ground);
  const runs = openRuns({
    ...ground,
    ephemeral: ground.ephemeral.within("R:"),
    throwaways,
    scenarios: ALL_SCENARIOS,
    lint,
    server: { version: VERSION, issuer: ground.url },
    sealKey: ground.keyFor("runs"),
    lifetime: ground.limits.reports,
  });
  return {
    throwaways,
    runs,
    feature: {
      name: "lab",
      spec: "Touchstone",
      endpoints: [
        ...issuerEndpoints({ ground, throwaways }),
        ...runEndpoints(runs),
        ...catalogue(),
        preflightEndpoint(),
        labWebfinger({ url: ground.url, throwaways }),
        ...labPages(runs),
      ],
      close: () => throwaways.close(),
    },
  };
}
