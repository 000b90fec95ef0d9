import type { Reply } from "../../src/protocol/mod.ts";
import type { ClientRecord } from "../../src/stores/mod.ts";
import { codeRequest, credentialsOf } from "./code_flow.ts";
import type { Asked, Given } from "./issuer_under_test.ts";
import { type ObjectScene, objectScene, type ObjectSceneOptions } from "./request_objects.ts";
import { textIn } from "./replies.ts";

/** A client that pushes its requests, and a browser in which a person is signed in who is not asked for consent. */
export interface PushScene extends ObjectScene {
  /** Pushes a proper request for a code, but for these changes, as the client or as another. */
  push(changes?: Given, asked?: Asked, as?: ClientRecord): Promise<Reply>;
  /** The same, and answers the name of the request. */
  pushed(changes?: Given): Promise<string>;
  /** Opens the authorization endpoint with a name, and parameters beside it and the client_id. */
  open(requestUri: string, beside?: Given): Promise<Reply>;
}

/** The form of a proper request that is pushed. */
export function pushForm(of: ClientRecord, changes: Given = {}): Given {
  return { ...codeRequest(of), ...credentialsOf(of).form, ...changes };
}

/** Opens an issuer with such a client. */
export async function pushScene(options: ObjectSceneOptions = {}): Promise<PushScene> {
  const on = await objectScene(options);
  const { app, under } = on;
  const scene: PushScene = {
    ...on,
    push(changes = {}, asked = {}, as = app) {
      const { as: proven } = credentialsOf(as);
      const form = pushForm(as, changes);
      return under.post("/par", { ...(proven === undefined ? {} : { as: proven }), form, ...asked });
    },
    pushed: async (changes) => textIn(await scene.push(changes), "request_uri"),
    open: (requestUri, beside) => on.ask({ client_id: app.clientId, request_uri: requestUri, ...beside }),
  };
  return scene;
}
