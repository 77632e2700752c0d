import { ENTITIES, type Entity, type Figures, SYSTEMS, type SyncInformation, type System } from "./product.ts";
import type { Story } from "./story.ts";

type Table = Readonly<Record<System, Readonly<Record<Entity, Figures>>>>;
type Reasons = Readonly<Record<Entity, Readonly<Record<string, number>>>>;

export interface Report {
	readonly before: Table;
	readonly after: Table;
	readonly reasons: Reasons;
	readonly employee: { readonly code: string; readonly partnerId: string | null };
}

const of = (dummy: number, data: number, synced: number): Figures => ({ dummy, data, synced, total: dummy + data + synced });
const NONE = of(0, 0, 0);

/** The guide's figures; employees in SMH end as 2, where the guide prints 31 by a slip. */
const GUIDE: { readonly before: Table; readonly after: Table; readonly gap: Readonly<Record<Entity, number>> } = {
	before: {
		smh: { customer: NONE, product: NONE, employee: NONE },
		accurate: { customer: of(23, 400, 0), product: of(35, 419, 0), employee: of(11, 0, 0) },
	},
	after: {
		smh: { customer: of(0, 0, 131), product: of(0, 0, 56), employee: of(0, 2, 0) },
		accurate: { customer: of(23, 400, 0), product: of(35, 419, 0), employee: of(11, 0, 2) },
	},
	gap: { customer: 269, product: 363, employee: 0 },
};

const find = ({ entities }: SyncInformation, entity: Entity) => entities.find((each) => each.entity === entity);
const perEntity = <T>(make: (entity: Entity) => T): Record<Entity, T> => ({
	customer: make("customer"),
	product: make("product"),
	employee: make("employee"),
});
const tableOf = (seen: SyncInformation): Table => ({
	smh: perEntity((entity) => find(seen, entity)?.smh ?? NONE),
	accurate: perEntity((entity) => find(seen, entity)?.accurate ?? NONE),
});

/** Sample records have the reason DUMMY, which is no part of the gap. */
function reasonsOf(seen: SyncInformation): Reasons {
	return perEntity((entity) => {
		const open = Object.entries(find(seen, entity)?.problems ?? {});
		return Object.fromEntries(open.filter(([reason, count]) => reason !== "DUMMY" && count > 0));
	});
}

export const reportOf = ({ before, after, employee }: Story): Report => ({
	before: tableOf(before),
	after: tableOf(after),
	reasons: reasonsOf(after),
	employee,
});

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((a, b) => a + b, 0);

/** The parts that every record of one side belongs to exactly one of (law 6). */
function account({ after, problems }: Story, system: System, entity: Entity) {
	const seen = find(after, entity);
	const { total, dummy } = seen?.[system] ?? NONE;
	const open = problems[entity].filter(({ side }) => side === system).length;
	return { total, dummy, linked: seen?.linked ?? 0, open };
}

/** Everything that is not as the guide says. */
export function mismatches(story: Story): readonly string[] {
	const report = reportOf(story);
	const found = [...story.surprises];
	for (const moment of ["before", "after"] as const) {
		for (const system of SYSTEMS) {
			for (const entity of ENTITIES) {
				const [seen, wanted] = [report[moment][system][entity], GUIDE[moment][system][entity]].map(figuresText);
				if (seen !== wanted) found.push(`${system} ${entity} ${moment}: ${seen}, the guide says ${wanted}`);
			}
		}
	}
	for (const entity of ENTITIES) {
		const reasons = sum(report.reasons[entity]);
		if (reasons !== GUIDE.gap[entity]) found.push(`${entity}: reasons add up to ${reasons}, not ${GUIDE.gap[entity]}`);
		for (const system of SYSTEMS) {
			const { total, dummy, linked, open } = account(story, system, entity);
			if (total !== dummy + linked + open) {
				found.push(`${system} ${entity}: ${total} records, but ${dummy} sample + ${linked} linked + ${open} with a reason`);
			}
		}
	}
	return found;
}

const figuresText = ({ dummy, data, synced, total }: Figures): string => `${dummy} + ${data} + ${synced} = ${total}`;

const LABELS: Readonly<Record<Entity, string>> = { customer: "Pelanggan", product: "Produk", employee: "Karyawan" };
const SYSTEM_LABELS: Readonly<Record<System, string>> = { smh: "SMH", accurate: "Accurate Online" };
const row = (cells: readonly string[]): string => `  ${cells.map((cell) => cell.padEnd(21)).join("")}`.trimEnd();

/** The report for people. */
export function textOf(story: Story): string {
	const report = reportOf(story);
	const table = (moment: "before" | "after", title: string): string[] => [
		title,
		row(["", ...ENTITIES.map((entity) => LABELS[entity])]),
		...SYSTEMS.map((system) =>
			row([SYSTEM_LABELS[system], ...ENTITIES.map((entity) => figuresText(report[moment][system][entity]))]),
		),
		"",
	];
	const reasons = ENTITIES.flatMap((entity) => {
		const open = Object.entries(report.reasons[entity]);
		if (open.length === 0) return [];
		const list = open.map(([reason, count]) => `${reason} ${count}`).join(" + ");
		return [`  ${LABELS[entity]}: ${list} = ${sum(report.reasons[entity])}`];
	});
	const accounts = SYSTEMS.flatMap((system) =>
		ENTITIES.map((entity) => {
			const { total, dummy, linked, open } = account(story, system, entity);
			const words = `${total} = ${dummy} sample + ${linked} linked + ${open} with an open reason`;
			return `  ${SYSTEM_LABELS[system]}, ${LABELS[entity]}: ${words}`;
		}),
	);
	return [
		"",
		...table("before", "Before (dummy + data + synced = total)"),
		...table("after", "After"),
		"Why the others stayed behind",
		...reasons,
		"",
		"Every record is accounted for",
		...accounts,
		"",
		`Agung: ${report.employee.code}, Partner ID ${report.employee.partnerId ?? "none"}. The bot says:`,
		...story.reply.split("\n").map((line) => `  ${line}`),
		"",
	].join("\n");
}
