import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { stand } from "./smh-world.ts";

const EMPLOYEE = { code: "E-1", name: "Agung", position: "Sales" };
const TARGET = { smh: "http://sinkron.test/webhooks/smh" };

describe("SMH's webhooks", () => {
	it("tell of every write, by the API and by people, signed by Standard Webhooks", async () => {
		const { smh, type, control, sandbox, delivered, clock } = stand();
		clock.now = Date.now();
		await control("PUT", "/registrations", TARGET);
		await type("employee", EMPLOYEE);
		await smh("PATCH", "/employees/1", { name: "Agung P." });
		await smh("PATCH", "/employees/1", { name: "Agung P." });
		await control("DELETE", "/smh/employee/1");
		await sandbox.idle();

		const bodies = delivered.map(({ body, headers, url }) => {
			expect(url).toBe(TARGET.smh);
			const secret = "whsec_bG9jYWwtc21oLXdlYmhvb2stc2VjcmV0LTAwMDE=";
			return new Webhook(secret).verify(body, Object.fromEntries(headers));
		});
		expect(bodies).toMatchObject([
			{ type: "employee.created", data: { id: 1, version: 1 } },
			{ type: "employee.updated", data: { id: 1, version: 2 } },
			{ type: "employee.deleted", data: { id: 1, version: 2 } },
		]);
		expect(new Set(delivered.map(({ headers }) => headers.get("webhook-id"))).size).toBe(3);
	});

	it("are sent again until they are taken, with the same id", async () => {
		const { type, control, sandbox, delivered } = stand((_, nth) => (nth === 1 ? 500 : 204));
		await control("PUT", "/registrations", TARGET);
		await type("employee", EMPLOYEE);
		await sandbox.idle();
		expect(delivered).toHaveLength(2);
		expect(delivered[1]?.headers.get("webhook-id")).toBe(delivered[0]?.headers.get("webhook-id"));
	});

	it("can be lost, doubled and overtaken", async () => {
		const { type, control, sandbox, delivered } = stand();
		await control("PUT", "/registrations", TARGET);
		await control("POST", "/faults", {
			plan: [
				{ system: "smh", kind: "webhook-lost", nth: 1 },
				{ system: "smh", kind: "webhook-twice", nth: 2 },
				{ system: "smh", kind: "webhook-reordered", nth: 3 },
			],
		});
		for (let n = 1; n <= 4; n++) {
			await type("employee", { ...EMPLOYEE, code: `E-${n}` });
			if (n < 3) await sandbox.idle();
		}
		await sandbox.idle();
		expect(delivered.map(({ body }) => JSON.parse(body).data.id)).toEqual([2, 2, 4, 3]);
	});
});
