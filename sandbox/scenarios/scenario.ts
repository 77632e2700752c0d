import { z } from "zod";
import { type Amounts, generated } from "./generated.ts";
import { NOTHING, type Scenario } from "./natives.ts";
import { panduan } from "./panduan.ts";

const amount = z.int().min(0).max(500_000);

const FEW: Amounts = { customers: 100, products: 50, employees: 10 };
/** One live distributor (facts 13). */
const DISTRIBUTOR: Amounts = { customers: 32_000, products: 4_200, employees: 100 };

/** What a reset asks for; `customers`, `products` and `employees` count for `generated` and `distributor`. */
export const scenarioOptions = z.strictObject({
	scenario: z.enum(["panduan", "empty", "generated", "distributor"]),
	customers: amount.optional(),
	products: amount.optional(),
	employees: amount.optional(),
	seed: z.int().min(0).default(1),
});
export type ScenarioOptions = z.input<typeof scenarioOptions>;

/** The records of a scenario; same options, same records. Throws ZodError. */
export function scenarioOf(options: ScenarioOptions): Scenario {
	const { scenario, seed, ...amounts } = scenarioOptions.parse(options);
	const sized = (usual: Amounts): Amounts => ({
		customers: amounts.customers ?? usual.customers,
		products: amounts.products ?? usual.products,
		employees: amounts.employees ?? usual.employees,
	});
	switch (scenario) {
		case "panduan":
			return panduan(seed);
		case "generated":
			return generated(sized(FEW), seed);
		case "distributor":
			return generated(sized(DISTRIBUTOR), seed);
		case "empty":
			return { accurate: NOTHING, smh: NOTHING };
	}
}
