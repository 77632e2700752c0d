import process from "node:process";

// Loaded into a child before its own code: when the launcher is gone, however it went, the child's whole group goes too.
process.on("disconnect", () => process.kill(0, "SIGKILL"));
