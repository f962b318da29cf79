import { readFileSync } from "node:fs";
import { createServer } from "node:https";

import { door } from "./door.js";
import { live } from "./graph.js";
import { web } from "./web.js";

const tls = { key: readFileSync("tls/leaf.key"), cert: readFileSync("tls/leaf.pem"), minVersion: "TLSv1.2" };
const planServer = createServer(tls, web());
live(planServer);
createServer(tls, door()).listen(process.env.DOOR_PORT, "127.0.0.1", () => planServer.listen(process.env.PORT, "127.0.0.1"));
