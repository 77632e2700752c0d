import type { NativeRecord } from "../outside.ts";
import type { Entity } from "../product.ts";

/** A field that both systems hold, and how each of them spells it. Made anew here: a judge must not share the accused's eyes. */
export interface SharedField {
	readonly name: string;
	smh(record: NativeRecord): string;
	accurate(record: NativeRecord): string;
}

const text = (value: unknown): string =>
	String(value ?? "")
		.replace(/\s+/g, " ")
		.trim();
const digits = (value: unknown): string => text(value).replace(/\D/g, "");
/** Without the country: 0812…, +62812… and 62812… are one number. */
const phone = (value: unknown): string => digits(value).replace(/^(62|0)/, "");
/** The form of 16 digits is the older one behind a zero. */
const taxNumber = (value: unknown): string => digits(value).replace(/^0(?=\d{15}$)/, "");
const amount = (value: unknown): string => String(Number(value ?? 0));
const flag = (value: unknown): string => String(value === true);

const property = (value: unknown, name: string): unknown =>
	typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name)?.[1] : undefined;

type Read = (value: unknown) => string;
const same = (name: string, smh: string, accurate: string, read: Read = text): SharedField => ({
	name,
	smh: (record) => read(record[smh]),
	accurate: (record) => read(record[accurate]),
});
const named = (name: string, smh: string, accurate: string): SharedField => ({
	name,
	smh: (record) => text(record[smh]),
	accurate: (record) => text(property(record[accurate], "name")),
});

/** "PCS 1, LUSIN 12": the three that both have. */
const units: SharedField = {
	name: "units",
	smh: ({ units: list }) =>
		(Array.isArray(list) ? list : []).map((unit) => `${text(property(unit, "name"))} ${property(unit, "ratio")}`).join(", "),
	accurate: (record) =>
		[1, 2, 3]
			.flatMap((n) => (record[`unit${n}Name`] ? [`${text(record[`unit${n}Name`])} ${n === 1 ? 1 : record[`ratio${n}`]}`] : []))
			.join(", "),
};

export const SHARED: Readonly<Record<Entity, readonly SharedField[]>> = {
	customer: [
		same("code", "code", "customerNo"),
		same("name", "name", "name"),
		{
			name: "active",
			smh: ({ status }) => flag(status !== "inactive"),
			accurate: ({ suspended }) => flag(suspended !== true),
		},
		named("group", "group", "category"),
		named("payment term", "payment_term", "term"),
		named("price list", "price_list", "priceCategory"),
		{
			name: "salesman",
			smh: (record) => text(record.salesman_code),
			accurate: ({ salesmanList }) => text(property(Array.isArray(salesmanList) ? salesmanList[0] : null, "number")),
		},
		{
			name: "credit limit",
			smh: (record) => amount(record.credit_limit),
			accurate: (record) => amount(record.customerLimitAmount === true ? record.customerLimitAmountValue : 0),
		},
		same("NPWP", "npwp", "npwpNo", taxNumber),
		same("address", "address", "billStreet"),
		same("city", "city", "billCity"),
		same("province", "province", "billProvince"),
		same("postal code", "postal_code", "billZipCode"),
		same("mobile", "mobile", "mobilePhone", phone),
		same("phone", "phone", "workPhone", phone),
		same("e-mail", "email", "email"),
		same("notes", "notes", "notes"),
	],
	product: [
		same("code", "code", "no"),
		same("name", "name", "name"),
		{ name: "active", smh: ({ active }) => flag(active), accurate: ({ suspended }) => flag(suspended !== true) },
		named("category", "category", "itemCategory"),
		units,
		same("price", "sell_price", "unitPrice", amount),
		same("cost", "cost_price", "vendorPrice", amount),
		{ name: "taxable", smh: ({ taxable }) => flag(taxable), accurate: ({ tax1 }) => flag(tax1 !== null) },
		same("barcode", "barcode", "upcNo"),
		same("notes", "description", "notes"),
	],
	employee: [
		same("code", "code", "number"),
		same("name", "name", "name"),
		{ name: "active", smh: ({ active }) => flag(active), accurate: ({ suspended }) => flag(suspended !== true) },
		same("position", "position", "position"),
		same("salesman", "is_salesman", "salesman", flag),
		same("mobile", "mobile", "mobilePhone", phone),
		same("phone", "phone", "workPhone", phone),
		same("e-mail", "email", "email"),
		same("address", "address", "street"),
		same("city", "city", "city"),
		same("province", "province", "province"),
		same("postal code", "postal_code", "zipCode"),
	],
};

/** What people type over in the trial: a field of either system's form, and how the judge finds it again. */
export interface EditableField {
	readonly name: string;
	readonly smh: string;
	readonly accurate: string;
	value(number: number): string | number;
}

const notes = (number: number): string => `Catatan ${number}`;
export const EDITABLE: Readonly<Record<Entity, readonly [EditableField, ...EditableField[]]>> = {
	customer: [
		{ name: "name", smh: "name", accurate: "name", value: (number) => `Toko Berganti ${number}` },
		{ name: "address", smh: "address", accurate: "billStreet", value: (number) => `Jl. Pindah No. ${number}` },
		{ name: "notes", smh: "notes", accurate: "notes", value: notes },
	],
	product: [
		{ name: "name", smh: "name", accurate: "name", value: (number) => `Barang Berganti ${number}` },
		{ name: "price", smh: "sell_price", accurate: "unitPrice", value: (number) => 100_000 + number },
		{ name: "notes", smh: "description", accurate: "notes", value: notes },
	],
	employee: [
		{ name: "position", smh: "position", accurate: "position", value: (number) => `Jabatan ${number}` },
		{ name: "city", smh: "city", accurate: "city", value: (number) => `Kota ${number}` },
	],
};

export const codeOf = (system: "smh" | "accurate", entity: Entity, record: NativeRecord): string =>
	SHARED[entity].find(({ name }) => name === "code")?.[system](record) ?? "";
