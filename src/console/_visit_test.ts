export { placeOf, type Visit, visit } from "../../test/support/visit.ts";
