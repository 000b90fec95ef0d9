import type { Statement, Statements, Value } from "./statements.ts";

/** What a statement meets: rows, a count of rows that were written, or an error. */
export type Outcome = readonly object[] | number | Error;

/** Statements without a database. */
export interface ToldStatements {
  readonly statements: Statements;
  /** What was sent, in order. */
  readonly sent: readonly { readonly statement: Statement; readonly values: readonly Value[] }[];
}

/** Statements that meet what is told, one after the other; what is not told meets no rows. */
export function toldStatements(...outcomes: readonly Outcome[]): ToldStatements {
  const left = [...outcomes];
  const sent: { readonly statement: Statement; readonly values: readonly Value[] }[] = [];

  function meet(statement: Statement, values: readonly Value[]): readonly object[] | number {
    sent.push({ statement, values });
    const outcome = left.shift() ?? [];
    if (outcome instanceof Error) throw outcome;
    return outcome;
  }

  async function rows(statement: Statement, values: readonly Value[]): Promise<readonly object[]> {
    const outcome = meet(statement, values);
    return typeof outcome === "number" ? [] : outcome;
  }

  const told = {
    rows,
    first: async (statement: Statement, values: readonly Value[]) => (await rows(statement, values))[0],
    async written(statement: Statement, values: readonly Value[]) {
      const outcome = meet(statement, values);
      return typeof outcome === "number" ? outcome : outcome.length;
    },
  };
  return { statements: told as unknown as Statements, sent };
}
