import { describe, expect, it } from "vitest";
import { REASONS, reasonText } from "../../src/domain/reasons.ts";

const LANGUAGES = ["id", "en"] as const;
const TEXTS = REASONS.flatMap((reason) => LANGUAGES.map((language) => ({ reason, language, ...reasonText(reason, language) })));

/** The mission's closed list. */
const MISSION =
	`DUMMY INACTIVE OTHER_BRANCH TYPE_NOT_SUPPORTED MISSING_CODE MISSING_FIELD INVALID_FIELD DUPLICATE_CODE POSSIBLE_DUPLICATE
	MISSING_REFERENCE REJECTED CONFLICT DELETE_REFUSED NO_RIGHT WAITING UNREADABLE AWAITING_APPROVAL`.split(/\s+/);

describe("the reasons why a record is not in step", () => {
	it("are the mission's list, no more and no less", () => {
		expect(REASONS).toEqual(MISSION);
	});

	it.each(TEXTS)("$reason ($language): a sentence without a stop, because a record or a number follows it", ({ sentence }) => {
		expect(sentence).toMatch(/^\p{Lu}.*[\p{L}\p{N}]$/u);
		expect(sentence.length).toBeLessThanOrEqual(60);
	});

	it.each(TEXTS)("$reason ($language): a next step, in whole sentences that end with a stop", ({ sentence, nextStep }) => {
		expect(nextStep).toMatch(/^\p{Lu}.*[\p{L}\p{N}]\.$/u);
		expect(nextStep).not.toContain(sentence);
	});

	it.each(TEXTS)("$reason ($language): one line of plain text, no markup and no stray blanks", ({ sentence, nextStep }) => {
		for (const line of [sentence, nextStep]) expect(line).not.toMatch(/[<>&\n]|\s\s|^\s|\s$/);
	});

	it("are told apart by their sentences in either language", () => {
		for (const language of LANGUAGES) {
			expect(new Set(REASONS.map((reason) => reasonText(reason, language).sentence)).size).toBe(REASONS.length);
		}
	});

	it("are translated, not copied", () => {
		for (const reason of REASONS) {
			const [indonesian, english] = LANGUAGES.map((language) => reasonText(reason, language));
			expect(indonesian?.sentence).not.toBe(english?.sentence);
			expect(indonesian?.nextStep).not.toBe(english?.nextStep);
		}
	});

	it("name the same command in both languages", () => {
		for (const reason of REASONS) {
			const commands = LANGUAGES.map((language) => reasonText(reason, language).nextStep.match(/\/\w+/g));
			expect(commands[0]).toEqual(commands[1]);
		}
	});
});
