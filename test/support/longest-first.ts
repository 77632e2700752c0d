import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take longest, by a part of their path: on a clean clone nothing else says so, and one that begins last is waited for. */
const LONGEST = ["campaign/histories", "sync/poison", "sync/exchange", "sync/list-pages", "sync/deletes", "sync/real-data"];

const placeOf = ({ moduleId }: TestSpecification): number => {
	const place = LONGEST.findIndex((part) => moduleId.includes(part));
	return place === -1 ? LONGEST.length : place;
};

/** The order in which test files begin. */
export class LongestFirst extends BaseSequencer {
	override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
		const usual = await super.sort(files);
		return usual.toSorted((a, b) => placeOf(a) - placeOf(b));
	}
}
