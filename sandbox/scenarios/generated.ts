import { customer } from "./customers.ts";
import { item } from "./items.ts";
import { type Native, NOTHING, padded, type Scenario } from "./natives.ts";
import { employee } from "./people.ts";
import { createRandom } from "./random.ts";

export interface Amounts {
	readonly customers: number;
	readonly products: number;
	readonly employees: number;
}

const FIRST_ID = 10_001;
const salesmanNumber = (index: number): string => `S-${padded(index + 1, 5)}`;

/** A company of any size in Accurate, SMH empty. Everything may be synced; a third of the customers has a salesman. */
export function generated({ customers, products, employees }: Amounts, seed: number): Scenario {
	const random = createRandom(seed);
	const build = (amount: number, make: (id: number, index: number) => Native): Native[] =>
		Array.from({ length: amount }, (_, index) => make(FIRST_ID + index, index));
	return {
		accurate: {
			employee: build(employees, (id, index) => employee(id, index, salesmanNumber(index), index % 3 !== 2, random)),
			customer: build(customers, (id, index) => {
				const plain = customer(id, index, random);
				if (employees === 0 || !random.chance(1 / 3)) return plain;
				return { ...plain, salesmanNumber: salesmanNumber(random.integer(0, employees - 1)) };
			}),
			product: build(products, (id, index) => item(id, index, random)),
		},
		smh: NOTHING,
	};
}
