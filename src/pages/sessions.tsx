import type { Frame } from "./frame.ts";

/** A browser in which a person is signed in. */
export interface OwnSession {
  /** What names it when it is ended. */
  readonly sid: string;
  /** What the person calls the browser: `Firefox on Linux`. */
  readonly browser: string;
  /** When it began, as text. */
  readonly since: string;
  /** Whether the page is read in it. */
  readonly current: boolean;
  /** Names of the applications that are told when it ends. */
  readonly applications: readonly string[];
}

/** Where a person is signed in: each session but this one with a form that posts `csrf` and `sid`, or `others`. */
export function Sessions({ sessions, base, csrf }: Frame & { readonly sessions: readonly OwnSession[] }) {
  if (sessions.length === 0) return null;
  const others = sessions.filter(({ current }) => !current);
  const action = `${base}/account/sessions/end`;
  return (
    <>
      <p class="soft">Whatever you end is logged out at once, and its applications are told.</p>
      <ul class="rows">
        {sessions.map((session) => (
          <li key={session.sid}>
            <Session {...session} />
            {session.current ? null : (
              <form method="post" action={action}>
                <input type="hidden" name="csrf" value={csrf} />
                <input type="hidden" name="sid" value={session.sid} />
                <button type="submit" class="danger">
                  End
                  <span class="unseen">
                    {" "}
                    the session of {session.browser} since {session.since}
                  </span>
                </button>
              </form>
            )}
          </li>
        ))}
      </ul>
      {others.length < 2 ? null : (
        <form method="post" action={action}>
          <input type="hidden" name="csrf" value={csrf} />
          <button type="submit" class="danger" name="others" value="yes">
            End all others
          </button>
        </form>
      )}
    </>
  );
}

function Session({ browser, since, current, applications }: OwnSession) {
  return (
    <div>
      <h3>
        {browser}
        {current ? <span class="badge">this one</span> : null}
      </h3>
      <p class="fine">Since {since}</p>
      {applications.length === 0 ? null : (
        <ul class="words" aria-label="Applications">
          {applications.map((name, index) => (
            <li key={index}>
              <bdi>{name}</bdi>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
