import type { ApiEndpoint } from "./endpoint.ts";
import { hello } from "./hello.ts";
import { listUsers } from "./list_users.ts";
import { changeUser, removeUser, replaceUser, showUser } from "./one_user.ts";
import { tokenInfo } from "./token_info.ts";

/** Everything that the sample API does; its routes and its documentation are made of this table. */
export const API_ENDPOINTS: readonly ApiEndpoint[] = Object.freeze([
  {
    name: "hello",
    method: "GET",
    path: "/",
    scope: [],
    summary: "Says that the access token works",
    handle: hello,
  },
  {
    name: "tokenInfo",
    method: "GET",
    path: "/token_info/",
    scope: [],
    summary: "Tells what the access token is good for and whom it stands for",
    handle: tokenInfo,
  },
  {
    name: "listUsers",
    method: "GET",
    path: "/users/",
    scope: ["read"],
    summary: "Lists people, at most 100 at once",
    handle: listUsers,
  },
  {
    name: "showUser",
    method: "GET",
    path: "/users/:id/",
    scope: ["read"],
    summary: "Shows one person",
    handle: showUser,
  },
  {
    name: "replaceUser",
    method: "PUT",
    path: "/users/:id/",
    scope: ["write"],
    summary: "Replaces what is known of a person: oneself, or anybody for staff",
    handle: replaceUser,
  },
  {
    name: "changeUser",
    method: "PATCH",
    path: "/users/:id/",
    scope: ["write"],
    summary: "Changes some of what is known of a person: oneself, or anybody for staff",
    handle: changeUser,
  },
  {
    name: "removeUser",
    method: "DELETE",
    path: "/users/:id/",
    scope: ["write"],
    summary: "Removes a person and ends all their tokens: oneself, or anybody for staff",
    handle: removeUser,
  },
] satisfies readonly ApiEndpoint[]);
