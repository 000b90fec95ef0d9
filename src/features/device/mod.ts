/**
 * Authorization for devices without a browser or a keyboard: the device shows a short code, and its owner types it in
 * on another one.
 *
 * Both codes live in the ephemeral store and go by themselves. Of all who decide one is first; a device code is claimed
 * there and, by its digest under a unique constraint, in the durable store, and a second redemption ends everything
 * that came of the first.
 *
 * *Decisions 2026-11-21*: a code is looked up only for who is signed in, so that guesses are counted for an account. An
 * address that brings the code along fills it in and no more. Consent is asked for each device, also where it was given
 * before or the client may skip it, since anybody can pose as a client on a device. The page tells how long ago and
 * from where the device asked: that is what a phished person can notice.
 *
 * @see RFC 8628
 * @module
 */
import type { Exchange, Feature } from "../../engine/mod.ts";
import { authorizeDevice, type AuthorizeDeviceOptions } from "./authorize_device.ts";
import { showDevicePage } from "./code_page.ts";
import { receiveDecision } from "./decision.ts";
import { describeDeviceAuthorization } from "./describe.ts";
import { deviceGrant } from "./device_grant.ts";
import { receiveCode, receiveSignIn } from "./verification.ts";

/** Options of the feature. */
export type DeviceOptions = AuthorizeDeviceOptions;

/** Device authorization. */
export function device(options: DeviceOptions): Feature {
  return {
    name: "device",
    spec: "RFC 8628",
    grants: [deviceGrant(options)],
    endpoints: [
      {
        name: "device_authorization",
        path: "/device_authorization",
        aliases: ["device_authorization", "device-authorization"],
        methods: ["POST"],
        speaks: "json",
        cors: "client",
        metadata: "device_authorization_endpoint",
        throttle: "device",
        describe: describeDeviceAuthorization,
        handle: (exchange) => authorizeDevice(exchange, options),
      },
      {
        name: "device",
        path: "/device",
        aliases: ["device"],
        methods: ["GET", "POST"],
        speaks: "page",
        throttle: "device",
        handle: (exchange: Exchange) =>
          exchange.request.method === "POST" ? receiveCode(exchange) : showDevicePage(exchange),
      },
      {
        name: "device_sign_in",
        path: "/device/sign_in",
        methods: ["POST"],
        speaks: "page",
        throttle: "login",
        handle: receiveSignIn,
      },
      {
        name: "device_decision",
        path: "/device/decision",
        methods: ["POST"],
        speaks: "page",
        throttle: "device",
        handle: receiveDecision,
      },
    ],
  };
}
