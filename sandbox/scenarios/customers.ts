import { type Native, padded } from "./natives.ts";
import { mobilePhone, workPhone } from "./people.ts";
import type { Random } from "./random.ts";
import { CUSTOMER_GROUPS, FIRST_NAMES, PLACES, PRICE_LISTS, SHOP_KINDS, SHOP_WORDS, STREETS, TERMS } from "./words.ts";

/** Names that break careless code: markup, quotes, emoji, accents, something long. */
const AWKWARD_NAMES = [
	'Toko "Sinar" & Anak <Cabang>',
	"Warung Bu Ida 🍜",
	"Depot D'Bamboe / Ny. Tan",
	"Toko Kue Crème & Café",
	"CV. Sumber   Rejeki (d/h UD Makmur), Pusat Grosir Sembako dan Kebutuhan Rumah Tangga Terlengkap",
	"Toko 99% Murah + Lengkap",
] as const;

const code = (index: number, random: Random): string =>
	random.pick([
		`C.${padded(index, 5)}`,
		`C.${padded(index, 5)}`,
		`CUST-${padded(index, 4)}`,
		`tk-${padded(index, 4)}`,
		padded(index, 6),
	]);

function npwp(index: number, random: Random): string | null {
	if (random.chance(0.4)) return null;
	const digits = padded((index * 104_729 + 13) % 10 ** 9, 9);
	const office = random.pick(["008", "401", "503", "612"]);
	if (random.chance(0.3)) return `0${digits}${office}000`;
	return `${digits.slice(0, 2)}.${digits.slice(2, 5)}.${digits.slice(5, 8)}.${digits.slice(8)}-${office}.000`;
}

function shopName(index: number, random: Random): string {
	const awkward = AWKWARD_NAMES[index % 61];
	if (awkward !== undefined) return index < 61 ? awkward : `${awkward} ${index}`;
	const words = `${random.pick(SHOP_WORDS)} ${random.pick(SHOP_WORDS)}`;
	return random.chance(0.3) ? `${random.pick(SHOP_KINDS)} ${random.pick(FIRST_NAMES)}` : `${random.pick(SHOP_KINDS)} ${words}`;
}

/**
 * A customer that nothing speaks against: active, without salesman, of the head office or of no branch. `index` is unique in
 * the scenario and makes code, phones and tax number unique.
 */
export function customer(id: number, index: number, random: Random): Native {
	const place = random.pick(PLACES);
	const limited = random.chance(0.4);
	return {
		id,
		customerNo: code(index, random),
		name: shopName(index, random),
		suspended: false,
		...(random.chance(0.5) ? { branchName: "Kantor Pusat" } : {}),
		categoryName: random.pick(CUSTOMER_GROUPS),
		termName: random.pick(TERMS),
		priceCategoryName: random.pick(PRICE_LISTS),
		...(limited ? { customerLimitAmount: true, customerLimitAmountValue: random.integer(2, 400) * 250_000 } : {}),
		...optional("npwpNo", npwp(index, random)),
		billStreet: `${random.pick(STREETS)} No. ${random.integer(1, 250)}${random.chance(0.2) ? "\nRT 03 RW 05" : ""}`,
		billCity: place.city,
		billProvince: place.province,
		billZipCode: place.zipCode,
		mobilePhone: mobilePhone(index, random),
		...optional("workPhone", random.chance(0.4) ? workPhone(index, place.areaCode, random) : null),
		...optional("email", random.chance(0.5) ? `toko${index}@contoh.co.id` : null),
		...optional("notes", random.chance(0.15) ? "Tagih setiap hari Senin & Kamis" : null),
	};
}

const optional = (field: string, value: string | null): Native => (value === null ? {} : { [field]: value });
