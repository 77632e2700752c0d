import { type ErrorKind, SystemError } from "../../domain/errors.ts";
import type { Envelope } from "./envelope.ts";
import { wordsOf } from "./envelope.ts";
import { unauthorized } from "./unauthorized.ts";

/** What a module's messages call things, for finding the field a refusal is about. */
export interface Vocabulary {
	/** The module's own name in messages (facts 2.3, "Entity labels"). */
	readonly label: string;
	/** Fragments of labels in the order to try; the first that occurs names the field. */
	readonly fields: readonly (readonly [fragment: string, field: string])[];
	/** Shared field of a native name, for `Invalid field value for field "x"`. */
	fieldOfKey(key: string): string | undefined;
}

interface Pattern {
	readonly matches: RegExp;
	readonly kind: ErrorKind;
}

/** Stable fragments (facts 2.3), never whole sentences: first match wins. */
const PATTERNS: readonly Pattern[] = [
	{ matches: /Header X-Api|Invalid or Revoked|API Token/i, kind: "unauthorized" },
	{ matches: /Sudah ada data lain dengan/i, kind: "duplicate" },
	{ matches: /telah digunakan/i, kind: "in_use" },
	{ matches: /tidak ditemukan atau sudah dihapus|tidak tepat|Missing item/i, kind: "missing_reference" },
	{ matches: /harus diisi|terlalu besar|tidak valid|Invalid field value|harus lebih|tidak dapat lebih/i, kind: "invalid" },
];

const OF_A_FIELD: ReadonlySet<ErrorKind> = new Set(["duplicate", "missing_reference", "invalid"]);

function fieldIn(words: string, vocabulary: Vocabulary): string | undefined {
	const key = /for field "([^"]+)"/.exec(words)?.[1];
	if (key !== undefined) return vocabulary.fieldOfKey(key);
	return vocabulary.fields.find(([fragment]) => words.includes(fragment))?.[1];
}

/**
 * The refusal of an `s:false` (HTTP 200) in the closed vocabulary. `nameless`: what "Data tidak ditemukan", which names
 * nothing, is about in this call: the record itself or one it refers to.
 */
export function refusalOf(
	answer: Pick<Envelope, "d">,
	vocabulary: Vocabulary,
	nameless: "not_found" | "missing_reference" = "not_found",
): SystemError {
	const words = wordsOf(answer.d) || "tanpa penjelasan";
	const kind = PATTERNS.find(({ matches }) => matches.test(words))?.kind ?? "rejected";
	if (kind === "unauthorized") return unauthorized(words, "any");
	const message = `Accurate: ${words}`;
	if (kind === "missing_reference") {
		if (words.startsWith(vocabulary.label)) return new SystemError("not_found", message);
		if (/^Data tidak /.test(words)) return new SystemError(nameless, message);
	}
	const field = OF_A_FIELD.has(kind) ? fieldIn(words, vocabulary) : undefined;
	return new SystemError(kind, message, field === undefined ? {} : { field });
}

/** The refusal of a read. One without a word says nothing about what was asked: it may be asked again. */
export const readRefusal = (answer: Pick<Envelope, "d">, vocabulary: Vocabulary): SystemError =>
	wordsOf(answer.d) === "" ? new SystemError("bad_answer", "Accurate menolak tanpa penjelasan") : refusalOf(answer, vocabulary);
