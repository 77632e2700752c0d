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

/** It stumbled, and says nothing about what was asked (facts 13.1): what became of a write is not known, a read may be asked again. */
const STUMBLED = /Upsss|Kode Referensi|\bjava\.\w|Exception\b|Internal Server Error|terjadi (?:permasalahan|kesalahan)/i;

/**
 * Stable fragments (facts 2.3), never whole sentences: first match wins. Logins by OAuth are answered in their user's language (13);
 * the English fragments are a guess, and whatever neither list knows is not understood.
 */
const PATTERNS: readonly Pattern[] = [
	{ matches: /Header X-Api|Invalid or Revoked|API Token/i, kind: "unauthorized" },
	{ matches: /Sudah ada data lain dengan|already (?:exists|been taken)|There is another/i, kind: "duplicate" },
	{ matches: /telah digunakan|(?:has|have) been used|is used (?:in|by)/i, kind: "in_use" },
	{ matches: /hak akses|access right|access denied|not authori[sz]ed/i, kind: "no_right" },
	{
		matches: /tidak ditemukan atau sudah dihapus|tidak tepat|Missing \w+|not found|already deleted|is (?:incorrect|not correct)/i,
		kind: "missing_reference",
	},
	{ matches: /harus diisi|terlalu besar|tidak valid|Invalid field value|harus lebih|tidak dapat lebih/i, kind: "invalid" },
	{
		matches: /must be filled|is required|too (?:large|long|big)|is (?:invalid|not valid)|must be (?:more|greater)/i,
		kind: "invalid",
	},
];

const OF_A_FIELD: ReadonlySet<ErrorKind> = new Set(["duplicate", "missing_reference", "invalid"]);

function fieldIn(words: string, vocabulary: Vocabulary): string | undefined {
	const key = /for field "([^"]+)"/.exec(words)?.[1];
	if (key !== undefined) return vocabulary.fieldOfKey(key);
	return vocabulary.fields.find(([fragment]) => words.includes(fragment))?.[1];
}

/**
 * The refusal of a write, an `s:false` (HTTP 200), in the closed vocabulary. `nameless`: what "Data tidak ditemukan", which names
 * nothing, is about in this call: the record itself or one it refers to.
 */
export function refusalOf(
	answer: Pick<Envelope, "d">,
	vocabulary: Vocabulary,
	nameless: "not_found" | "missing_reference" = "not_found",
): SystemError {
	const words = wordsOf(answer.d) || "tanpa penjelasan";
	const message = `Accurate: ${words}`;
	if (STUMBLED.test(words)) return new SystemError("unknown_outcome", message);
	const kind = PATTERNS.find(({ matches }) => matches.test(words))?.kind ?? "not_understood";
	// These words are of API tokens alone.
	if (kind === "unauthorized") return unauthorized(words, "token");
	if (kind === "missing_reference") {
		if (words.startsWith(vocabulary.label)) return new SystemError("not_found", message);
		if (/^Data tidak /.test(words)) return new SystemError(nameless, message);
	}
	const field = OF_A_FIELD.has(kind) ? fieldIn(words, vocabulary) : undefined;
	return new SystemError(kind, message, field === undefined ? {} : { field });
}

/** The refusal of a read. Where it stumbled, or says nothing that is understood, the same may be asked again. */
export function readRefusal(answer: Pick<Envelope, "d">, vocabulary: Vocabulary): SystemError {
	if (wordsOf(answer.d) === "") return new SystemError("no_word", "Accurate menolak tanpa penjelasan");
	const refusal = refusalOf(answer, vocabulary);
	if (refusal.kind === "unknown_outcome") return new SystemError("unavailable", refusal.message);
	return refusal.kind === "not_understood" ? new SystemError("no_word", refusal.message) : refusal;
}
