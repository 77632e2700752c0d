import { createRoute, z } from "@hono/zod-openapi";
import { type EmployeeView, searchEmployees } from "../../store/employees.ts";
import { answer, apiPart, bearer, reason, refusals } from "./common.ts";

const STATES = ["linked", "unlinked", "dummy"] as const;

const employee = z
	.object({
		code: z.string().nullable(),
		name: z.string().nullable(),
		position: z.string().nullable(),
		smhId: z.string().nullable(),
		partnerId: z.string().nullable().openapi({ description: "Its id in Accurate Online" }),
		active: z.boolean(),
		state: z.enum(STATES),
		reason: reason.nullable().openapi({ description: "Why it is not in step; null: it is" }),
	})
	.openapi("Employee");

const route = createRoute({
	method: "get",
	path: "/employees",
	summary: "Employees whose name or code contains a text, as both systems know them",
	security: bearer,
	request: { query: z.object({ q: z.string().trim().max(100).default("").openapi({ example: "Agung" }) }) },
	responses: {
		200: answer("At most 50 employees", z.object({ data: z.array(employee) }).openapi("Employees")),
		...refusals,
	},
});

const MOST = 50;

export const employees = apiPart().openapi(route, async (c) => {
	const found = await searchEmployees(c.env.db, c.env.connection, c.req.valid("query").q, MOST);
	return c.json({ data: found.map(view) }, 200);
});

const view = (found: EmployeeView): z.infer<typeof employee> => ({
	code: found.code,
	name: found.name,
	position: found.position,
	smhId: found.smhId,
	partnerId: found.accurateId,
	active: found.active,
	state: stateOf(found),
	reason: found.reason,
});

function stateOf(found: EmployeeView): (typeof STATES)[number] {
	if (found.smhId !== null && found.accurateId !== null) return "linked";
	return found.dummy ? "dummy" : "unlinked";
}
