import type { Exchange } from "../../engine/mod.ts";
import { renderConfirm } from "../../pages/mod.ts";
import { html, NO_STORE, redirect, type Reply } from "../../protocol/mod.ts";
import { segmentsBelow } from "../api/access.ts";
import type { RunAccess, Runs } from "../runs/runs.ts";
import { accessTo, checkChange, forgetKey, labForm, showLab } from "./visitor.ts";

function runOf(exchange: Exchange): RunAccess {
  const [id = ""] = segmentsBelow(exchange, "/lab/runs/");
  return accessTo(id, exchange);
}

/** Asks before a run is deleted. */
export async function askDelete(runs: Runs, exchange: Exchange): Promise<Reply> {
  const access = runOf(exchange);
  await checkChange(runs, access);
  const { id, name, plan, attempts } = await runs.report(access.id);
  const here = `${exchange.issuer.base}/lab/runs/${id}`;
  return showLab(exchange, (frame) =>
    html(
      200,
      renderConfirm({
        ...frame,
        title: "Delete a run",
        says: "Its report, its requests and what goes on of it are gone for everybody, and cannot be brought back.",
        facts: [
          { name: "Run of", value: name },
          { name: "Plan", value: plan, isCode: true },
          { name: "Tried", value: String(attempts.length) },
        ],
        action: `${here}/delete`,
        submit: "Delete the run",
        // A run that is finished leads on to its report.
        back: here,
      }),
      { headers: NO_STORE },
    ),
  );
}

/** Deletes a run, and has the browser forget its key. */
export async function deleteRun(runs: Runs, exchange: Exchange): Promise<Reply> {
  labForm(exchange);
  const access = runOf(exchange);
  await checkChange(runs, access);
  await runs.remove(access);
  return redirect(`${exchange.issuer.base}/lab?deleted=yes`, { cookies: forgetKey(access) });
}
