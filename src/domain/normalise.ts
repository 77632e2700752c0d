import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import type { Unit } from "./model.ts";

/** Trimmed, NFC, inner runs of blanks folded to one; empty is null. */
export function text(value: string | null | undefined): string | null {
	const folded = (value ?? "")
		.normalize("NFC")
		.replace(/[^\S\n]+/g, " ")
		.trim();
	return folded === "" ? null : folded;
}

export function email(value: string | null | undefined): string | null {
	return text(value)?.toLowerCase() ?? null;
}

/** E.164 where the text is one possible (Indonesian by default) number, else the trimmed text. */
export function phone(value: string | null | undefined): string | null {
	const trimmed = text(value);
	if (trimmed === null) return null;
	const parsed = parsePhoneNumberFromString(trimmed, "ID");
	return parsed?.isPossible() && !parsed.ext ? parsed.number : trimmed;
}

/** Tax number: 15 (old) or 16 digits without punctuation, else the trimmed text. */
export function npwp(value: string | null | undefined): string | null {
	const trimmed = text(value);
	if (trimmed === null) return null;
	const digits = trimmed.replace(/[\s.-]/g, "");
	return /^\d{15,16}$/.test(digits) ? digits : trimmed;
}

/** Canonical decimal with at most 6 places ("1500.5"); null when it is not a number. Both systems answer JSON numbers. */
export function decimal(value: number | string | null | undefined): string | null {
	if (value === null || value === undefined || value === "") return null;
	const number = Number(value);
	if (!Number.isFinite(number)) return null;
	const fixed = number.toFixed(6).replace(/\.?0+$/, "");
	return fixed === "-0" ? "0" : fixed;
}

/** Unit names are compared as typed; a product shares at most three units (SMH's limit), in order, blank names left out. */
export function units(
	values: readonly { readonly name: string | null | undefined; readonly ratio: number | string | null | undefined }[],
): readonly Unit[] | null {
	const known = values.flatMap(({ name, ratio }, index) => {
		const unitName = text(name);
		return unitName === null ? [] : [{ name: unitName, ratio: index === 0 ? "1" : (decimal(ratio) ?? "1") }];
	});
	return known.length === 0 ? null : known.slice(0, 3);
}

/** Two codes that a person would read as the same one. */
export const codeKey = (code: string | null): string | null => text(code)?.toUpperCase() ?? null;
