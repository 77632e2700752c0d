import { describe, expect, it } from "vitest";
import { GroupCommit } from "../../src/coordinator/group-commit.ts";

/** Commits that end when they are told to. */
function commits() {
	const begun: { readonly items: readonly string[]; readonly end: (error?: Error) => void }[] = [];
	const group = new GroupCommit<string>(async (items) => {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		begun.push({ items, end: (error) => (error ? reject(error) : resolve()) });
		await promise;
	});
	return { begun, group };
}
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

describe("what comes at once is committed at once", () => {
	it("the first by itself, and all that come meanwhile together, in their order", async () => {
		const { begun, group } = commits();
		const added = [group.add("a")];
		await soon();
		added.push(group.add("b"), group.add("c"));
		await soon();
		expect(begun.map(({ items }) => items)).toEqual([["a"]]);
		begun[0]?.end();
		await soon();
		expect(begun.map(({ items }) => items)).toEqual([["a"], ["b", "c"]]);
		begun[1]?.end();
		await Promise.all(added);
	});

	it("and nobody is told that it is through before it is", async () => {
		const { begun, group } = commits();
		let through = false;
		const added = group.add("a").then(() => {
			through = true;
		});
		await soon();
		expect(through).toBe(false);
		begun[0]?.end();
		await added;
		expect(through).toBe(true);
	});

	it("whoever was in a group that fails hears of it; the next group does not", async () => {
		const { begun, group } = commits();
		const first = group.add("a");
		await soon();
		const second = group.add("b");
		begun[0]?.end(new Error("the database is away"));
		await expect(first).rejects.toThrow("the database is away");
		await soon();
		begun[1]?.end();
		await second;
	});
});
