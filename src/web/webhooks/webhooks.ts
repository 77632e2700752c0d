import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { answerApiError } from "../api/errors.ts";
import type { WebEnv } from "../dependencies.ts";
import { TooManyRequests } from "../security/rate-limit.ts";
import { takeAccurate } from "./accurate.ts";
import { takeSmh } from "./smh.ts";

const MAX_BYTES = 1024 * 1024;

/** The size comes before everything else: nothing else is known of a body that was not read. */
const limitSize = bodyLimit({ maxSize: MAX_BYTES, onError: (c) => c.body(null, 413) });

/** Where the two systems bring news of changes. What is theirs and stored is 202; a failure of ours is 500, so that it comes again. */
export const webhooks = new Hono<WebEnv>()
	.post("/smh", limitSize, takeSmh)
	.post("/accurate/:secret", limitSize, takeAccurate)
	.onError((error, c) => {
		if (error instanceof TooManyRequests) return answerApiError(error, c);
		// Not the path: it holds a secret.
		c.env.log.error("webhook_failed", { error: String(error) });
		return c.json({ error: { code: "internal", message: "Could not be stored; send it again" } }, 500);
	});
