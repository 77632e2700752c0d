import { OpenAPIHono, z } from "@hono/zod-openapi";
import { type Actor, ENTITIES, SIDES } from "../../domain/model.ts";
import { REASONS } from "../../domain/reasons.ts";
import type { WebEnv } from "../dependencies.ts";
import { errorBody, invalid } from "./errors.ts";

/** A part of the API. What its schemas refuse becomes an ApiError, so that there is one shape of refusal. */
export const apiPart = (): OpenAPIHono<WebEnv> =>
	new OpenAPIHono<WebEnv>({
		defaultHook: (result) => {
			if (!result.success) throw invalid(result.target, result.error);
		},
	});

export const entity = z.enum(ENTITIES).openapi("Entity");
export const side = z.enum(SIDES).openapi("Side");
export const reason = z.enum(REASONS).openapi("Reason");

/** `?entity=` is the same as no `entity` at all. */
const emptyIsAbsent = (value: unknown): unknown => (value === "" ? undefined : value);
export const entityFilter = z
	.preprocess(emptyIsAbsent, z.enum(ENTITIES).optional())
	.openapi({ type: "string", enum: [...ENTITIES], param: { required: false } });
export const reasonFilter = z
	.preprocess(emptyIsAbsent, z.enum(REASONS).optional())
	.openapi({ type: "string", enum: [...REASONS], param: { required: false } });
export const textFilter = z
	.preprocess(emptyIsAbsent, z.string().max(200).optional())
	.openapi({ type: "string", param: { required: false } });
export const limit = z.coerce.number().int().min(1).max(500).default(100).openapi({ type: "integer", example: 100 });

export const moment = z.iso.datetime().openapi({ example: "2026-11-22T17:00:00.000Z" });
export const isoOf = (time: number): string => new Date(time).toISOString();
export const isoOrNull = (time: number | null): string | null => (time === null ? null : isoOf(time));

/** Who is behind what comes in with the API key. */
export const API_ACTOR: Actor = { kind: "api", key: "API_KEY" };
export const actor = z
	.object({ kind: z.string().openapi({ example: "telegram" }) })
	.catchall(z.unknown())
	.openapi("Actor");

/** A normalised value of a shared field; null: empty. */
export const fieldValue = z
	.union([z.string(), z.boolean(), z.array(z.object({ name: z.string(), ratio: z.string() })), z.null()])
	.openapi("FieldValue");

export const page = <T extends z.ZodType>(name: string, row: T) =>
	z.object({ data: z.array(row), next: z.string().nullable() }).openapi(name);

export const bearer = [{ bearer: [] }];

export const refusal = (description: string) => ({ description, content: { "application/json": { schema: errorBody } } });
/** The refusals every route behind the key shares. */
export const refusals = {
	400: refusal("The request is not acceptable; the message names the field"),
	401: refusal("No API key, or a wrong one"),
	429: refusal("Too many wrong keys, or too many requests, from this address; Retry-After says how long to wait"),
	503: refusal("A setting is missing; the message names it"),
};
export const notFound = { 404: refusal("There is no such thing") };

export const answer = <T extends z.ZodType>(description: string, schema: T) => ({
	description,
	content: { "application/json": { schema } },
});
