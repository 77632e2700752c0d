import type { Entity, Projection } from "../../domain/model.ts";
import type { Refusal } from "../port.ts";

/** Spec (facts 4): what a create must carry; the rest has defaults. */
export const REQUIRED: Readonly<Record<Entity, readonly string[]>> = {
	customer: ["code", "name"],
	product: ["code", "name", "category", "units"],
	employee: ["code", "name"],
};

const MAX_CODE = 30;
const MAX_UNIT_NAME = 7;
/** Facts 2.4, official: 999 billion. */
const MAX_MONEY = 999_999_999_999;
const MONEY = ["creditLimit", "sellPrice", "costPrice"];
/** Printable without line breaks; which further characters Accurate refuses in a code is not known (facts 12.13). */
const PRINTABLE = /^[^\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]*$/u;

const invalid = (field: string, detail: string): Refusal => ({ reason: "INVALID_FIELD", field, detail });

type Check = (projection: Projection) => Refusal | null;

const code: Check = ({ code: value }) => {
	if (typeof value !== "string") return null;
	if (value.length > MAX_CODE) return invalid("code", `Kode lebih dari ${MAX_CODE} karakter`);
	return PRINTABLE.test(value) ? null : invalid("code", "Kode berisi karakter yang tidak dapat dicetak");
};

const units: Check = ({ units: value }) => {
	const long = value !== null && typeof value === "object" ? value.find(({ name }) => name.length > MAX_UNIT_NAME) : undefined;
	return long ? invalid("units", `Nama satuan "${long.name}" lebih dari ${MAX_UNIT_NAME} karakter`) : null;
};

const unitRatios: Check = ({ units: value }) => {
	const bad = value !== null && typeof value === "object" ? value.find(({ ratio }) => !(Number(ratio) > 0)) : undefined;
	return bad ? invalid("units", `Rasio satuan "${bad.name}" harus lebih dari 0`) : null;
};

const money: Check = (projection) => {
	const field = MONEY.find((name) => Number(projection[name] ?? 0) > MAX_MONEY || Number(projection[name] ?? 0) < 0);
	return field ? invalid(field, "Nilai uang harus antara 0 dan 999 miliar") : null;
};

const CHECKS: readonly Check[] = [code, units, unitRatios, money];

/** Why Accurate could not hold such a record; unknown counts as missing where a create needs the field. */
export function refusal(entity: Entity, projection: Projection): Refusal | null {
	const missing = REQUIRED[entity].find((field) => (projection[field] ?? null) === null);
	if (missing === "code") return { reason: "MISSING_CODE", field: "code", detail: "Kode kosong" };
	if (missing) return { reason: "MISSING_FIELD", field: missing, detail: `Isian "${missing}" kosong` };
	for (const check of CHECKS) {
		const found = check(projection);
		if (found) return found;
	}
	return null;
}
