import { readdirSync, readFileSync } from "node:fs";
import process from "node:process";

/** The kernel counts time in hundredths of a second. */
const TICKS_PER_SECOND = 100;

interface Process {
	readonly pid: number;
	readonly name: string;
	readonly parent: number;
	readonly ticks: number;
}

function processes(): readonly Process[] {
	return readdirSync("/proc").flatMap((entry) => {
		if (!/^\d+$/.test(entry)) return [];
		try {
			const [, name = "", rest = ""] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${entry}/stat`, "utf8")) ?? [];
			const fields = rest.split(" ");
			return [{ pid: Number(entry), name, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) }];
		} catch {
			return []; // It has ended meanwhile.
		}
	});
}

/** CPU time that the Worker's runtime has taken so far, in seconds: every workerd that this process, or a child of its, has begun. */
export function workerCpuSeconds(): number {
	const all = processes();
	const isOurs = ({ pid, parent }: Process): boolean => {
		if (pid === process.pid) return true;
		const begunBy = all.find((one) => one.pid === parent);
		return begunBy !== undefined && begunBy.pid !== pid && isOurs(begunBy);
	};
	const ticks = all.filter((one) => one.name.startsWith("workerd") && isOurs(one)).reduce((sum, one) => sum + one.ticks, 0);
	return ticks / TICKS_PER_SECOND;
}
