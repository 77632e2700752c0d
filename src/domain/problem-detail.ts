import { z } from "zod";
import { SIDES } from "./model.ts";

const ids = z.array(z.string());

/** What a problem says besides its reason and field; how it is told is domain/detail.ts. Stored as JSON. */
export const problemDetail = z.discriminatedUnion("kind", [
	/** The reason, with its field, says it all. */
	z.object({ kind: z.literal("nothing") }),
	/** It is about the field itself: empty, or with two values. */
	z.object({ kind: z.literal("field") }),
	/** Other records: of the same code, or alike. */
	z.object({ kind: z.literal("records"), ids }),
	/** The branch or the type by which the settings keep it out. */
	z.object({ kind: z.literal("excluded"), by: z.string() }),
	/** Nobody has approved it over there yet. */
	z.object({ kind: z.literal("unapproved") }),
	/** What it names, by code or name, is not there. */
	z.object({ kind: z.literal("reference"), code: z.string() }),
	/** The partner that its Partner ID names is not there. */
	z.object({ kind: z.literal("partner") }),
	/** It was edited here while its partner was deleted on that side. */
	z.object({ kind: z.literal("deleted"), on: z.enum(SIDES) }),
	/** That side's API cannot write the field. */
	z.object({ kind: z.literal("read only"), side: z.enum(SIDES) }),
	/** The other side stored another value than was sent. */
	z.object({ kind: z.literal("altered") }),
	/** Written so many times within the hour. */
	z.object({ kind: z.literal("too often"), times: z.int() }),
	/** Somebody's own words: mostly the other system's. */
	z.object({ kind: z.literal("words"), text: z.string() }),
]);
export type ProblemDetail = z.infer<typeof problemDetail>;

export const NOTHING: ProblemDetail = { kind: "nothing" };
export const words = (text: string): ProblemDetail => ({ kind: "words", text });
export const records = (list: readonly string[]): ProblemDetail => ({ kind: "records", ids: [...list] });

/** Reads what is stored; what is of no known shape is told as it stands. */
export function readDetail(stored: string | null): ProblemDetail {
	if (stored === null || stored === "") return NOTHING;
	try {
		return problemDetail.parse(JSON.parse(stored));
	} catch {
		return words(stored);
	}
}

/** One plain text, as the API has it (docs/api.md): nothing is "", records are their ids. */
export function plainDetail(detail: ProblemDetail, field: string | null | undefined): string {
	switch (detail.kind) {
		case "nothing":
			return "";
		case "field":
			return field ?? "";
		case "records":
			return detail.ids.join(", ");
		case "excluded":
			return detail.by;
		case "unapproved":
			return "unverified";
		case "reference":
			return detail.code;
		case "partner":
			return "Partner ID";
		case "deleted":
			return `deleted: ${detail.on}`;
		case "read only":
			return `${field}: ${detail.side}`;
		case "altered":
			return `${field}: stored differently`;
		case "too often":
			return `changes: ${detail.times}`;
		case "words":
			return detail.text;
	}
}
