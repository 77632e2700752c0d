import type { FieldValue, Unit } from "../../domain/model.ts";
import * as normalise from "../../domain/normalise.ts";
import type { FieldMap, Native } from "../fields.ts";

export type AccurateField = FieldMap<string>;

/** Text or number as text; null is empty; absent or of another type is unknown. */
export function textAt(native: Native, key: string): string | null | undefined {
	const raw = native[key];
	if (raw === null || typeof raw === "string") return raw;
	return typeof raw === "number" ? String(raw) : undefined;
}

export function objectAt(native: Native, key: string): Native | null | undefined {
	const raw = native[key];
	if (raw === null) return null;
	// An object of JSON has text keys and unknown values: exactly a Native.
	return typeof raw === "object" && !Array.isArray(raw) ? (raw as Native) : undefined;
}

function booleanAt(native: Native, key: string): boolean | undefined {
	const raw = native[key];
	if (typeof raw === "boolean") return raw;
	return raw === "true" || raw === "false" ? raw === "true" : undefined;
}

const asText = (value: FieldValue): string => (typeof value === "string" ? value : "");

type Normaliser = (value: string | null) => string | null;

const plain =
	(normaliser: Normaliser) =>
	(key: string): AccurateField => ({
		keys: [key],
		read: (native) => {
			const raw = textAt(native, key);
			return raw === undefined ? undefined : normaliser(raw);
		},
		// An empty parameter empties the field; one that is not sent keeps it (facts 4).
		write: (value) => ({ [key]: asText(value) }),
	});

export const text = plain(normalise.text);
export const phone = plain(normalise.phone);
export const email = plain(normalise.email);
export const npwp = plain(normalise.npwp);

/** A number as text. What is there and is no number is unknown: it must not pass for an emptied field. */
function amountAt(native: Native, key: string): string | null | undefined {
	const raw = textAt(native, key);
	if (raw === undefined) return undefined;
	return normalise.text(raw) === null ? null : (normalise.decimal(raw) ?? undefined);
}

/** Accurate has no "no price": 0 stands for it, so 0 reads as empty and empty is written as 0. */
export function price(key: string): AccurateField {
	return {
		keys: [key],
		read: (native) => {
			const amount = amountAt(native, key);
			return amount === "0" ? null : amount;
		},
		write: (value) => ({ [key]: asText(value) || "0" }),
	};
}

/** A named master: read inside its object, written by name (facts 4: references go by name). */
export function named(key: string, parameter: string): AccurateField {
	return {
		keys: [key],
		read: (native) => {
			const master = objectAt(native, key);
			if (!master) return master;
			const name = textAt(master, "name");
			return name === undefined ? undefined : normalise.text(name);
		},
		write: (value) => ({ [parameter]: asText(value) }),
	};
}

export function flag(key: string): AccurateField {
	return { keys: [key], read: (native) => booleanAt(native, key), write: (value) => ({ [key]: String(value === true) }) };
}

/** `suspended` says the opposite of active. Customers and items have no save parameter for it (facts 4.1, 4.2). */
export function activeAs(key: string, writable: boolean): AccurateField {
	const read = (native: Native): boolean | undefined => {
		const suspended = booleanAt(native, key);
		return suspended === undefined ? undefined : !suspended;
	};
	if (!writable) return { keys: [key], read };
	return { keys: [key], read, write: (value) => ({ [key]: String(value === false) }) };
}

/** The switch off means no limit (null), which is not a limit of 0. Both parameters are always written together. */
export const creditLimit: AccurateField = {
	keys: ["customerLimitAmount", "customerLimitAmountValue"],
	read: (native) => {
		const limited = booleanAt(native, "customerLimitAmount");
		if (limited === undefined) return undefined;
		return limited ? amountAt(native, "customerLimitAmountValue") : null;
	},
	write: (value) => ({
		customerLimitAmount: String(value !== null),
		customerLimitAmountValue: asText(value) || "0",
	}),
};

const unitList = (value: FieldValue | undefined): readonly Unit[] => (value !== null && typeof value === "object" ? value : []);

/** Slots 1 to 3 only: 4 and 5 are not shared and never touched. A slot that held a unit and lost it is emptied. */
export const units: AccurateField = {
	keys: ["unit1Name", "unit2Name", "unit3Name", "ratio2", "ratio3"],
	read: (native) => {
		const slots = [1, 2, 3].map((slot) => ({ name: textAt(native, `unit${slot}Name`), ratio: amountAt(native, `ratio${slot}`) }));
		// An empty slot may be left out; one that cannot be read is not empty, and a ratio is never guessed.
		const unreadable = slots.some(({ name, ratio }, index) => {
			if (name === undefined) return index === 0 || native[`unit${index + 1}Name`] !== undefined;
			return index > 0 && normalise.text(name) !== null && (ratio ?? null) === null;
		});
		return unreadable ? undefined : normalise.units(slots);
	},
	write: (value, known) => {
		const wanted = unitList(value);
		if (wanted.length === 0) return {};
		const slots = Math.max(wanted.length, unitList(known.units).length);
		const written: Record<string, string> = {};
		for (let slot = 1; slot <= Math.min(slots, 3); slot++) {
			const unit = wanted[slot - 1];
			written[`unit${slot}Name`] = unit?.name ?? "";
			if (slot > 1) written[`ratio${slot}`] = unit?.ratio ?? "0";
		}
		return written;
	},
};

/** Read: the item has tax 1 (PPN). Written by a parameter that answers never carry (facts 4.2). */
export const taxable: AccurateField = {
	keys: ["tax1"],
	read: (native) => {
		const tax = objectAt(native, "tax1");
		return tax === undefined ? undefined : tax !== null;
	},
	write: (value) => ({ usePpn: String(value === true) }),
};

/** The shape of the nested salesman is not documented beyond its name (facts 4.1): its number is taken wherever it stands. */
export const salesman: AccurateField = {
	keys: ["salesman", "salesmanList"],
	read: (native) => {
		const single = objectAt(native, "salesman");
		const number = single ? textAt(single, "number") : undefined;
		if (number !== undefined) return normalise.text(number);
		const list = native.salesmanList;
		const first: unknown = Array.isArray(list) ? (list[0] ?? null) : undefined;
		const listed = objectAt({ first }, "first");
		const fromList = listed ? textAt(listed, "number") : listed;
		if (fromList === undefined) return single === null ? null : undefined;
		return normalise.text(fromList);
	},
	write: (value) => ({ salesmanNumber: asText(value) }),
};
