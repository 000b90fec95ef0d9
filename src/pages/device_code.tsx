import { Alert, renderDocument } from "./_document.tsx";
import type { Frame } from "./frame.ts";

/** What the page shows that asks for the code of a device. */
export interface DeviceCodeModel extends Frame {
  /** Where the form is posted. */
  readonly action: string;
  readonly csrf: string;
  /** What was typed before, or came with the address. */
  readonly code?: string;
  readonly problem?: string;
}

/** The page that asks for the code of a device: posts `user_code` and `csrf`. */
export function renderDeviceCode(model: DeviceCodeModel): string {
  const { action, csrf, code, problem } = model;
  const failed = problem === undefined ? {} : ({ "aria-invalid": "true" } as const);
  return renderDocument(
    <section class="card">
      <h1>Connect a device</h1>
      <p class="lead">Type the code that your device shows.</p>
      <Alert text={problem} />
      <form method="post" action={action}>
        <input type="hidden" name="csrf" value={csrf} />
        <div class="field code">
          <label for="user_code">Code</label>
          <input
            id="user_code"
            name="user_code"
            type="text"
            autocomplete="off"
            autocapitalize="characters"
            spellcheck={false}
            required
            autofocus
            value={code ?? ""}
            aria-describedby={problem === undefined ? "form-of-code" : "problem"}
            {...failed}
          />
          <p id="form-of-code" class="fine">
            Eight letters. Small or capital, with or without the dash, is all the same.
          </p>
        </div>
        <div class="actions">
          <button type="submit" class="main">
            Continue
          </button>
        </div>
      </form>
    </section>,
    { frame: model, title: "Connect a device", width: "narrow" },
  );
}
