import { z } from "zod";
import { readOptions } from "../options.ts";

const USAGE = `npm run test:kill -- [--kills N] [--seed S] [--records N]
  --kills N    of runs under way (20)
  --seed S     the kills' moments, what people type, and the world are all from it (1)
  --records N  customers in Accurate, from 60 on; everything else is in proportion (600)`;

const whole = z.coerce.number().int();
const options = z.strictObject({
	kills: whole.min(1).default(20),
	seed: whole.min(0).default(1),
	records: whole.min(60).max(20_000).default(600),
});
export type Options = z.infer<typeof options>;

/** Throws an Error that names what is wrong and what is allowed. */
export const optionsOf = (args: readonly string[]): Options => readOptions(args, options, USAGE);
