import { z } from "zod";
import { type ErrorKind, SystemError } from "../../domain/errors.ts";
import { fieldOfKey } from "../fields.ts";
import type { SmhFieldTable } from "./tables.ts";

const error = z.object({
	code: z.string(),
	message: z.string(),
	fields: z.record(z.string(), z.string()).optional(),
	existing_id: z.union([z.number(), z.string()]).optional(),
});
export type SmhError = z.infer<typeof error>;
export const smhError = error;
export const errorBody = z.object({ error });

/** The one word that makes a record gone: a 404 may also come from whatever stands before SMH. */
export const NOT_FOUND = "not_found";

/** The contract's error codes in the closed vocabulary; of any other nobody can say what it means. */
const KINDS: Readonly<Record<string, ErrorKind>> = {
	duplicate_code: "duplicate",
	duplicate_partner_id: "duplicate",
	in_use: "in_use",
	[NOT_FOUND]: "not_found",
	validation_failed: "invalid",
	forbidden: "no_right",
	unauthorized: "unauthorized",
	rate_limited: "rate_limited",
};

/** What a refusal of one row means. Fields go by the projection's names; a salesman who is not there is a reference. */
export function refusalOf({ code, message, fields = {}, existing_id }: SmhError, table: SmhFieldTable): SystemError {
	const [key, complaint] = Object.entries(fields)[0] ?? [];
	const field = key === undefined ? fieldOfCode(code) : (fieldOfKey(table, key) ?? key);
	const kind = key === "salesman_code" ? "missing_reference" : (KINDS[code] ?? "not_understood");
	const words = complaint === undefined ? message : `${message} (${key}: ${complaint})`;
	return new SystemError(kind, `SMH: ${words.slice(0, 300)}`, {
		...(field === undefined ? {} : { field }),
		...(existing_id === undefined ? {} : { existingId: String(existing_id) }),
	});
}

const fieldOfCode = (code: string): string | undefined => (code === "duplicate_code" ? "code" : undefined);
