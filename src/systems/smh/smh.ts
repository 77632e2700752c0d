import type { Entity } from "../../domain/model.ts";
import type { Capabilities, SystemPort } from "../port.ts";
import { createSmhClient, type SmhOptions } from "./client.ts";
import { createReader, PAGE_SIZE } from "./reading.ts";
import { REQUIRED, refusal } from "./refusal.ts";
import { TABLES } from "./tables.ts";
import { createWriter } from "./writing.ts";

/** Operations of one `/batch`. */
const BATCH = 100;

const unwritable = (entity: Entity): readonly string[] =>
	Object.entries(TABLES[entity]).flatMap(([field, { write }]) => (write ? [] : [field]));

const capabilities: Capabilities = {
	pageSize: () => PAGE_SIZE,
	batchSize: () => BATCH,
	listIsPartial: () => false,
	storesPartnerId: true,
	countsVersions: true,
	authoritativeFields: () => [],
	uniqueFields: () => ["code"],
	readOnlyFields: unwritable,
	requiredFields: (entity) => REQUIRED[entity],
};

/** SMH as a system of master data, by the contract this project speaks. */
export function createSmh(options: SmhOptions): SystemPort {
	const client = createSmhClient(options);
	const { clockLagMs } = client;
	return { side: "smh", capabilities, clockLagMs, ...createReader(client), ...createWriter(client), refusal };
}
