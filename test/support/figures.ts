import type { Reporter, TestModule } from "vitest/node";

/** What a test has counted: by heading and name. */
export type Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

declare module "vitest" {
	interface TaskMeta {
		figures?: Figures;
	}
}

const grouped = new Intl.NumberFormat("en");

/** Says at the end of `npm test` what the tests have counted: histories, faults that struck, inputs. */
export default class FiguresReporter implements Reporter {
	onTestRunEnd(modules: readonly TestModule[]): void {
		const sums = new Map<string, Map<string, number>>();
		for (const module of modules) {
			for (const test of module.children.allTests()) {
				for (const [heading, counts] of Object.entries(test.meta().figures ?? {})) {
					const sum = sums.get(heading) ?? new Map<string, number>();
					for (const [name, count] of Object.entries(counts)) sum.set(name, (sum.get(name) ?? 0) + count);
					sums.set(heading, sum);
				}
			}
		}
		for (const [heading, sum] of sums) {
			const counts = [...sum]
				.toSorted(([a], [b]) => a.localeCompare(b))
				.map(([name, count]) => `${name} ${grouped.format(count)}`);
			console.log(`\n ${heading}: ${counts.join(", ")}`);
		}
	}
}
