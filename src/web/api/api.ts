import { bodyLimit } from "hono/body-limit";
import { requireKey } from "../security/bearer.ts";
import { apiPart } from "./common.ts";
import { conflicts } from "./conflicts.ts";
import { deadLetters } from "./dead-letters.ts";
import { employees } from "./employees.ts";
import { ApiError } from "./errors.ts";
import { history } from "./history.ts";
import { links } from "./links.ts";
import { problems } from "./problems.ts";
import { reviews } from "./reviews.ts";
import { runs } from "./runs.ts";
import { settings } from "./settings.ts";
import { setup } from "./setup.ts";
import { status } from "./status.ts";
import { syncInformation } from "./sync-information.ts";

/** The HTTP API, mounted under /api. Its description is public: it tells how to ask, and nothing of anybody's data. */
export const api = apiPart();
api.openAPIRegistry.registerComponent("securitySchemes", "bearer", { type: "http", scheme: "bearer" });
api.use("/v1/*", requireKey, bodyLimit({ maxSize: 64 * 1024 }));
for (const part of [
	syncInformation,
	runs,
	history,
	links,
	employees,
	problems,
	conflicts,
	reviews,
	deadLetters,
	settings,
	setup,
	status,
])
	api.route("/v1", part);
api.all("*", (c) => {
	throw new ApiError(404, "not_found", `there is no ${c.req.method} ${c.req.path}`);
});
