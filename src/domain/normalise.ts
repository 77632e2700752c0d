import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { Unit } from "./model.ts";

/** Marks that nobody sees and that come along when a text is copied out of a chat, an address book or a sheet. */
const INVISIBLE = /[\u00AD\u200B\u200E\u200F\u202A-\u202E\u2060\u2066-\u2069]/g;

/** NFC, trimmed, runs of blanks folded to one and none beside a line end (always "\n"); empty is null. */
export function text(value: string | null | undefined): string | null {
	const folded = (value ?? "")
		.replace(INVISIBLE, "")
		.normalize("NFC")
		.replace(/\r\n?/g, "\n")
		.replace(/[^\S\n]+/g, " ")
		.replace(/ ?\n ?/g, "\n")
		.trim();
	return folded === "" ? null : folded;
}

export function email(value: string | null | undefined): string | null {
	return text(text(value)?.toLowerCase());
}

/**
 * What can be read as a whole number: with +, with a trunk 0 (00 dials abroad), or a mobile number whose 0 a spreadsheet ate.
 * Other digits lack their area code, and guessing one would write a stranger's number into the other system.
 */
const WHOLE_NUMBER = /^(?:\+|0(?!0)|8(?:\D*\d){8})/;

/** E.164 where the text is one valid (Indonesian by default) number and nothing besides, else the trimmed text. */
export function phone(value: string | null | undefined): string | null {
	const typed = text(value);
	if (typed === null) return null;
	// "(021) 555…", "(62) 812…", "62812…" and "0062 812…" are spellings of the prefix.
	const spelled = typed.replace(/^\(([^)]*)\)/, "$1 ").replace(/^(?:00)?\s?62/, "+62");
	if (!WHOLE_NUMBER.test(spelled)) return typed;
	// Without `extract: false` a number would be picked out of a sentence, and the rest of it lost.
	const parsed = parsePhoneNumberFromString(spelled, { defaultCountry: "ID", extract: false });
	return parsed?.isValid() && !parsed.ext ? parsed.number : typed;
}

/**
 * Tax number: the 16 digits of today (a person's are their NIK), or the 22 of a branch (NITKU), without punctuation. The 15 of before
 * are the same number with a 0 in front. Anything else is the trimmed text.
 */
export function npwp(value: string | null | undefined): string | null {
	const trimmed = text(value);
	if (trimmed === null) return null;
	const digits = trimmed.replace(/[\s.\p{Pd}]/gu, "");
	if (/^\d{15}$/.test(digits)) return `0${digits}`;
	return /^(?:\d{16}|\d{22})$/.test(digits) ? digits : trimmed;
}

/** A plain number, perhaps with an exponent: no blanks (Number reads them as 0), no hexadecimals. */
const PLAIN_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** Canonical decimal with at most 6 places ("1500.5"); null when it is not a number. Both systems answer JSON numbers. */
export function decimal(value: number | string | null | undefined): string | null {
	if (value === null || value === undefined) return null;
	if (typeof value === "string" && !PLAIN_NUMBER.test(value.trim())) return null;
	const number = Number(value);
	if (!Number.isFinite(number)) return null;
	// From 1e21 on toFixed answers with an exponent, whose zeros are no decimals.
	if (Math.abs(number) >= 1e21) return BigInt(number).toString();
	const fixed = number.toFixed(6).replace(/\.?0+$/, "");
	return fixed === "-0" ? "0" : fixed;
}

/**
 * Unit names are compared as typed; a product shares at most three units (SMH's limit), in order, blank names left out. Null
 * without a base unit: the ratios count in it, so alone they mean nothing.
 */
export function units(
	values: readonly { readonly name: string | null | undefined; readonly ratio: number | string | null | undefined }[],
): readonly Unit[] | null {
	const [base, ...others] = values;
	const baseName = text(base?.name);
	if (baseName === null) return null;
	const larger = others.flatMap(({ name, ratio }) => {
		const unitName = text(name);
		return unitName === null ? [] : [{ name: unitName, ratio: decimal(ratio) ?? "1" }];
	});
	return [{ name: baseName, ratio: "1" }, ...larger].slice(0, 3);
}

/**
 * What Unicode calls ignorable: joiners, a byte order mark inside, variation selectors … In a name they may make an emoji, in a code
 * they make a second record of one.
 */
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/gu;

/** Two codes that a person would read as the same one. */
export const codeKey = (code: string | null): string | null => text(text(code?.replace(IGNORABLE, ""))?.toUpperCase());
