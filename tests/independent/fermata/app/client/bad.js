export const bad = (name) => __FAULT__ === name;
export const variant = (name) => __VARIANT__ === name;
export const DOOR = __DOOR__;
export const POCKET = __FLOW__ === "pocket";
export class SignedOut extends Error {}
export class Unreachable extends Error {}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
