import { z } from "zod";
import type { EntityName } from "../world.ts";
import type { SmhValue } from "./state.ts";

// The contract names the fields; lengths and ranges are this stand-in's own, chosen as a back office would.
const required = (max: number) => z.string().max(max).regex(/\S/, "must not be blank");
const text = (max: number) =>
	z
		.string()
		.max(max)
		.nullable()
		.transform((value) => (value?.trim() === "" ? null : value));
const email = z.union([z.null(), z.literal("").transform(() => null), z.email().max(100)], "is not an e-mail address");
const amount = z.number().min(0).max(1e12).nullable();

const contact = { mobile: text(30), phone: text(30), email };
const address = { address: text(500), city: text(100), province: text(100), postal_code: text(10) };
const partner = { partner_id: text(50) };

const customer = z.strictObject({
	code: text(30),
	name: required(200),
	status: z.enum(["active", "inactive", "blacklisted", "unverified"]),
	group: text(100),
	channel: text(100),
	salesman_code: text(30),
	payment_term: text(100),
	price_list: text(100),
	taxable: z.boolean(),
	credit_limit: amount,
	npwp: text(30),
	...address,
	district: text(100),
	latitude: z.number().min(-90).max(90).nullable(),
	longitude: z.number().min(-180).max(180).nullable(),
	...contact,
	contact_person: text(100),
	notes: text(2000),
	...partner,
});

const unit = z.strictObject({ name: required(20), ratio: z.number().positive().max(1e6) });
const product = z.strictObject({
	code: required(30),
	name: required(200),
	category: required(100),
	brand: text(100),
	division: text(100),
	supplier: text(100),
	units: z
		.array(unit)
		.min(1)
		.max(3)
		.refine((units) => units[0]?.ratio === 1, "the first unit must have ratio 1"),
	cost_price: amount,
	sell_price: amount,
	currency: z.string().regex(/^[A-Z]{3}$/, "must be an ISO 4217 code"),
	taxable: z.boolean(),
	barcode: text(50),
	description: text(2000),
	active: z.boolean(),
	...partner,
});

const employee = z.strictObject({
	code: required(30),
	name: required(200),
	position: required(100),
	is_salesman: z.boolean(),
	division: text(100),
	warehouse: text(100),
	...contact,
	...address,
	active: z.boolean(),
	...partner,
});

/** What only SMH's own screens can set. */
const byPerson = { demo: z.boolean().optional(), in_use: z.boolean().optional() };

type Fields = Readonly<Record<string, SmhValue | undefined>>;
interface Forms {
	readonly create: z.ZodType<Fields>;
	readonly update: z.ZodType<Fields>;
}

/** Everything else is optional and starts as DEFAULTS says, or empty. */
const forms: Readonly<Record<EntityName, Forms>> = {
	customer: { create: customer.partial().required({ name: true }), update: customer.partial() },
	product: {
		create: product.partial().required({ code: true, name: true, category: true, units: true }),
		update: product.partial(),
	},
	employee: { create: employee.partial().required({ code: true, name: true, position: true }), update: employee.partial() },
};
const personForms: Readonly<Record<EntityName, Forms>> = {
	customer: {
		create: customer.extend(byPerson).partial().required({ name: true }),
		update: customer.extend(byPerson).partial(),
	},
	product: {
		create: product.extend(byPerson).partial().required({ code: true, name: true, category: true, units: true }),
		update: product.extend(byPerson).partial(),
	},
	employee: {
		create: employee.extend(byPerson).partial().required({ code: true, name: true, position: true }),
		update: employee.extend(byPerson).partial(),
	},
};

export type Author = "api" | "person";
export const formsOf = (entity: EntityName, author: Author): Forms => (author === "api" ? forms : personForms)[entity];

const empty = (shape: object): Record<string, SmhValue> => Object.fromEntries(Object.keys(shape).map((field) => [field, null]));

/** Every field of a record before anything is filled in. */
export const DEFAULTS: Readonly<Record<EntityName, Readonly<Record<string, SmhValue>>>> = {
	customer: { ...empty(customer.shape), status: "active", taxable: false },
	product: { ...empty(product.shape), currency: "IDR", taxable: false, active: true },
	employee: { ...empty(employee.shape), is_salesman: false, active: true },
};
