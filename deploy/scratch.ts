import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

const open = new Set<string>();

/** A folder for a while, which only its owner can read. It goes with the process, however that ends: it may hold secrets. */
export function openScratch(name: string): string {
	if (open.size === 0) process.on("exit", closeAll);
	const folder = mkdtempSync(join(tmpdir(), `sinkron-${name}-`));
	open.add(folder);
	return folder;
}

export function closeScratch(folder: string): void {
	open.delete(folder);
	rmSync(folder, { recursive: true, force: true });
}

function closeAll(): void {
	for (const folder of open) {
		try {
			closeScratch(folder);
		} catch {
			// Somebody is still writing into it, and there is no time left to wait.
		}
	}
}
