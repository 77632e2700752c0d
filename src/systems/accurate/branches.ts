import { SystemError } from "../../domain/errors.ts";
import type { AccurateClient } from "./client.ts";
import { listAll } from "./listing.ts";
import { textAt } from "./readers.ts";

export type BranchNames = ReadonlyMap<string, string>;

const vocabulary = { label: "Cabang", fields: [], fieldOfKey: () => undefined };

/** Names of branches by id, read once when first needed: employee rows name their branch by id only (facts 4.3). */
export function createBranches(client: AccurateClient): () => Promise<BranchNames> {
	let names: Promise<BranchNames> | null = null;

	async function read(): Promise<BranchNames> {
		try {
			const rows = await listAll(client, { path: "branch", vocabulary, pageSize: 100, params: { fields: "id,name" } });
			return new Map(rows.map((row) => [textAt(row, "id") ?? "", textAt(row, "name") ?? ""]));
		} catch (error) {
			// A login without that right still syncs; the branch then goes by its number.
			if (error instanceof SystemError && error.kind === "no_right") return new Map();
			throw error;
		}
	}

	return () => {
		names ??= read().catch((error: unknown) => {
			names = null;
			throw error;
		});
		return names;
	};
}
