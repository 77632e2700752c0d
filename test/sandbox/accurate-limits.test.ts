import { describe, expect, it } from "vitest";
import { moveDatabase } from "../../sandbox/accurate/host.ts";
import { API, ORIGINS, read, stand } from "./accurate-world.ts";

describe("limits and moves", () => {
	it("refuses the ninth call of a rolling second, in either shape", async () => {
		const { world, app, headers, pass } = stand();
		const hit = async () => (await app.request(`${API}/unit/list.do`, { headers: await headers() })).status;
		const statuses: number[] = [];
		for (let n = 0; n < 9; n++) statuses.push(await hit());
		expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 200, 200, 429]);
		world.state.accurate.rateLimit.shape = "http-200";
		const refused = await read(await app.request(`${API}/unit/list.do`, { headers: await headers() }));
		expect(refused).toMatchObject({ status: 200, s: false });
		expect(refused.text).toContain("request per detik");
		pass(1000);
		expect(await hit()).toBe(200);
	});

	it("sends a moved database's callers on with 308 and takes them in only at the new origin", async () => {
		const { world, app, headers } = stand();
		moveDatabase(world);
		const body = "name=Pindah";
		const own = { ...(await headers()), "content-type": "application/x-www-form-urlencoded" };
		const old = await app.request(`${API}/customer/save.do?x=1`, { method: "POST", headers: own, body });
		expect(old.status).toBe(308);
		const location = old.headers.get("location") ?? "";
		expect(location).toBe(`${API.replace(ORIGINS.data, ORIGINS.moved)}/customer/save.do?x=1`);
		const post = async (headers: Record<string, string>, body: string) =>
			read(await app.request(location, { method: "POST", headers, body }));
		expect(await post(own, body)).toMatchObject({ s: true, r: { name: "Pindah" } });
		expect(await post(own, "")).toMatchObject({ s: false, d: ["Nama harus diisi"] });
		expect((await post({ accept: "application/json" }, body)).status).toBe(401);
	});

	it("answers 404 to what it does not know", async () => {
		const { call } = stand();
		for (const path of ["vendor/list.do", "customer/list", "price-category/delete.do", "open-db.do", "customer/toString.do"]) {
			expect(await call("GET", path)).toMatchObject({ status: 404, d: ["URL API tidak tepat"] });
		}
	});
});
