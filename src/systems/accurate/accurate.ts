import type { Entity } from "../../domain/model.ts";
import type { Gate, Outbound } from "../outbound.ts";
import type { Capabilities, SystemPort, WriteOperation } from "../port.ts";
import type { AccurateAuth } from "./auth.ts";
import { createClient } from "./client.ts";
import { customer } from "./customer.ts";
import { employee } from "./employee.ts";
import { item } from "./item.ts";
import type { Module } from "./module.ts";
import { createReader } from "./reading.ts";
import { REQUIRED, refusal } from "./refusal.ts";
import { createWriter } from "./writing.ts";

export interface AccurateOptions {
	readonly outbound: Outbound;
	readonly gate: Gate;
	readonly auth: AccurateAuth;
	/** What is created belongs to this branch; null: to all. */
	readonly branch?: string | null;
	now(): number;
}

const MODULES: Readonly<Record<Entity, Module>> = { customer, product: item, employee };

/** Rows of one bulk-save.do (facts 5, official). */
const BULK_ROWS = 100;
/** Rows that cost one call each: as many as the limit lets start in a second (facts 7). */
const SINGLE_ROWS = 8;

const batchSize = (entity: Entity, operation: WriteOperation): number =>
	MODULES[entity].bulk && (operation === "create" || operation === "update") ? BULK_ROWS : SINGLE_ROWS;

/** Vendor's release note of 11 May 2022: Accurate's code wins for customers and products. */
const CODE_WINS: Readonly<Record<Entity, readonly string[]>> = { customer: ["code"], product: ["code"], employee: [] };

const unwritable = (entity: Entity): readonly string[] =>
	Object.entries(MODULES[entity].table).flatMap(([field, { write }]) => (write ? [] : [field]));

const capabilities: Capabilities = {
	pageSize: (entity) => MODULES[entity].pageSize,
	batchSize,
	listIsPartial: (entity) => MODULES[entity].listed !== null,
	storesPartnerId: false,
	/** Nothing says that `optLock` grows by one only. */
	countsVersions: false,
	authoritativeFields: (entity) => CODE_WINS[entity],
	/** Facts 2.3: "Sudah ada data lain dengan …". */
	uniqueFields: (entity) => (entity === "product" ? ["code", "barcode"] : ["code"]),
	readOnlyFields: unwritable,
	requiredFields: (entity) => REQUIRED[entity],
};

/** Accurate Online as a system of master data. One per invocation: it keeps what it has read of small masters. */
export function createAccurate({ outbound, gate, auth, branch = null, now }: AccurateOptions): SystemPort {
	const client = createClient({ outbound, gate, auth });
	const reader = createReader(client);
	const writer = createWriter(client, { now, branch });
	return {
		side: "accurate",
		capabilities,
		clockLagMs: client.clockLagMs,
		count: (entity) => reader.count(MODULES[entity]),
		list: (entity, query) => reader.list(MODULES[entity], query),
		get: (entity, id) => reader.get(MODULES[entity], id),
		findByCode: (entity, codes) => reader.findByCode(MODULES[entity], codes),
		create: (entity, rows) => writer.create(MODULES[entity], rows),
		update: (entity, rows) => writer.update(MODULES[entity], rows),
		remove: (entity, ids) => writer.remove(MODULES[entity], ids),
		writePartnerIds: () => Promise.reject(new Error("Accurate Online keeps no Partner ID: storesPartnerId is false")),
		refusal,
	};
}
