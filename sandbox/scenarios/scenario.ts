import { z } from "zod";
import { generated } from "./generated.ts";
import { NOTHING, type Scenario } from "./natives.ts";
import { panduan } from "./panduan.ts";

const amount = (byDefault: number) => z.int().min(0).max(500_000).default(byDefault);

/** What a reset asks for; `customers`, `products` and `employees` count for `generated` alone. */
export const scenarioOptions = z.strictObject({
	scenario: z.enum(["panduan", "empty", "generated"]),
	customers: amount(100),
	products: amount(50),
	employees: amount(10),
	seed: z.int().min(0).default(1),
});
export type ScenarioOptions = z.input<typeof scenarioOptions>;

/** The records of a scenario; same options, same records. Throws ZodError. */
export function scenarioOf(options: ScenarioOptions): Scenario {
	const { scenario, seed, ...amounts } = scenarioOptions.parse(options);
	switch (scenario) {
		case "panduan":
			return panduan(seed);
		case "generated":
			return generated(amounts, seed);
		case "empty":
			return { accurate: NOTHING, smh: NOTHING };
	}
}
