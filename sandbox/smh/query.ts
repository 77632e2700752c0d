import { z } from "zod";
import { SmhError } from "./error.ts";
import type { RowQuery } from "./table.ts";

const number = z.string().regex(/^[1-9]\d{0,8}$/, "must be a positive integer");

const listParameters = z.strictObject({
	page: number.transform(Number).optional(),
	page_size: number
		.transform(Number)
		.refine((size) => size <= 100, "must be at most 100")
		.optional(),
	sort: z.enum(["id", "-id"]).optional(),
	updated_since: z.iso
		.datetime({ offset: true, error: "must be an ISO 8601 time" })
		.transform((time) => new Date(time).toISOString())
		.optional(),
	code: z.string().optional(),
	partner_id: z.string().optional(),
});

const badRequest = (message: string): SmhError => new SmhError(400, { code: "bad_request", message });

/** Parameters of a list call; newest first without `sort`. Throws SmhError 400 naming the one that is wrong or unknown. */
export function parseListQuery(url: string): RowQuery {
	const parsed = listParameters.safeParse(Object.fromEntries(new URL(url).searchParams));
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		if (issue?.code === "unrecognized_keys") throw badRequest(`Unknown parameter: ${issue.keys.join(", ")}`);
		throw badRequest(`${String(issue?.path[0] ?? "query")}: ${issue?.message ?? "wrong"}`);
	}
	const { page = 1, page_size: pageSize = 20, sort, updated_since: updatedSince, code, partner_id: partnerId } = parsed.data;
	return { page, pageSize, ascending: sort === "id", updatedSince, code, partnerId };
}

/** For calls that have no parameters. */
export function refuseQuery(url: string): void {
	const names = [...new URL(url).searchParams.keys()];
	if (names.length > 0) throw badRequest(`Unknown parameter: ${names.join(", ")}`);
}
