import type { Entity, FieldValue, Unit } from "../../domain/model.ts";
import * as normalise from "../../domain/normalise.ts";
import type { AnyFieldTable, FieldMap, FieldTable, Native } from "../fields.ts";

type Json = string | number | boolean | null | readonly { readonly name: string; readonly ratio: number }[];
export type SmhFieldTable = AnyFieldTable<Json>;
type Field = FieldMap<Json>;

const numberOf = (value: FieldValue): number | null => (typeof value === "string" ? Number(value) : null);

const textLike =
	(normaliser: (value: string | null) => string | null) =>
	(key: string): Field => ({
		keys: [key],
		read: (native) => {
			const raw = native[key];
			return raw === null || typeof raw === "string" ? normaliser(raw) : undefined;
		},
		write: (value) => ({ [key]: typeof value === "string" ? value : null }),
	});

const text = textLike(normalise.text);
const phone = textLike(normalise.phone);
const email = textLike(normalise.email);
const npwp = textLike(normalise.npwp);

const amountAt = (native: Native, key: string): string | null | undefined => {
	const raw = native[key];
	return raw === null || typeof raw === "number" ? normalise.decimal(raw) : undefined;
};

/** Projections keep decimals as text, the contract wants JSON numbers. */
const decimal = (key: string): Field => ({
	keys: [key],
	read: (native) => amountAt(native, key),
	write: (value) => ({ [key]: numberOf(value) }),
});

/** A price of 0 says "no price", as in the other system, which has no other way to say it. */
const price = (key: string): Field => ({
	keys: [key],
	read: (native) => {
		const amount = amountAt(native, key);
		return amount === "0" ? null : amount;
	},
	write: (value) => ({ [key]: numberOf(value) ?? 0 }),
});

const flag = (key: string): Field => ({
	keys: [key],
	read: (native) => (typeof native[key] === "boolean" ? native[key] : undefined),
	write: (value) => ({ [key]: value === true }),
});

/** Blacklisted is SMH's own matter and counts as active (mission, field map); it is left and entered in SMH alone. */
const status: Field = {
	keys: ["status"],
	read: ({ status: word }) => (word === "inactive" ? false : word === "active" || word === "blacklisted" ? true : undefined),
	write: (value) => ({ status: value === false ? "inactive" : "active" }),
};

const asUnit = (raw: unknown): { name: string; ratio: number } | null => {
	if (typeof raw !== "object" || raw === null || !("name" in raw) || !("ratio" in raw)) return null;
	return typeof raw.name === "string" && typeof raw.ratio === "number" ? { name: raw.name, ratio: raw.ratio } : null;
};

const unitList = (value: FieldValue): readonly Unit[] => (value !== null && typeof value === "object" ? value : []);

const units: Field = {
	keys: ["units"],
	read: ({ units: raw }) => {
		if (!Array.isArray(raw)) return raw === null ? null : undefined;
		const list = raw.map(asUnit);
		return list.includes(null) ? undefined : normalise.units(list.filter((unit) => unit !== null));
	},
	write: (value) => ({ units: unitList(value).map(({ name, ratio }) => ({ name, ratio: Number(ratio) })) }),
};

const CONTACT = { mobile: phone("mobile"), phone: phone("phone"), email: email("email") };
const ADDRESS = { address: text("address"), city: text("city"), province: text("province"), postalCode: text("postal_code") };

/** Mission, field map: the shared fields in SMH's names. What the other system lacks (channel, brand …) is not here. */
const customer: FieldTable<"customer", Json> = {
	code: text("code"),
	name: text("name"),
	active: status,
	group: text("group"),
	term: text("payment_term"),
	priceList: text("price_list"),
	salesman: text("salesman_code"),
	creditLimit: decimal("credit_limit"),
	npwp: npwp("npwp"),
	...ADDRESS,
	...CONTACT,
	notes: text("notes"),
};

const product: FieldTable<"product", Json> = {
	code: text("code"),
	name: text("name"),
	active: flag("active"),
	category: text("category"),
	units,
	sellPrice: price("sell_price"),
	costPrice: price("cost_price"),
	taxable: flag("taxable"),
	barcode: text("barcode"),
	notes: text("description"),
};

const employee: FieldTable<"employee", Json> = {
	code: text("code"),
	name: text("name"),
	active: flag("active"),
	position: text("position"),
	isSalesman: flag("is_salesman"),
	...CONTACT,
	...ADDRESS,
};

export const TABLES: Readonly<Record<Entity, SmhFieldTable>> = { customer, product, employee };
