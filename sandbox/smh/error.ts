import type { ZodError } from "zod";

export type SmhErrorCode =
	| "bad_request"
	| "unauthorized"
	| "forbidden"
	| "not_found"
	| "duplicate_code"
	| "duplicate_partner_id"
	| "in_use"
	| "too_large"
	| "validation_failed"
	| "rate_limited";

export type SmhErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429;

export interface SmhErrorBody {
	readonly code: SmhErrorCode;
	readonly message: string;
	readonly fields?: Readonly<Record<string, string>>;
	readonly existing_id?: number;
}

/** A refusal in the contract's own shape: HTTP status and the content of `error`. */
export class SmhError extends Error {
	override readonly name = "SmhError";
	readonly status: SmhErrorStatus;
	readonly body: SmhErrorBody;

	constructor(status: SmhErrorStatus, body: SmhErrorBody) {
		super(body.message);
		this.status = status;
		this.body = body;
	}
}

export const notFound = (what: string): SmhError => new SmhError(404, { code: "not_found", message: `${what} does not exist` });

export const invalid = (fields: Readonly<Record<string, string>>): SmhError =>
	new SmhError(422, { code: "validation_failed", message: `Check: ${Object.keys(fields).join(", ")}`, fields });

/** 422 with one message per field of the record; an unknown field is named itself. */
export function invalidFrom(error: ZodError): SmhError {
	const fields: Record<string, string> = {};
	for (const issue of error.issues) {
		const names =
			issue.code === "unrecognized_keys" && issue.path.length === 0 ? issue.keys : [String(issue.path[0] ?? "record")];
		const message = issue.code === "unrecognized_keys" ? "is not a field that can be written" : issue.message;
		for (const name of names) fields[name] ??= message;
	}
	return invalid(fields);
}
