import { createRoute } from "@hono/zod-openapi";
import { connectionSettings } from "../../domain/settings.ts";
import { changeSettings } from "../../sync/verbs/settings.ts";
import { jsonOrNothing } from "./body.ts";
import { API_ACTOR, answer, apiPart, bearer, refusals } from "./common.ts";
import { ApiError } from "./errors.ts";

const read = createRoute({
	method: "get",
	path: "/settings",
	summary: "The connection's settings: what takes part in the sync, and how conflicts and deletes are settled",
	security: bearer,
	responses: { 200: answer("The settings", connectionSettings), ...refusals },
});

const replace = createRoute({
	method: "put",
	path: "/settings",
	summary: "Replace the settings as a whole (every key has to be there); the next run judges every record anew",
	security: bearer,
	middleware: [jsonOrNothing] as const,
	request: { body: { required: true, content: { "application/json": { schema: connectionSettings } } } },
	responses: { 200: answer("The settings as they are now", connectionSettings), ...refusals },
});

export const settings = apiPart()
	.openapi(read, async (c) => c.json((await c.env.sync()).settings, 200))
	.openapi(replace, async (c) => {
		const whole = c.req.valid("json");
		// A default for what was left out would quietly undo somebody's dummy rules.
		const left = leftOut(whole, await c.req.json<unknown>());
		if (left.length > 0) {
			throw new ApiError(400, "invalid_request", `settings are replaced as a whole; missing: ${left.join(", ")}`);
		}
		return c.json(await changeSettings(await c.env.sync(), whole, API_ACTOR), 200);
	});

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === "object" && value !== null && !Array.isArray(value);

/** Paths of what `whole` has and `given` has not. */
function leftOut(whole: unknown, given: unknown, path: readonly string[] = []): readonly string[] {
	if (!isObject(whole)) return [];
	return Object.entries(whole).flatMap(([key, value]) => {
		const here = [...path, key];
		return isObject(given) && Object.hasOwn(given, key) ? leftOut(value, given[key], here) : [here.join(".")];
	});
}
