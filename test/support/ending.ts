import process from "node:process";
import type { Reporter, TestModule, TestSpecification, Vitest } from "vitest/node";

/** Far longer than a runtime takes to end. */
const PATIENCE_MS = 20_000;

/**
 * Now and then the runtime of a file does not end although all its tests are through and told, and Vitest waits for it for ever. Then the
 * run is over all the same: what the tests have told counts.
 */
export default class EndingReporter implements Reporter {
	#vitest: Vitest | undefined;
	#modules: TestModule[] = [];
	#files = 0;
	#timer: ReturnType<typeof setTimeout> | null = null;

	onInit(vitest: Vitest): void {
		this.#vitest = vitest;
	}

	onTestRunStart(specifications: readonly TestSpecification[]): void {
		this.#files = specifications.length;
		this.#modules = [];
	}

	onTestModuleEnd(module: TestModule): void {
		this.#modules.push(module);
		const watching = this.#vitest?.config.watch ?? false;
		if (this.#modules.length < this.#files || watching) return;
		this.#timer = setTimeout(() => void this.#end(), PATIENCE_MS);
	}

	onTestRunEnd(): void {
		clearTimeout(this.#timer);
	}

	async #end(): Promise<void> {
		const errors = this.#vitest?.state.getUnhandledErrors() ?? [];
		const passed = errors.length === 0 && this.#modules.every((module) => module.ok());
		// The list is not in its types, but it is how Vitest itself tells them.
		const { reporters = [] } = (this.#vitest ?? {}) as { readonly reporters?: readonly Reporter[] };
		for (const reporter of reporters) {
			await reporter.onTestRunEnd?.(this.#modules, [], passed ? "passed" : "failed");
		}
		console.error(`\nAll files are through, but a runtime has not ended within ${PATIENCE_MS / 1_000} s; it is left alone.`);
		for (const error of errors) console.error(error);
		process.exit(passed ? 0 : 1);
	}
}
