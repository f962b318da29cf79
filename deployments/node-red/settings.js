// Node-RED as its documentation secures the editor: users with passwords, everything else as it comes.
const { hashSync } = require("bcryptjs");

module.exports = {
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.PORT),
  flowFile: "flows.json",
  credentialSecret: process.env.SIGNING_KEY,
  telemetry: { enabled: false, updateNotification: false },
  editorTheme: { tours: false },
  adminAuth: {
    type: "credentials",
    users: [
      { username: "alice", password: hashSync(process.env.ALICE_PASSWORD, 8), permissions: "*" },
      { username: "bob", password: hashSync(process.env.BOB_PASSWORD, 8), permissions: "*" },
    ],
  },
};
