import { beforeEach, describe, expect, it } from "vitest";
import { insertChanges, type PlannedChange } from "../../src/store/changes.ts";
import { commit } from "../../src/store/database.ts";
import { sumUp } from "../../src/store/run-sums.ts";
import { createWorld, NOON, seedProblems, seedRecords, type World } from "./support.ts";

let world: World;
beforeEach(async () => {
	world = await createWorld();
});

const past = async (): Promise<string> => {
	const { body } = await world.api("/runs", "POST", { mode: "preview" });
	const { id } = body as { id: string };
	await world.api(`/runs/${id}/cancel`, "POST");
	return id;
};

const everyPage = async (path: string): Promise<readonly unknown[]> => {
	const seen: unknown[] = [];
	let cursor: string | null = "";
	while (cursor !== null) {
		const answer = await world.api(`${path}?limit=2&cursor=${cursor}`);
		expect(answer.status).toBe(200);
		const page = answer.body as { data: unknown[]; next: string | null };
		expect(page.data.length).toBeLessThanOrEqual(2);
		seen.push(...page.data);
		cursor = page.next;
	}
	return seen;
};

const rename = (smhId: string, accurateId: string): PlannedChange => ({
	entity: "customer",
	side: "smh",
	operation: "update",
	smhId,
	accurateId,
	label: `K-${smhId}`,
	before: { name: "Lama" },
	after: { name: "Baru" },
	state: "previewed",
});

describe("the history of runs", () => {
	it("lists them, the latest first, each with what it came to", async () => {
		const ids: string[] = [];
		for (let run = 0; run < 5; run++) {
			ids.unshift(await past());
			world.pass(60_000);
		}
		const first = ids.at(-1) ?? "";
		await commit(world.db, [
			insertChanges({ id: first, connection: world.connection }, [rename("1", "91"), rename("2", "92")], NOON),
			sumUp({ connection: world.connection, id: first }),
		]);
		const seen = await everyPage("/runs");
		expect(seen).toMatchObject(ids.map((id) => ({ id })));
		expect(seen.at(-1)).toMatchObject({ counts: { updated: { smh: 2, accurate: 0 } } });
		expect(seen[0]).toMatchObject({ counts: { updated: { smh: 0, accurate: 0 } } });
		expect(await (await createWorld()).api("/runs")).toEqual({ status: 200, body: { data: [], next: null } });
	});
});

describe("what a run did", () => {
	it("is told change by change, before and after", async () => {
		const id = await past();
		const changes: PlannedChange[] = [
			rename("1", "91"),
			{ ...rename("2", "92"), operation: "remove", before: { name: "Lama", active: true }, after: null },
			{ ...rename("3", "93"), side: "accurate", operation: "create", accurateId: null, before: null, state: "applied" },
		];
		await commit(world.db, [insertChanges({ id, connection: world.connection }, changes, NOON)]);
		const at = new Date(NOON).toISOString();
		const seen = await everyPage(`/runs/${id}/changes`);
		expect(seen).toEqual(changes.map((change) => ({ ...change, error: null, at })));
	});

	it("is nothing for a run that there is not, or that is another connection's", async () => {
		const id = await past();
		expect((await world.api("/runs/nobody/changes")).status).toBe(404);
		expect((await (await createWorld()).api(`/runs/${id}/changes`)).status).toBe(404);
		expect((await world.api(`/runs/${id}/changes?limit=0`)).status).toBe(400);
		expect((await world.api(`/runs/${id}/changes?cursor=x`)).status).toBe(400);
	});
});

describe("the audit trail", () => {
	it("says who did what, the latest first", async () => {
		await past();
		await past();
		const by = { at: new Date(NOON).toISOString(), actor: { kind: "api", key: "API_KEY" } };
		const seen = await everyPage("/audit");
		expect(seen).toMatchObject(["run.cancel", "run.start", "run.cancel", "run.start"].map((action) => ({ ...by, action })));
		expect(seen[1]).toMatchObject({ detail: { mode: "preview" } });
	});
});

describe("problems as a table", () => {
	const rows = async (query = ""): Promise<readonly string[]> => {
		const response = await world.fetch(`/api/v1/problems.csv${query}`, { headers: { authorization: "Bearer the-api-key" } });
		expect([response.status, response.headers.get("content-type")]).toEqual([200, "text/csv; charset=utf-8"]);
		expect(response.headers.get("content-disposition")).toContain("attachment");
		return new TextDecoder("utf-8", { ignoreBOM: true, fatal: true }).decode(await response.arrayBuffer()).split("\r\n");
	};

	beforeEach(async () => {
		await seedRecords(world, "accurate", "product", [
			{ id: "1", code: "=1+1", name: 'Beras "Super", 5 kg' },
			{ id: "2", code: "-SUM(A1)", name: "@cmd" },
			{ id: "3", dummy: true },
		]);
		await seedProblems(world, "accurate", "product", [{ id: "1", reason: "MISSING_FIELD", field: "units", detail: "units" }]);
	});

	it("has a row for each record, and no text that a spreadsheet would run", async () => {
		expect(await rows()).toEqual([
			"\uFEFFJenis,Sistem,ID,Kode,Nama,Alasan,Arti,Rincian,Langkah berikutnya,Sejak,Terakhir,Percobaan",
			`Produk,Accurate Online,1,'=1+1,"Beras ""Super"", 5 kg",MISSING_FIELD,Ada isian wajib yang kosong,Yang kosong: Satuan,"Lengkapi isian itu, lalu kirim /sinkron.",2026-11-22 12:00,2026-11-22 12:00,0`,
			"Produk,Accurate Online,2,'-SUM(A1),'@cmd,WAITING,Menunggu giliran,,Akan dikerjakan pada sinkron berikutnya.,,,0",
			"",
		]);
	});

	it("is filtered as the list is, and speaks English when asked to", async () => {
		const found = await rows("?reason=DUMMY&lang=en");
		expect(found).toHaveLength(3);
		expect(found[0]).toContain("Next step");
		expect(found[1]).toContain("Sample record");
		expect(await rows("?entity=employee")).toHaveLength(2);
	});

	it("names a filter that there is not", async () => {
		expect(await world.api("/problems.csv?reason=X")).toMatchObject({
			status: 400,
			body: { error: { code: "invalid_request" } },
		});
	});
});
