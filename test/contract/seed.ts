/** What random histories begin with; FC_SEED changes it, and the names of the tests print it. */
export const SEED = Number(process.env["FC_SEED"] ?? "20261121");
