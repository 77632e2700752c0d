import { SystemError } from "../../src/domain/errors.ts";
import type { Entity, Projection, RemoteRecord, Side } from "../../src/domain/model.ts";
import { codeKey } from "../../src/domain/normalise.ts";
import { canonical, textOf } from "../../src/domain/values.ts";
import type { RowResult, SystemPort } from "../../src/systems/port.ts";

interface Kept {
	readonly projection: Projection;
	readonly partnerId: string | null;
	readonly version: number;
	readonly changedAt: number;
}

const ROWS = 10;

/** A system that is nothing but its records: it can stand on either side. */
export class MemorySystem {
	readonly #records = new Map<string, Kept>();
	readonly #storesPartnerId: boolean;
	readonly #wins: readonly string[];
	readonly #now: () => number;
	#lastId: number;

	/** `wins`: fields in which it has the last word; ids begin behind `firstId`. */
	constructor(
		now: () => number,
		like: { readonly storesPartnerId: boolean; readonly wins: readonly string[]; readonly firstId: number },
	) {
		this.#now = now;
		this.#storesPartnerId = like.storesPartnerId;
		this.#wins = like.wins;
		this.#lastId = like.firstId;
	}

	add(projection: Projection, partnerId: string | null = null): string {
		const id = String(++this.#lastId);
		this.#keep(id, { projection, partnerId, version: 1 });
		return id;
	}

	edit(id: string, changes: Projection): void {
		const kept = this.#records.get(id);
		if (kept) this.#keep(id, { ...kept, projection: { ...kept.projection, ...changes }, version: kept.version + 1 });
	}

	drop(id: string): void {
		this.#records.delete(id);
	}

	ids(): readonly string[] {
		return [...this.#records.keys()];
	}

	/** What a person sees, in order of id. */
	contents(): readonly (readonly [id: string, Projection, partnerId: string | null])[] {
		return [...this.#records].map(([id, { projection, partnerId }]) => [id, canonical("customer", projection), partnerId]);
	}

	#keep(id: string, record: Omit<Kept, "changedAt">): void {
		this.#records.set(id, { ...record, changedAt: this.#now() });
	}

	#shown(id: string): RemoteRecord | null {
		const kept = this.#records.get(id);
		if (!kept) return null;
		const facts = { branch: null, type: null, sample: false, unapproved: false };
		const { partnerId, version } = kept;
		return { id, version: String(version), partnerId, projection: canonical("customer", kept.projection), facts, complete: true };
	}

	#answer(id: string): RowResult {
		const record = this.#shown(id);
		return record ? { ok: true, record } : { ok: false, error: new SystemError("not_found", "no such record") };
	}

	/** It as a side of the engine. */
	port(side: Side): SystemPort {
		const own = (entity: Entity): readonly string[] => (entity === "customer" ? this.ids() : []);
		return {
			side,
			capabilities: {
				pageSize: () => ROWS,
				batchSize: () => ROWS,
				listIsPartial: () => false,
				storesPartnerId: this.#storesPartnerId,
				countsVersions: true,
				authoritativeFields: () => this.#wins,
				uniqueFields: () => ["code"],
				readOnlyFields: () => [],
				requiredFields: () => ["name"],
			},
			list: async (entity, { page, size: asked, changedSince = 0 }) => {
				const size = Math.min(asked, ROWS);
				const all = own(entity).filter((id) => (this.#records.get(id)?.changedAt ?? 0) >= changedSince);
				const rows = all.slice((page - 1) * size, page * size).flatMap((id) => this.#shown(id) ?? []);
				return { unreadable: [], rows, total: all.length, size };
			},
			count: async (entity) => own(entity).length,
			clockLagMs: () => 0,
			get: async (_, id) => this.#shown(id),
			findByCode: async (entity, codes) => {
				const keys = new Set(codes.map((code) => codeKey(code)));
				return own(entity)
					.flatMap((id) => this.#shown(id) ?? [])
					.filter(({ projection }) => keys.has(codeKey(textOf(projection, "code"))));
			},
			create: async (_, rows) =>
				rows.map(({ projection, partnerId }) => this.#answer(this.add(projection, this.#storesPartnerId ? partnerId : null))),
			update: async (_, rows) =>
				rows.map(({ id, changes }) => {
					this.edit(id, changes);
					return this.#answer(id);
				}),
			remove: async (_, ids) =>
				ids.map((id) => {
					this.drop(id);
					return null;
				}),
			writePartnerIds: async (_, rows) =>
				rows.map(({ id, partnerId }) => {
					const kept = this.#records.get(id);
					if (kept) this.#keep(id, { ...kept, partnerId, version: kept.version + 1 });
					return this.#answer(id);
				}),
			refusal: () => null,
		};
	}
}
