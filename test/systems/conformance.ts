import { beforeEach, describe, expect, test } from "vitest";
import type { SystemError } from "../../src/domain/errors.ts";
import { ENTITIES, type Entity, type RemoteRecord } from "../../src/domain/model.ts";
import { codeKey } from "../../src/domain/normalise.ts";
import type { RowResult, SystemPort } from "../../src/systems/port.ts";
import { CHANGES, DOUBTFUL, row, SAMPLES } from "./samples.ts";

/** A fresh system without records of its own, and what only its own screens can do. */
export interface Subject {
	readonly port: SystemPort;
	/** Epoch ms on the system's clock. */
	now(): number;
	/** Lets time pass over there. */
	pass(ms: number): void;
	/** Transactions use the record from now on. */
	use(entity: Entity, id: string): void;
}

const stored = (result: RowResult | undefined): RemoteRecord => {
	if (!result?.ok) throw result?.error ?? new Error("no result");
	return result.record;
};
const refused = (result: RowResult | undefined): SystemError | null => (result && !result.ok ? result.error : null);

async function createMany(port: SystemPort, entity: Entity, count: number): Promise<readonly RemoteRecord[]> {
	const size = port.capabilities.batchSize(entity, "create");
	const rows = Array.from({ length: count }, (_, index) => row(entity, index + 1));
	const records: RemoteRecord[] = [];
	for (let from = 0; from < rows.length; from += size) {
		records.push(...(await port.create(entity, rows.slice(from, from + size))).map(stored));
	}
	return records;
}

async function createOne(port: SystemPort, entity: Entity, n = 1): Promise<RemoteRecord> {
	return stored((await port.create(entity, [row(entity, n)]))[0]);
}

async function listEverything(port: SystemPort, entity: Entity, changedSince?: number) {
	const rows: RemoteRecord[] = [];
	for (let page = 1; ; page++) {
		const size = port.capabilities.pageSize(entity);
		const answer = await port.list(entity, { page, size, ...(changedSince === undefined ? {} : { changedSince }) });
		rows.push(...answer.rows);
		if (page * answer.size >= answer.total) return { rows, total: answer.total };
	}
}

const ids = (records: readonly RemoteRecord[]): readonly string[] => records.map(({ id }) => id);

/** The promises of SystemPort, the same for any system behind it. */
export function describeConformance(name: string, setUp: () => Subject): void {
	describe.each(ENTITIES)(`${name}: %s`, (entity) => {
		let subject: Subject;
		let port: SystemPort;
		beforeEach(() => {
			subject = setUp();
			port = subject.port;
		});

		test("a listing has every record once, in ascending order of id, page by page", async () => {
			const size = port.capabilities.pageSize(entity);
			const created = await createMany(port, entity, size + 5);
			const first = await port.list(entity, { page: 1, size });
			expect(first).toMatchObject({ total: size + 5, size });
			expect(first.rows).toHaveLength(size);
			const { rows } = await listEverything(port, entity);
			expect(ids(rows)).toEqual(ids(created).toSorted((a, b) => Number(a) - Number(b)));
			expect(rows.every(({ complete }) => complete)).toBe(!port.capabilities.listIsPartial(entity));
		});

		test("a list row and the record itself agree on what the row carries", async () => {
			const { id } = await createOne(port, entity);
			const [listed] = (await listEverything(port, entity)).rows;
			const record = await port.get(entity, id);
			expect(record?.complete).toBe(true);
			expect(record?.projection).toMatchObject(listed?.projection ?? {});
			expect(listed).toMatchObject({ id, version: record?.version, facts: record?.facts });
		});

		test("nothing listed is an empty page", async () => {
			await expect(port.list(entity, { page: 1, size: 100 })).resolves.toMatchObject({ rows: [], total: 0 });
		});

		test("a new record holds what was sent, is found by its code, changes only where asked, and can be removed", async () => {
			await createOne(port, entity, 5);
			const created = await createOne(port, entity);
			expect(created.projection).toMatchObject(row(entity, 1).projection);
			const read = await port.get(entity, created.id);
			expect(read).toMatchObject({ id: created.id, version: created.version, projection: row(entity, 1).projection });

			const found = await port.findByCode(entity, ["K-0001", "K-9999"]);
			expect(ids(found)).toEqual([created.id]);

			const known = read?.projection ?? {};
			const patch = { id: created.id, changes: CHANGES[entity], known };
			const updated = stored((await port.update(entity, [patch]))[0]);
			expect(updated.version).not.toBe(created.version);
			const after = await port.get(entity, created.id);
			expect(after?.projection).toEqual({ ...known, ...CHANGES[entity] });

			await expect(port.remove(entity, [created.id])).resolves.toEqual([null]);
			await expect(port.get(entity, created.id)).resolves.toBeNull();
			await expect(port.remove(entity, [created.id])).resolves.toEqual([null]);
			await expect(port.findByCode(entity, ["K-0001"])).resolves.toEqual([]);
		});

		test("a record that never was is null to read and not_found to change", async () => {
			await expect(port.get(entity, "999999")).resolves.toBeNull();
			const results = await port.update(entity, [{ id: "999999", changes: { name: "Tidak Ada" }, known: {} }]);
			expect(refused(results[0])?.kind).toBe("not_found");
		});

		test("results come in the order of the rows, and a bad row in the middle harms no other", async () => {
			await createOne(port, entity, 2);
			const results = await port.create(entity, [row(entity, 1), { ...row(entity, 2), partnerId: "77" }, row(entity, 3)]);
			expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
			expect(refused(results[1])).toMatchObject({ kind: "duplicate" });
			expect(stored(results[0]).projection.code).toBe("K-0001");
			expect(stored(results[2]).projection.code).toBe("K-0003");
			await expect(listEverything(port, entity)).resolves.toMatchObject({ total: 3 });
		});

		test("a create sent twice makes one record", async () => {
			const { id } = await createOne(port, entity);
			const error = refused((await port.create(entity, [row(entity, 1)]))[0]);
			expect(error?.kind).toBe("duplicate");
			if (port.capabilities.storesPartnerId) expect(error?.detail.existingId).toBe(id);
			expect(ids(await port.findByCode(entity, ["K-0001"]))).toEqual([id]);
		});

		test("only what changed since a moment is listed, that moment included", async () => {
			const [first, second] = await createMany(port, entity, 2);
			if (!first || !second) throw new Error("two records were created");
			subject.pass(60_000);
			const since = subject.now();
			await expect(listEverything(port, entity, since)).resolves.toMatchObject({ total: 0 });
			stored((await port.update(entity, [{ id: first.id, changes: CHANGES[entity], known: first.projection }]))[0]);
			const third = await createOne(port, entity, 3);
			const changed = await listEverything(port, entity, since);
			expect(ids(changed.rows)).toEqual([first.id, third.id]);
			expect(changed.total).toBe(2);
		});

		test("as many codes as a batch has are looked up at once", async () => {
			const size = Math.min(port.capabilities.batchSize(entity, "create"), 8);
			const created = await createMany(port, entity, size);
			const codes = created.map(({ projection }) => codeKey(String(projection.code)) ?? "");
			expect(new Set(ids(await port.findByCode(entity, codes)))).toEqual(new Set(ids(created)));
		});

		test("text of every kind survives the way there and back", async () => {
			const name = 'Toko "Sinar" & Anak, <Cabang> 100% + é 🍜 = ?';
			const { id } = stored(
				(await port.create(entity, [{ ...row(entity, 1), projection: { ...row(entity, 1).projection, name } }]))[0],
			);
			await expect(port.get(entity, id)).resolves.toMatchObject({ projection: { name } });
		});

		test("an emptied field is empty afterwards", async () => {
			const field = entity === "product" ? "barcode" : "city";
			const { id, projection } = await createOne(port, entity);
			stored((await port.update(entity, [{ id, changes: { [field]: null }, known: projection }]))[0]);
			await expect(port.get(entity, id)).resolves.toMatchObject({ projection: { [field]: null } });
		});

		test("what the port says the system cannot hold, the system refuses; a sound record it takes", async () => {
			const sound = SAMPLES[entity]("K-0001");
			expect(port.refusal(entity, sound)).toBeNull();
			const { id } = await createOne(port, entity);
			const said = DOUBTFUL.filter((doubtful) => port.refusal(entity, { ...sound, ...doubtful })?.reason === "INVALID_FIELD");
			const shared = said.filter((doubtful) => Object.keys(doubtful).every((field) => field in sound));
			expect(shared.length).toBeGreaterThan(0);
			for (const changes of shared) {
				const error = refused((await port.update(entity, [{ id, changes, known: sound }]))[0]);
				expect([Object.keys(changes), error?.kind]).toEqual([
					Object.keys(changes),
					expect.stringMatching(/invalid|missing_reference/),
				]);
			}
		});

		test("a create without a required field is refused, by the port's word and in deed", async () => {
			for (const field of port.capabilities.requiredFields(entity)) {
				const projection = { ...SAMPLES[entity]("K-0007"), [field]: null };
				expect(port.refusal(entity, projection)).toMatchObject({ field });
				expect(refused((await port.create(entity, [{ projection, partnerId: "1" }]))[0])?.kind).toBe("invalid");
			}
		});

		test("a field that is shown but not writable is refused, not dropped", async () => {
			const { id, projection } = await createOne(port, entity);
			for (const field of port.capabilities.readOnlyFields(entity)) {
				const results = await port.update(entity, [{ id, changes: { [field]: false }, known: projection }]);
				expect(refused(results[0])).toMatchObject({ kind: "invalid", detail: { field } });
			}
		});

		test("a record in use is not removed, and says why", async () => {
			const [used, free] = await createMany(port, entity, 2);
			if (!used || !free) throw new Error("two records were created");
			subject.use(entity, used.id);
			const [first, second] = await port.remove(entity, [used.id, free.id]);
			expect(first?.kind).toBe("in_use");
			expect(second).toBeNull();
			await expect(port.get(entity, used.id)).resolves.not.toBeNull();
		});

		test("a Partner ID is kept where the system keeps one", async () => {
			const { id, partnerId } = await createOne(port, entity);
			expect(partnerId).toBe(port.capabilities.storesPartnerId ? "90001" : null);
			if (!port.capabilities.storesPartnerId) return;
			const bound = stored((await port.writePartnerIds(entity, [{ id, partnerId: "123" }]))[0]);
			expect(bound.partnerId).toBe("123");
			const other = await createOne(port, entity, 2);
			const error = refused((await port.writePartnerIds(entity, [{ id: other.id, partnerId: "123" }]))[0]);
			expect(error).toMatchObject({ kind: "duplicate", detail: { existingId: id } });
		});
	});

	test(`${name}: a customer whose salesman is not there is a missing reference`, async () => {
		const { port } = setUp();
		const projection = { ...SAMPLES.customer("K-0001"), salesman: "E-404" };
		const error = refused((await port.create("customer", [{ projection, partnerId: "1" }]))[0]);
		expect(error).toMatchObject({ kind: "missing_reference", detail: { field: "salesman" } });
	});

	test(`${name}: a customer names its salesman by his code`, async () => {
		const { port } = setUp();
		stored((await port.create("employee", [{ projection: SAMPLES.employee("E-1"), partnerId: "1" }]))[0]);
		const projection = { ...SAMPLES.customer("K-0001"), salesman: "E-1" };
		const { id } = stored((await port.create("customer", [{ projection, partnerId: "1" }]))[0]);
		await expect(port.get("customer", id)).resolves.toMatchObject({ projection: { salesman: "E-1" } });
	});

	test(`${name}: an employee can be set inactive and active again`, async () => {
		const { port } = setUp();
		const { id, projection } = stored(
			(await port.create("employee", [{ projection: SAMPLES.employee("E-1"), partnerId: "1" }]))[0],
		);
		for (const active of [false, true]) {
			stored((await port.update("employee", [{ id, changes: { active }, known: projection }]))[0]);
			await expect(port.get("employee", id)).resolves.toMatchObject({ projection: { active } });
		}
	});
}
