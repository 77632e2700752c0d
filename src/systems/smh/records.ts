import { z } from "zod";
import { SystemError } from "../../domain/errors.ts";
import type { Entity, RemoteRecord } from "../../domain/model.ts";
import { project } from "../fields.ts";
import { TABLES } from "./tables.ts";

const record = z.looseObject({
	id: z.int().positive(),
	version: z.int(),
	partner_id: z.string().nullable(),
	demo: z.boolean(),
	status: z.unknown().optional(),
});

/** Throws SystemError `bad_answer` for anything without the contract's marks of a record. */
export function toRecord(entity: Entity, json: unknown): RemoteRecord {
	const parsed = record.safeParse(json);
	if (!parsed.success) throw new SystemError("bad_answer", `SMH menjawab data ${entity} yang tidak lengkap`);
	return {
		id: String(parsed.data.id),
		version: String(parsed.data.version),
		partnerId: parsed.data.partner_id,
		projection: project(TABLES[entity], parsed.data),
		facts: { branch: null, type: null, sample: parsed.data.demo, unapproved: parsed.data.status === "unverified" },
		complete: true,
	};
}
