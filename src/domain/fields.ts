import { FIELDS, type FieldKind } from "./entities.ts";
import type { Entity, FieldValue } from "./model.ts";
import type { Language } from "./reasons.ts";

type CommonField = "code" | "name" | "active" | "address" | "city" | "province" | "postalCode" | "mobile" | "phone" | "email";
type Words = Readonly<Record<Language, string>>;

const COMMON: Readonly<Record<CommonField, Words>> = {
	code: { id: "Kode", en: "Code" },
	name: { id: "Nama", en: "Name" },
	active: { id: "Aktif", en: "Active" },
	address: { id: "Alamat", en: "Address" },
	city: { id: "Kota", en: "City" },
	province: { id: "Provinsi", en: "Province" },
	postalCode: { id: "Kode pos", en: "Postal code" },
	mobile: { id: "HP", en: "Mobile" },
	phone: { id: "Telepon", en: "Phone" },
	email: { id: "Email", en: "E-mail" },
};

/** Every shared field of an entity that is not common to several of them: the compiler misses one that lacks its name. */
type OwnFields<E extends Entity> = Readonly<Record<Exclude<keyof (typeof FIELDS)[E], CommonField>, Words>>;

const OWN: { readonly [E in Entity]: OwnFields<E> } = {
	customer: {
		group: { id: "Grup", en: "Group" },
		term: { id: "Syarat pembayaran", en: "Payment term" },
		priceList: { id: "Daftar harga", en: "Price list" },
		salesman: { id: "Salesman", en: "Salesman" },
		creditLimit: { id: "Batas kredit", en: "Credit limit" },
		npwp: { id: "NPWP", en: "NPWP" },
		notes: { id: "Catatan", en: "Notes" },
	},
	product: {
		category: { id: "Kategori", en: "Category" },
		units: { id: "Satuan", en: "Units" },
		sellPrice: { id: "Harga jual", en: "Sell price" },
		costPrice: { id: "Harga beli", en: "Cost price" },
		taxable: { id: "Kena PPN", en: "Taxable" },
		barcode: { id: "Barcode", en: "Barcode" },
		notes: { id: "Keterangan", en: "Description" },
	},
	employee: {
		position: { id: "Jabatan", en: "Position" },
		isSalesman: { id: "Salesman", en: "Is a salesman" },
	},
};

/** Fields that are no shared ones, yet are named by problems. */
const OTHERS: Readonly<Record<string, Words>> = { partnerId: { id: "Partner ID", en: "Partner ID" } };

/** What a person calls a field; a field that nobody named is shown as it is. */
export function fieldName(entity: Entity, field: string, language: Language): string {
	// Widened: the field comes from a stored row and may be any text.
	const known: Readonly<Record<string, Words>> = { ...OTHERS, ...COMMON, ...OWN[entity] };
	return Object.hasOwn(known, field) ? (known[field]?.[language] ?? field) : field;
}

/** What a shared field holds; undefined for one that is not shared. */
export function fieldKind(entity: Entity, field: string): FieldKind | undefined {
	const fields: Readonly<Record<string, { readonly kind: FieldKind }>> = FIELDS[entity];
	return Object.hasOwn(fields, field) ? fields[field]?.kind : undefined;
}

const WORDS: Readonly<Record<Language, { yes: string; no: string; empty: string; unknown: string }>> = {
	id: { yes: "Ya", no: "Tidak", empty: "(kosong)", unknown: "(tidak terbaca)" },
	en: { yes: "Yes", no: "No", empty: "(empty)", unknown: "(unknown)" },
};

/**
 * A value as a person reads it: "(kosong)", "Ya", "PCS, BOX = 12 PCS". Decimals are grouped ("1.500,5") only when `kind` says
 * that it is one, since codes and phones may look like numbers. undefined: the side does not tell. Plain text, not escaped.
 */
export function formatValue(value: FieldValue | undefined, language: Language, kind?: FieldKind): string {
	const words = WORDS[language];
	if (value === undefined) return words.unknown;
	if (value === null) return words.empty;
	if (typeof value === "boolean") return value ? words.yes : words.no;
	if (typeof value === "string") return kind === "decimal" ? formatDecimal(value, language) : value;
	const [base, ...larger] = value;
	if (!base) return words.empty;
	const others = larger.map(({ name, ratio }) => `${name} = ${formatDecimal(ratio, language)} ${base.name}`);
	return [base.name, ...others].join(", ");
}

/** Groups the digits of a canonical decimal without going through a number, which would round the large ones. */
function formatDecimal(value: string, language: Language): string {
	const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value);
	if (!match) return value;
	const [, sign = "", whole = "", fraction] = match;
	const [group, point] = language === "id" ? [".", ","] : [",", "."];
	const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
	return `${sign}${grouped}${fraction === undefined ? "" : point + fraction}`;
}
