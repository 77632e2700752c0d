import { type Native, padded } from "./natives.ts";
import type { Random } from "./random.ts";
import { BRANDS, GOODS, ITEM_CATEGORIES, SERVICES, SIZES } from "./words.ts";

const AWKWARD_NAMES = [
	'Papan Tulis 24" & Spidol <Set>',
	"Permen Jahe 🍬 isi 50",
	"Keripik Singkong 'Pedas' 100% Asli",
	"Sirup Markisa (Kemasan Baru) + Bonus",
] as const;

/** Names of at most 7 characters (facts 2.3). The fourth unit of some items stays Accurate's own: SMH has room for three. */
const UNITS: readonly [Native, ...Native[]] = [
	{ unit1Name: "PCS" },
	{ unit1Name: "PCS", unit2Name: "LUSIN", ratio2: 12 },
	{ unit1Name: "PCS", unit2Name: "LUSIN", ratio2: 12, unit3Name: "DUS", ratio3: 144 },
	{ unit1Name: "BTL", unit2Name: "KRAT", ratio2: 24 },
	{ unit1Name: "SACHET", unit2Name: "RENTENG", ratio2: 10, unit3Name: "DUS", ratio3: 120 },
	{ unit1Name: "KG", unit2Name: "KARUNG", ratio2: 12.5 },
	{ unit1Name: "PCS", unit2Name: "PAK", ratio2: 6, unit3Name: "LUSIN", ratio3: 12, unit4Name: "DUS", ratio4: 72 },
];

const code = (index: number, random: Random): string =>
	random.pick([`BRG-${padded(index, 5)}`, `BRG-${padded(index, 5)}`, `sku.${padded(index, 4)}`, padded(index, 7)]);

/** A thing on the shelves that nothing speaks against. `index` is unique in the scenario and makes code and barcode unique. */
export function item(id: number, index: number, random: Random): Native {
	const cost = random.integer(4, 400) * 250;
	const plain = `${random.pick(GOODS)} ${random.pick(BRANDS)} ${random.pick(SIZES)}`;
	return {
		id,
		no: code(index, random),
		name: AWKWARD_NAMES[index % 53] ?? plain,
		itemType: random.chance(0.9) ? "INVENTORY" : "NON_INVENTORY",
		suspended: false,
		...(random.chance(0.3) ? { branchName: "Kantor Pusat" } : {}),
		itemCategoryName: random.pick(ITEM_CATEGORIES),
		...random.pick(UNITS),
		unitPrice: Math.round(cost * 1.2),
		vendorPrice: cost,
		usePpn: random.chance(0.6),
		...(random.chance(0.5) ? { upcNo: `899${padded(index * 37 + 1_000_000, 10)}` } : {}),
		...(random.chance(0.1) ? { notes: "Simpan di tempat kering & sejuk" } : {}),
	};
}

/** A service without a unit, as old databases hold them. A blank unit keeps the screen from filling in its own. */
export function service(id: number, index: number, random: Random): Native {
	const { no } = item(id, index, random);
	return {
		id,
		no,
		name: `${random.pick(SERVICES)} ${index}`,
		itemType: "SERVICE",
		suspended: false,
		itemCategoryName: "Umum",
		unit1Name: "",
		unitPrice: random.integer(10, 200) * 5_000,
	};
}
