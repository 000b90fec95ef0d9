import { renderDocument } from "./_document.tsx";
import type { Frame } from "./frame.ts";

/** What the page shows that hands a verification code to a person. */
export interface Oauth1PinModel extends Frame {
  readonly clientName: string;
  /** Eight digits. */
  readonly pin: string;
}

/** The page that shows a person the code for an application that cannot be called back. @see RFC 5849 2.2 */
export function renderOauth1Pin(model: Oauth1PinModel): string {
  const { clientName, pin } = model;
  return renderDocument(
    <section class="card">
      <h1>
        One more step: type this code into <bdi class="client">{clientName}</bdi>
      </h1>
      <p class="lead">
        <bdi>{clientName}</bdi> waits for it, and gets no access without it. The code works once, within a few minutes.
      </p>
      <p class="compare">
        <span id="pin-label" class="fine">
          Your code
        </span>
        <output class="letters" aria-labelledby="pin-label">
          {`${pin.slice(0, 4)} ${pin.slice(4)}`}
        </output>
      </p>
      <p class="note">
        <strong>Give it to nobody but the application in front of you.</strong> Whoever asks you for it by message,
        telephone or on another page wants your account.
      </p>
    </section>,
    { frame: model, title: "Your code", width: "narrow" },
  );
}
