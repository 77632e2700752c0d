import { codeKey } from "../../domain/normalise.ts";

/** The names of a master: two that differ in case only are one, unless both are there. */
export class Names {
	readonly #exact = new Set<string>();
	readonly #byKey = new Map<string, string>();

	add(name: string): void {
		this.#exact.add(name);
		const key = codeKey(name) ?? "";
		if (!this.#byKey.has(key)) this.#byKey.set(key, name);
	}

	/** How a name is spelled there; undefined: it is not there. */
	spelling(name: string): string | undefined {
		return this.#exact.has(name) ? name : this.#byKey.get(codeKey(name) ?? "");
	}
}
