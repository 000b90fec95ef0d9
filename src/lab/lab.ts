import type { Feature } from "../engine/mod.ts";
import { catalogue } from "./api/catalogue.ts";
import { issuerEndpoints } from "./api/issuers_endpoints.ts";
import type { LabGround } from "./issuers/ground.ts";
import { openThrowaways } from "./issuers/open_throwaways.ts";
import type { Throwaways } from "./issuers/throwaways.ts";

/** The lab of an installation. */
export interface Lab {
  /** What the issuer of the installation has more. */
  readonly feature: Feature;
  readonly throwaways: Throwaways;
}

/** Opens the lab: its throwaway issuers, and the endpoints by which they are made, changed and looked at. */
export async function openLab(ground: LabGround): Promise<Lab> {
  const throwaways = await openThrowaways(ground);
  return {
    throwaways,
    feature: {
      name: "lab",
      spec: "Touchstone",
      endpoints: [...issuerEndpoints({ ground, throwaways }), ...catalogue()],
      close: () => throwaways.close(),
    },
  };
}
