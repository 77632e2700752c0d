import { z } from "zod";
import type { Entity, Projection } from "../../domain/model.ts";
import type { Refusal } from "../port.ts";

/** smh-contract, fields marked with a star. A customer without a code is numbered by SMH. */
export const REQUIRED: Readonly<Record<Entity, readonly string[]>> = {
	customer: ["name"],
	product: ["code", "name", "category", "units"],
	employee: ["code", "name", "position"],
};

const MAX_LENGTH: Readonly<Record<string, number>> = { code: 30, name: 200 };
const MAX_UNITS = 3;
const email = z.email();

/** Why SMH could not hold such a record; unknown counts as missing where a create needs the field. */
export function refusal(entity: Entity, projection: Projection): Refusal | null {
	const missing = REQUIRED[entity].find((field) => (projection[field] ?? null) === null);
	if (missing === "code") return { reason: "MISSING_CODE", field: "code", detail: "Kode kosong" };
	if (missing) return { reason: "MISSING_FIELD", field: missing, detail: `Isian "${missing}" kosong` };
	for (const [field, max] of Object.entries(MAX_LENGTH)) {
		const value = projection[field];
		if (typeof value === "string" && value.length > max) {
			return { reason: "INVALID_FIELD", field, detail: `Lebih dari ${max} karakter` };
		}
	}
	if (typeof projection.email === "string" && !email.safeParse(projection.email).success) {
		return { reason: "INVALID_FIELD", field: "email", detail: `"${projection.email}" bukan alamat e-mail` };
	}
	const { units } = projection;
	if (units !== null && typeof units === "object" && units.length > MAX_UNITS) {
		return { reason: "INVALID_FIELD", field: "units", detail: `Lebih dari ${MAX_UNITS} satuan` };
	}
	return null;
}
