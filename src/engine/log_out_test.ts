import { assert } from "chai";
import { client, person } from "../../test/support/cast.ts";
import { exchangeAt } from "../../test/support/exchange.ts";
import { issuerUnderTest } from "../../test/support/issuer_under_test.ts";
import { locationOf, markupOf } from "../../test/support/replies.ts";
import { GO_ON_SCRIPT_HASH } from "../pages/mod.ts";
import type { LogoutFramesContext } from "./hooks.ts";
import { logOut } from "./log_out.ts";

const FRAME = "https://client.test/out?sid=1";

/** A session that two clients were told of, at an issuer whose features load frames. */
async function scene(frames: (context: LogoutFramesContext) => readonly string[] = () => [FRAME]) {
  const asked: LogoutFramesContext[] = [];
  const under = await issuerUnderTest({
    features: (standard) => [
      ...standard,
      {
        name: "frames",
        spec: "test",
        hooks: {
          logoutFrames(context) {
            asked.push(context);
            return frames(context);
          },
        },
      },
    ],
  });
  const { issuer } = under;
  const ann = await person(issuer);
  const [app, other] = [await client(issuer), await client(issuer)];
  const { id, session } = await issuer.sessions.start(ann);
  for (const one of [app, other]) await issuer.sessions.join(session, one.id);
  return { ...under, asked, ann, app, other, id, session, exchange: exchangeAt(issuer) };
}

describe("logOut()", () => {
  it("ends the session, forgets its cookie and says so", async () => {
    const on = await scene(() => []);
    const reply = await logOut(on.exchange, on.session);
    assert.isUndefined(await on.issuer.sessions.find(on.id));
    assert.deepEqual(reply.cookies, [{ name: "sid", value: "", clear: true }]);
    assert.include(markupOf(reply), "You are logged out");
    assert.deepEqual(on.events, ["session.ended", "logout"]);
  });

  it("sends the browser on at once when there is nothing to load", async () => {
    const on = await scene(() => []);
    const uri = "https://client.test/bye?state=x";
    const reply = await logOut(on.exchange, on.session, { next: { client: on.app, uri } });
    assert.equal(locationOf(reply).href, uri);
    assert.deepEqual(reply.cookies, [{ name: "sid", value: "", clear: true }]);
  });

  it("loads the frames of features, which are told the session as it was and its clients", async () => {
    const on = await scene();
    const reply = await logOut(on.exchange, on.session);
    assert.deepInclude(reply, { kind: "html", frames: [FRAME] });
    assert.include(markupOf(reply), `src="${FRAME}"`);
    assert.equal(on.asked[0]?.session.sid, on.session.sid);
    assert.deepEqual(
      on.asked[0]?.clients.map(({ clientId }) => clientId),
      [on.app.clientId, on.other.clientId],
    );
  });

  it("sends the browser on after the frames, by itself and by a link", async () => {
    const on = await scene();
    const uri = "https://client.test/bye";
    const reply = await logOut(on.exchange, on.session, { next: { client: on.app, uri } });
    assert.equal(reply.headers["Refresh"], `3;url=${uri}`);
    assert.deepInclude(reply, { scriptHash: GO_ON_SCRIPT_HASH });
    assert.include(markupOf(reply), `href="${uri}"`);
  });

  it("tells the applications once when ten windows log out at the same time", async () => {
    const on = await scene();
    const replies = await Promise.all(Array.from({ length: 10 }, () => logOut(on.exchange, on.session)));
    assert.lengthOf(on.asked, 1);
    assert.lengthOf(
      replies.filter((reply) => markupOf(reply).includes(FRAME)),
      1,
    );
    assert.deepEqual(on.events, ["session.ended", "logout"]);
  });

  it("logs the person out even when a feature fails to say what to load", async () => {
    const on = await scene(() => {
      throw new RangeError("lost");
    });
    const reply = await logOut(on.exchange, on.session);
    assert.include(markupOf(reply), "You are logged out");
    assert.isUndefined(await on.issuer.sessions.find(on.id));
  });
});
