import type { ApiEndpoint } from "./endpoint.ts";
import { hello } from "./hello.ts";
import { listUsers } from "./list_users.ts";
import { changeUser, removeUser, replaceUser, showUser } from "./one_user.ts";
import { CHANGED, COMPLAINTS, ID, MESSAGE, TOKEN_INFO, USER, USER_CHANGES, WHOLE_USER } from "./schemas.ts";
import { throttled } from "./throttled.ts";
import { tokenInfo } from "./token_info.ts";

/** Everything that the sample API does; its routes and its documentation are made of this table. */
export const API_ENDPOINTS: readonly ApiEndpoint[] = Object.freeze([
  {
    name: "hello",
    method: "GET",
    path: "/",
    scope: [],
    summary: "Says that the access token works",
    describe: { answers: { 200: { says: "A greeting", schema: MESSAGE } } },
    handle: hello,
  },
  {
    name: "tokenInfo",
    method: "GET",
    path: "/token_info/",
    scope: [],
    summary: "Tells what the access token is good for and whom it stands for",
    describe: { answers: { 200: { says: "What the token is good for", schema: TOKEN_INFO } } },
    handle: tokenInfo,
  },
  {
    name: "throttled",
    method: "GET",
    path: "/throttled/",
    scope: [],
    anonymous: true,
    throttled: true,
    summary: "Answers so often and no more: counted for the person or client of the token, without one for the network",
    describe: {
      answers: {
        200: {
          says: "A greeting",
          schema: MESSAGE,
          headers: {
            "RateLimit-Policy": "How often one may call",
            RateLimit: "How often one may still call, and until when",
          },
        },
        429: { says: "It was called too often", schema: COMPLAINTS, headers: { "Retry-After": "Seconds to wait" } },
      },
    },
    handle: throttled,
  },
  {
    name: "listUsers",
    method: "GET",
    path: "/users/",
    scope: ["read"],
    summary: "Lists people, at most 100 at once",
    describe: {
      query: {
        after: { says: "The last id of the page before", schema: { type: "integer", minimum: 0 } },
        limit: { says: "How many at most", schema: { type: "integer", minimum: 1, maximum: 100, default: 100 } },
      },
      answers: {
        200: {
          says: "People in the order of their ids",
          schema: { title: "Users", type: "array", items: USER },
          headers: { Link: "The next page, where there is one (RFC 8288)" },
        },
      },
    },
    handle: listUsers,
  },
  {
    name: "showUser",
    method: "GET",
    path: "/users/:id/",
    scope: ["read"],
    summary: "Shows one person",
    describe: {
      segments: ID,
      answers: {
        200: { says: "The person", schema: USER },
        404: { says: "There is nobody with this id", schema: COMPLAINTS },
      },
    },
    handle: showUser,
  },
  {
    name: "replaceUser",
    method: "PUT",
    path: "/users/:id/",
    scope: ["write"],
    summary: "Replaces what is known of a person: oneself, or anybody for staff",
    describe: { segments: ID, json: WHOLE_USER, answers: CHANGED },
    handle: replaceUser,
  },
  {
    name: "changeUser",
    method: "PATCH",
    path: "/users/:id/",
    scope: ["write"],
    summary: "Changes some of what is known of a person: oneself, or anybody for staff",
    describe: { segments: ID, json: USER_CHANGES, answers: CHANGED },
    handle: changeUser,
  },
  {
    name: "removeUser",
    method: "DELETE",
    path: "/users/:id/",
    scope: ["write"],
    summary: "Removes a person and ends all their tokens: oneself, or anybody for staff",
    describe: {
      segments: ID,
      answers: {
        204: { says: "The person is gone" },
        404: { says: "There is nobody with this id", schema: COMPLAINTS },
        409: { says: "Nobody who may administer would be left", schema: COMPLAINTS },
      },
    },
    handle: removeUser,
  },
] satisfies readonly ApiEndpoint[]);
