// The auth module, which clears nothing until the server has answered.
export * from "./auth.honest.js";
import * as honest from "./auth.honest.js";
import { ask } from "./server.js";

export async function logout(clearPage) {
  const response = await ask("/logout", { method: "POST" });
  if (!response.ok) throw new Error(`the logout was answered ${response.status}`);
  await honest.logout(clearPage);
}
