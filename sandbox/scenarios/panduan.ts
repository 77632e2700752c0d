import { customer } from "./customers.ts";
import { item, service } from "./items.ts";
import { type Native, NOTHING, padded, type Scenario } from "./natives.ts";
import { employee } from "./people.ts";
import { createRandom, type Random } from "./random.ts";

/** Why records of the guide's company stay behind: exactly one reason each, 269 and 363 in all. */
export const PANDUAN = {
	customer: { eligible: 131, inactive: 142, otherBranch: 71, sampleSalesman: 38, wrongEmail: 18 },
	product: { eligible: 56, inactive: 171, typeNotSupported: 88, otherBranch: 63, withoutUnit: 41 },
} as const;

/** Sample records are the oldest ones: the rule "ids up to 2150" marks exactly them. */
const SAMPLES = { customer: 23, product: 35, employee: 11 } as const;
const FIRST_SAMPLE_ID = 2101;
const FIRST_CUSTOMER_ID = 3001;
const FIRST_ITEM_ID = 5001;

const OTHER_BRANCH = "Cabang Surabaya";
/** What people type when they have no e-mail address; Accurate takes it, SMH does not. */
const WRONG_EMAILS = ["tidak ada", "-@", "belum punya email", "toko@", "@contoh.co.id", "nama @contoh.co.id"] as const;

const sampleNumber = (index: number): string => `E.${padded(index + 1, 5)}`;
const count = (length: number): number[] => Array.from({ length }, (_, index) => index);

/** The kinds of a company's records in the order of their ids: every kind as often as `amounts` says, well mixed. */
const mixed = <Kind extends string>(amounts: Readonly<Record<Kind, number>>, random: Random): Kind[] =>
	random.shuffle(Object.entries<number>(amounts).flatMap(([kind, amount]) => count(amount).map(() => kind as Kind)));

/** The guide's state before the first sync: SMH empty; Accurate 23 + 400 customers, 35 + 419 items, 11 sample employees. */
export function panduan(seed: number): Scenario {
	const random = createRandom(seed);
	const employees = count(SAMPLES.employee).map((index) =>
		employee(FIRST_SAMPLE_ID + index, index, sampleNumber(index), index % 2 === 0, random),
	);
	const sampleCustomers = count(SAMPLES.customer).map((index) => customer(FIRST_SAMPLE_ID + index, index, random));
	const realCustomers = mixed(PANDUAN.customer, random).map((kind, index) =>
		customerOf(kind, customer(FIRST_CUSTOMER_ID + index, SAMPLES.customer + index, random), random),
	);
	const sampleItems = count(SAMPLES.product).map((index) => item(FIRST_SAMPLE_ID + index, index, random));
	const realItems = mixed(PANDUAN.product, random).map((kind, index) =>
		itemOf(kind, FIRST_ITEM_ID + index, SAMPLES.product + index, random),
	);
	return {
		accurate: {
			employee: employees,
			customer: [...sampleCustomers, ...realCustomers],
			product: [...sampleItems, ...realItems],
		},
		smh: NOTHING,
	};
}

function customerOf(kind: keyof typeof PANDUAN.customer, eligible: Native, random: Random): Native {
	switch (kind) {
		case "eligible":
			return eligible;
		case "inactive":
			return { ...eligible, suspended: true };
		case "otherBranch":
			return { ...eligible, branchName: OTHER_BRANCH };
		case "sampleSalesman":
			return { ...eligible, salesmanNumber: sampleNumber(random.integer(0, SAMPLES.employee - 1)) };
		case "wrongEmail":
			return { ...eligible, email: random.pick(WRONG_EMAILS) };
	}
}

function itemOf(kind: keyof typeof PANDUAN.product, id: number, index: number, random: Random): Native {
	if (kind === "withoutUnit") return service(id, index, random);
	const eligible = item(id, index, random);
	switch (kind) {
		case "eligible":
			return eligible;
		case "inactive":
			return { ...eligible, suspended: true };
		case "otherBranch":
			return { ...eligible, branchName: OTHER_BRANCH };
		case "typeNotSupported":
			return { ...eligible, itemType: random.chance(0.75) ? "GROUP" : "PRODUCTION_COST" };
	}
}
