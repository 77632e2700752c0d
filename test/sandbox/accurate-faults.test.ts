import { Hono, type MiddlewareHandler } from "hono";
import { describe, expect, it } from "vitest";
import { accurateHost, type HostEnv, type HostFault } from "../../sandbox/accurate/host.ts";
import { accuratePeople } from "../../sandbox/accurate/people.ts";
import { API, read, stand } from "./accurate-world.ts";

/** The data host with something going on inside it, as the faults and latencies of the control interface do. */
function hostWith(inside: MiddlewareHandler<HostEnv>) {
	const { world, people, headers, pass } = stand();
	const app = new Hono().route("/", accurateHost(world, inside));
	const get = async (path: string) => read(await app.request(`${API}/${path}`, { headers: await headers() }));
	const post = async (path: string, body: unknown) => {
		const own = { ...(await headers()), "content-type": "application/json" };
		return read(await app.request(`${API}/${path}`, { method: "POST", headers: own, body: JSON.stringify(body) }));
	};
	return { world, people, pass, get, post };
}

const playing = (fault: HostFault) =>
	hostWith((c, next) => {
		c.set("fault", fault);
		return next();
	});

describe("the parallel limit", () => {
	it("refuses a ninth call while eight are not answered, however slowly they were started", async () => {
		const { promise: gate, resolve: open } = Promise.withResolvers<void>();
		const { get, pass } = hostWith(async (_, next) => {
			await gate;
			await next();
		});
		const running: Promise<{ status: number }>[] = [];
		for (let n = 0; n < 8; n++) {
			running.push(get("unit/list.do"));
			// Lets the call arrive before the clock moves on.
			await new Promise((resolve) => setTimeout(resolve, 0));
			pass(500);
		}
		pass(5000);
		expect((await get("unit/list.do")).status).toBe(429);
		open();
		expect((await Promise.all(running)).map(({ status }) => status)).toEqual(Array(8).fill(200));
		expect((await get("unit/list.do")).status).toBe(200);
	});
});

describe("faults", () => {
	const customers = Array.from({ length: 5 }, (_, index) => ({ id: 3001 + index, name: `T${index}` }));

	it("shifted-page: a row of an earlier page is gone, so a later page skips one", async () => {
		const { people, get } = playing("shifted-page");
		people.load("customer", customers);
		const page = await get("customer/list.do?sp.sort=id|asc&sp.pageSize=2&sp.page=2");
		expect(page).toMatchObject({ d: [{ id: 3004 }, { id: 3005 }], sp: { rowCount: 4 } });
	});

	it("rows-rejected: every second row of a bulk is refused, the others are stored", async () => {
		const { people, post } = playing("rows-rejected");
		const answer = await post("customer/bulk-save.do", { data: customers.map(({ name }) => ({ name })) });
		expect(answer).toMatchObject({ s: false, d: [{ s: false }, { s: true }, { s: false }, { s: true }, { s: false }] });
		expect(people.all("customer").map(({ name }) => name)).toEqual(["T1", "T3"]);
	});

	it.each([
		["session-expired", "Data Session Key tidak tepat"],
		["token-expired", "invalid_token"],
	] as const)("%s is a 401 of its own kind", async (fault, text) => {
		const answer = await playing(fault).get("unit/list.do");
		expect(answer.status).toBe(401);
		expect(answer.text).toContain(text);
	});
});

describe("the state", () => {
	it("is plain JSON: saved and restored, everything is found again and numbers go on", () => {
		const { world, people } = stand();
		people.load("employee", [{ id: 5000, number: "E-1", name: "Agung" }]);
		people.create("customer", { name: "A", salesmanNumber: "E-1" });
		const before = people.all("customer");
		world.state.accurate = JSON.parse(JSON.stringify(world.state.accurate));
		const again = accuratePeople(world);
		expect(again.all("customer")).toEqual(before);
		expect(again.create("customer", { name: "B", salesmanNumber: "E-1" })).toMatchObject({ id: 5002, customerNo: "C.00002" });
		expect(() => again.create("customer", { name: "C", customerNo: "C.00001" })).toThrow("Sudah ada data lain");
	});
});
