import { beforeEach, describe, expect, it } from "vitest";
import { createSandbox, type Sandbox } from "../../sandbox/app.ts";
import { CREDENTIALS } from "../../sandbox/credentials.ts";

const MAIN = "http://127.0.0.1:8788";
const origins = { main: MAIN, data: "http://127.0.0.1:8789", moved: "http://127.0.0.1:8790" };

let sandbox: Sandbox;
beforeEach(() => {
	sandbox = createSandbox({ origins, fetch: () => Promise.resolve(new Response()) });
});

const ask = (path: string, method = "GET", body?: unknown) =>
	sandbox.fetch(
		new Request(`${MAIN}${path}`, {
			method,
			...(body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
		}),
	);

interface Rows {
	rows: { id: number; name: string; partner_id?: string }[];
	matches: number;
	page: number;
	pages: number;
	counts: Record<string, number>;
}
const list = async (path: string) => (await ask(`/page/lists/${path}`)).json<Rows>();

describe("the page for people", () => {
	it("comes with its style and every script that its scripts ask for", async () => {
		const page = await ask("/");
		const html = await page.text();
		expect(html).toContain("Sinkron <span>— tempat mencoba</span>");
		expect((await ask("/page/style.css")).headers.get("content-type")).toContain("text/css");
		const waiting = ["app.js"];
		const seen = new Set<string>();
		for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
			if (seen.has(name)) continue;
			seen.add(name);
			const script = await ask(`/page/${name}`);
			expect([name, script.status, script.headers.get("content-type")]).toEqual([name, 200, "text/javascript; charset=utf-8"]);
			for (const [, imported] of (await script.text()).matchAll(/(?:from|import) "\.\/([^"]+)"/g)) waiting.push(imported ?? "");
		}
		expect(seen.size).toBe(7);
		expect((await ask("/page/nothing.js")).status).toBe(404);
	});

	it("lets no script run but its own, whatever a record is called", async () => {
		const policy = (await ask("/")).headers.get("content-security-policy") ?? "";
		expect(policy).toContain("default-src 'none'");
		expect(policy).toContain("script-src 'self'");
		expect(policy).not.toContain("unsafe");
		for (const script of ["app.js", "chat.js", "dialog.js", "dom.js", "list.js", "telegram-html.js"]) {
			expect(await (await ask(`/page/${script}`)).text()).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write/);
		}
	});

	it("knows where Sync Information is once the bot registered its webhook", async () => {
		expect(await (await ask("/page/links")).json()).toEqual({ syncInformation: null });
		await ask(`/telegram/bot${CREDENTIALS.telegram.botToken}/setWebhook`, "POST", {
			url: "http://127.0.0.1:8787/webhooks/telegram",
		});
		expect(await (await ask("/page/links")).json()).toEqual({ syncInformation: "http://127.0.0.1:8787/" });
	});
});

describe("its lists", () => {
	it("show fifty records a page, newest first, with the counts of all tabs", async () => {
		sandbox.reset({ scenario: "panduan" });
		const first = await list("accurate/customer");
		expect(first).toMatchObject({ matches: 423, page: 1, pages: 9, counts: { customer: 423, product: 454, employee: 11 } });
		expect(first.rows).toHaveLength(50);
		const ids = first.rows.map(({ id }) => id);
		expect(ids).toEqual(ids.toSorted((a, b) => b - a));
		const last = await list("accurate/customer?page=99");
		expect(last).toMatchObject({ page: 9 });
		expect(last.rows).toHaveLength(23);
	});

	it("are searched by name, code or phone, and by id or Partner ID", async () => {
		for (const [name, partner] of [
			["Toko Jaya", "51"],
			["Warung Ani", "52"],
		]) {
			await ask("/control/smh/customer", "POST", { name, partner_id: partner, mobile: `0812-${partner}` });
		}
		await ask("/control/accurate/employee", "POST", { number: "E-1", name: "Agung", salutation: "MR" });
		expect((await list("smh/customer?q=jaya")).rows.map(({ name }) => name)).toEqual(["Toko Jaya"]);
		expect((await list("smh/customer?q=0812-52")).rows.map(({ name }) => name)).toEqual(["Warung Ani"]);
		expect((await list("smh/customer?q=%2352")).rows.map(({ name }) => name)).toEqual(["Warung Ani"]);
		const [agung] = (await list("accurate/employee?q=e-1")).rows;
		expect(agung?.name).toBe("Agung");
		expect((await list(`accurate/employee?q=%23${agung?.id}`)).matches).toBe(1);
		expect((await ask("/page/lists/odoo/customer")).status).toBe(404);
	});
});
