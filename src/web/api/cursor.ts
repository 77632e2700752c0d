import { decodeBase64Url, encodeBase64Url } from "hono/utils/encode";
import type { z } from "zod";
import { ApiError } from "./errors.ts";

/** Where the next page begins, as a text that callers hand back and need not understand. */
export const encodeCursor = (position: unknown): string =>
	encodeBase64Url(new TextEncoder().encode(JSON.stringify(position)).buffer).replace(/=+$/, "");

/** The position in a cursor, undefined without one. Throws ApiError 400 for a text that is not one of ours. */
export function decodeCursor<T>(cursor: string | undefined, position: z.ZodType<T>): T | undefined {
	if (cursor === undefined) return undefined;
	try {
		return position.parse(JSON.parse(new TextDecoder().decode(decodeBase64Url(cursor))));
	} catch {
		throw new ApiError(400, "invalid_request", "cursor: use the `next` of an earlier answer, unchanged");
	}
}

/** Cuts what was read with one row too many into a page and the cursor of the next one (null: this was the last). */
export function pageOf<T>(found: readonly T[], limit: number, position: (row: T) => unknown): { rows: T[]; next: string | null } {
	const rows = found.slice(0, limit);
	const last = rows.at(-1);
	return { rows, next: found.length > limit && last !== undefined ? encodeCursor(position(last)) : null };
}
