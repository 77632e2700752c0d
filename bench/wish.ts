import { z } from "zod";
import type { Calls } from "./ideal.ts";

export const USAGE = `npm run bench -- <case> [--json]
  cost                    what the engine costs, counted inside the Worker under the local runtime
  sync [--records N] [--products N] [--employees N] [--latency off]
                          a first sync of N customers (1000), products (0) and employees (0), full and quick runs afterwards: calls,
                          time, rows, CPU, against what is needed at least; Accurate answers after 300 ms and SMH after 100 ms unless
                          the latency is off
  floor [--records N] [--latency off]
                          a first sync of N customers (1000) against a Worker that does only its calls and its rows
  plain [--records N]     a first sync of N customers (300) against a script that goes page by page and record by record
  heap [--records N]      what the Worker's memory holds after a first sync and a full run of N customers (10000)
  growth [--records N]    what a record costs among N/10 and among N customers (10000): time, CPU, rows read
  burst                   webhooks taken in a second, beside a bare Worker that puts each on a queue
  listing                 Accurate's list of 32,000 customers alone, in pages of 100 and of 1,000
  edit                    how long an edit in SMH takes until it is in Accurate
  distributor             a live distributor's database (about ten minutes)`;

const COUNTS = ["records", "products", "employees"] as const;
type Count = (typeof COUNTS)[number];
type Option = `--${Count}` | "--latency";
/** What each case may be told, and how many records it has unless it is told. */
const CASES = {
	cost: { options: [], records: 0 },
	sync: { options: ["--records", "--products", "--employees", "--latency"], records: 1_000 },
	floor: { options: ["--records", "--latency"], records: 1_000 },
	plain: { options: ["--records"], records: 300 },
	heap: { options: ["--records"], records: 10_000 },
	growth: { options: ["--records"], records: 10_000 },
	burst: { options: [], records: 0 },
	listing: { options: [], records: 0 },
	edit: { options: [], records: 0 },
	distributor: { options: [], records: 0 },
} as const satisfies Readonly<Record<string, { readonly options: readonly Option[]; readonly records: number }>>;

export interface Wish extends Readonly<Record<Count, number>> {
	readonly name: keyof typeof CASES;
	readonly json: boolean;
	readonly latency: Calls;
}

export class BadWish extends Error {}

const LATENCY: Calls = { smh: 100, accurate: 300 };
const isCase = (name: string): name is Wish["name"] => Object.hasOwn(CASES, name);

/** What the words of the command line ask for. Throws BadWish that names the word and what is allowed. */
export function wishOf([name = "", ...words]: readonly string[]): Wish {
	if (!isCase(name)) throw new BadWish(`"${name}" is no case. Allowed: ${Object.keys(CASES).join(", ")}`);
	const { records, options }: { records: number; options: readonly Option[] } = CASES[name];
	let wish: Wish = { name, json: false, records, products: 0, employees: 0, latency: LATENCY };
	for (let at = 0; at < words.length; at++) {
		const word = words[at];
		const count = COUNTS.find((one) => word === `--${one}` && options.includes(`--${one}`));
		if (word === "--json") wish = { ...wish, json: true };
		else if (count) {
			const least = count === "records" ? 1 : 0;
			const told = z.coerce.number().int().min(least).max(100_000).safeParse(words[++at]);
			if (!told.success) throw new BadWish(`${word}: "${words[at] ?? ""}" is no number from ${least} to 100000`);
			wish = { ...wish, [count]: told.data };
		} else if (word === "--latency" && options.includes(word)) {
			if (words[++at] !== "off") throw new BadWish(`--latency: "${words[at] ?? ""}" is not "off"`);
			wish = { ...wish, latency: { smh: 0, accurate: 0 } };
		} else throw new BadWish(`"${word}" is no option of ${name}.\n${USAGE}`);
	}
	return wish;
}
