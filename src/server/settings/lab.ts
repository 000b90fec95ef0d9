import { oneOf, seconds, wholeNumber } from "../setting_schemas.ts";
import { optional, setting } from "./definition.ts";

/** Settings of the lab, in which clients are tested. */
export const LAB_SETTINGS = {
  LAB: optional({
    schema: oneOf("off", "on"),
    unit: "word",
    says: "Whether clients can be tested here, at /lab: off or on; npm start is on while only this computer reaches it, serve is off. Whoever reaches it makes issuers that lie on purpose",
  }),
  LAB_ISSUER_SECONDS: setting({
    schema: seconds(60, 604_800),
    standard: 3_600,
    unit: "seconds",
    says: "The longest life of a throwaway issuer of the lab",
  }),
  LAB_ISSUERS: setting({
    schema: wholeNumber(1, 100_000),
    standard: 2_000,
    unit: "count",
    says: "How many throwaway issuers there may be at once",
  }),
  LAB_REPORT_SECONDS: setting({
    schema: seconds(60, 31_536_000),
    standard: 604_800,
    unit: "seconds",
    says: "How long the runs of the lab and their reports are kept",
  }),
};
