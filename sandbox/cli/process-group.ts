import { existsSync, readdirSync, readFileSync } from "node:fs";

export interface Member {
	readonly pid: number;
	readonly name: string;
}

/** Who of a process group still runs, by the system's own list (Linux); null where there is no such list. */
export function membersOf(group: number): readonly Member[] | null {
	if (!existsSync("/proc/self/stat")) return null;
	return readdirSync("/proc").flatMap((entry) => {
		if (!/^\d+$/.test(entry)) return [];
		const [, name = "", state = "", itsGroup = ""] = /^\d+ \((.*)\) (\S) \d+ (\d+) /s.exec(statOf(entry)) ?? [];
		// Z: it has ended, only nobody has asked how.
		return Number(itsGroup) === group && state !== "Z" ? [{ pid: Number(entry), name }] : [];
	});
}

/** "" for a process that has gone meanwhile. */
function statOf(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/stat`, "utf8");
	} catch {
		return "";
	}
}
