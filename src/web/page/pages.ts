import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { createMiddleware } from "hono/factory";
import { HTTPException } from "hono/http-exception";
import type { WebEnv } from "../dependencies.ts";
import { sameOrigin } from "../security/headers.ts";
import { requireSession } from "../security/session.ts";
import { detectLanguage } from "./frame.ts";
import { conflictRoutes } from "./routes/conflicts.ts";
import { consentRoutes } from "./routes/consent.ts";
import { historyRoutes } from "./routes/history.ts";
import { problemRoutes } from "./routes/problems.ts";
import { runRoutes } from "./routes/runs.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { signInRoutes } from "./routes/sign-in.ts";
import { statusRoutes } from "./routes/status.ts";
import { syncInformationRoutes } from "./routes/sync-information.ts";

const limitForms = bodyLimit({ maxSize: 16 * 1024 });

/** A form that is none is its sender's mistake, not ours. */
const readableForms = createMiddleware<WebEnv>(async (c, next) => {
	if (c.req.method === "POST") {
		await c.req.parseBody().catch((cause: unknown) => {
			throw new HTTPException(400, { message: "unreadable form", cause });
		});
	}
	await next();
});

/** What people see in a browser: everything but signing in is behind a session. */
export const pages = new Hono<WebEnv>()
	.use(detectLanguage, sameOrigin, limitForms, readableForms)
	.get("/", (c) => c.redirect("/sync-information", 302))
	.route("/", signInRoutes)
	.use("/sync-information/*", requireSession)
	.use("/problems/*", requireSession)
	.use("/conflicts/*", requireSession)
	.use("/runs/*", requireSession)
	.use("/history/*", requireSession)
	.use("/status/*", requireSession)
	.use("/settings/*", requireSession)
	.use("/oauth/accurate/*", requireSession)
	.route("/sync-information", syncInformationRoutes)
	.route("/problems", problemRoutes)
	.route("/conflicts", conflictRoutes)
	.route("/runs", runRoutes)
	.route("/history", historyRoutes)
	.route("/status", statusRoutes)
	.route("/settings", settingsRoutes)
	.route("/oauth/accurate", consentRoutes);
